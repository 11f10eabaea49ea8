import { createDocumentSandbox, type DocumentSandbox } from '../emulator/document-sandbox.ts';
import { exampleInputs } from '../emulator/example-inputs.ts';
import type { Redactor } from '../http/redact.ts';
import { exchangeLines, messageLines, paymentLine } from '../report/sandbox-lines.ts';
import { sanitize } from '../report/sanitize.ts';
import type { Style } from '../report/style.ts';
import type { Io } from './io.ts';
import { readAnswers, type AnswerFlags } from './read-answers.ts';
import type { World } from './world.ts';

/** A world of emulators and mocks in this process: no credential of the environment is read, nobody is remembered. */
export function sandboxWorld(flags: AnswerFlags, io: Io): World {
  return {
    async enter(plan, workflowId, sources) {
      const { statuses, diagnostics } = readAnswers(flags, plan);
      if (diagnostics.length > 0) return { findings: diagnostics };
      const { seed } = flags;
      const sandbox = await createDocumentSandbox(plan, {
        sources,
        workflowId,
        statuses,
        ...(seed === undefined ? {} : { seed }),
        ...(io.clock && { clock: io.clock }),
      });
      const { credentials, transport, channels, servers, follow, find } = sandbox;
      return {
        options: { credentials, transport, channels, servers },
        note: `In the sandbox: ${standIns(sandbox)}. Nothing leaves this machine.`,
        watch: follow,
        inputs: () => exampleInputs(plan, { workflowId, find, ...(seed === undefined ? {} : { seed }) }),
        traces: (redactor, style) => traces(sandbox, redactor, style),
      };
    },
  };
}

/** Who stands in for whom: `stripeApi is emulated, orders and shop are mocked`. */
export function standIns({
  emulated,
  mocks,
  servers,
}: Pick<DocumentSandbox, 'emulated' | 'mocks' | 'servers'>): string {
  const channels = Object.keys(servers).filter((name) => !mocks.has(name));
  const told = [
    [[...emulated.keys()], 'emulated'],
    [[...mocks.keys(), ...channels], 'mocked'],
  ] as const;
  const parts = told.flatMap(([names, how]) => {
    const shown = names.map(sanitize);
    if (shown.length === 0) return [];
    const list = shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
    return [`${list} ${shown.length === 1 ? 'is' : 'are'} ${how}`];
  });
  return parts.length === 0 ? 'no operation is called' : parts.join(', ');
}

function traces(
  { stripe, twilio, emulated, mocks, messages }: DocumentSandbox,
  redactor: Redactor,
  style: Style,
) {
  const providers = [...emulated.values()].map(({ name }) => name);
  const payments = stripe.paymentIntents().map((intent) => paymentLine(intent, style));
  const texts = twilio.messages().flatMap((message) => messageLines(message, redactor, style));
  const none = providers.includes(twilio.name) ? ['No text was sent.'] : [];
  const told = [...mocks.values()].flatMap(({ exchanges }) =>
    exchanges.flatMap((exchange) => exchangeLines(exchange, redactor, style)),
  );
  const sent = messages.flatMap(({ source, address: path, findings }) =>
    exchangeLines({ source, method: 'SEND', path, findings }, redactor, style),
  );
  const lines = [...payments, ...(texts.length === 0 ? none : texts), ...told, ...sent];
  return lines.length === 0 ? [] : [...lines, ''];
}
