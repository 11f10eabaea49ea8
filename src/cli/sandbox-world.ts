import { effectiveServer } from '../credentials/effective-server.ts';
import { reachableCalls } from '../credentials/reachable-calls.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createSandbox } from '../emulator/sandbox.ts';
import type { Plan } from '../plan/plan.ts';
import { messageLines, paymentLine } from '../report/sandbox-lines.ts';
import type { World } from './world.ts';

/** A world of emulators in this process: no credential of the environment is read, nobody is remembered. */
export function sandboxWorld(): World {
  const { stripe, twilio, transport, credentials } = createSandbox();
  return {
    note: 'In the sandbox: Stripe and Twilio are emulated, nothing leaves this machine.',
    async enter(plan, workflowId) {
      const findings = notEmulated(plan, workflowId);
      if (findings.length > 0) return { findings };
      return { credentials, transport };
    },
    traces(redactor, style) {
      const payments = stripe.paymentIntents().map((intent) => paymentLine(intent, style));
      const texts = twilio.messages().flatMap((message) => messageLines(message, redactor, style));
      return [...payments, ...(texts.length === 0 ? ['No text was sent.'] : texts), ''];
    },
  };
}

/** A finding for each source of a workflow that no emulator answers for. */
export function notEmulated(plan: Plan, workflowId: string): readonly Diagnostic[] {
  const origins = createSandbox().emulators.flatMap((emulator) => emulator.origins);
  const findings = new Map<string, Diagnostic>();
  for (const { call } of reachableCalls(plan, workflowId)) {
    const server = effectiveServer(call.operation);
    const origin = 'code' in server ? 'no server' : server.origin;
    if (findings.has(call.source) || origins.includes(origin)) continue;
    const message = `The sandbox has no emulator for source "${call.source}" (${origin}).`;
    const hint = `It answers for ${origins.join(' and ')}. Run without --sandbox, or against test servers of yours with --server.`;
    findings.set(call.source, diagnose('usage/invalid', message, { hint }));
  }
  return [...findings.values()];
}
