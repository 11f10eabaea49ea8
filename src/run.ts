import { randomUUID } from 'node:crypto';
import type { CallEffect } from './engine/effect.ts';
import { inDoubt } from './engine/in-doubt.ts';
import { never } from './engine/never.ts';
import type { Transport } from './engine/ports.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { stops } from './diagnostics/diagnostic.ts';
import type { Outputs } from './expression/scope.ts';
import type { Redactor } from './http/redact.ts';
import { type Mailboxes, noMailboxes } from './channel/mailboxes.ts';
import type { MessageWorld } from './channel/perform-message.ts';
import { beginFold } from './journal/fold.ts';
import type { Plan } from './plan/plan.ts';
import { inputsSchema } from './plan/inputs/workflow-inputs.ts';
import { prepare, type Prepared, type PrepareOptions } from './prepare.ts';
import { lookUpFirst } from './report/end-findings.ts';
import { refusal, runResult, type RunResult } from './report/run-result.ts';
import { inProcessRuntime } from './runtime/in-process.ts';
import { interpret, type RunEvent } from './runtime/interpret.ts';
import { unasked } from './runtime/unasked.ts';

/** What one run is started with. */
export interface StartOptions {
  readonly inputs?: Outputs;
  /** A new one unless given. Idempotency keys are made from it: the same id with the same plan repeats the same calls. */
  readonly runId?: string;
  /** Told of everything that happens, while it happens. Values in events are not masked; the redactor masks them. */
  readonly watch?: (event: RunEvent, redactor: Redactor) => void;
  /** Interrupts the run: a wait ends at once, a call comes to its end first. */
  readonly signal?: AbortSignal;
  /** Gives outputs as they are, for a caller that goes on with them. They are masked like the rest of the result otherwise. */
  readonly unmasked?: boolean;
  /** What sends the requests of a call, in the place of the prepared transport: for stand-ins that answer each step by itself. */
  readonly transportOf?: (effect: CallEffect) => Transport;
}

/**
 * Runs a workflow of a plan once, in this process. To run it many times, {@link prepare} it once and {@link start} it.
 * @example
 * const result = await run(plan, { inputs: { amount: 1999, currency: 'usd' }, credentials: process.env });
 */
export async function run(plan: Plan, options: PrepareOptions & StartOptions = {}): Promise<RunResult> {
  const { prepared, diagnostics } = await prepare(plan, options);
  if (prepared === undefined) return refusal(diagnostics, options.workflowId);
  try {
    return await start(prepared, options);
  } finally {
    await prepared.close();
  }
}

/** Runs a prepared workflow. Never rejects for what a document, an input or a provider says: the result tells. */
export async function start(prepared: Prepared, options: StartOptions = {}): Promise<RunResult> {
  const { plan, workflowId, context, clock } = prepared;
  const { watch, runId = randomUUID(), signal = never, transportOf } = options;
  const { inputs, diagnostics: findings } = prepared.admit(options.inputs ?? {});
  const schema = inputsSchema(plan, workflowId);
  const redactor = prepared.redactor.ofRun(inputs, schema);
  const unauthorized = findings.some(stops) ? [] : await prepared.authorize();
  const asked = [...prepared.diagnostics, ...findings, ...unauthorized];
  const { mailboxes, diagnostics: unheard } = asked.some(stops)
    ? { mailboxes: noMailboxes, diagnostics: [] }
    : await prepared.listen();
  const diagnostics = [...asked, ...unheard];
  if (diagnostics.some(stops)) {
    await mailboxes.close();
    return refusal(diagnostics, workflowId, redactor.inputs(inputs, schema));
  }

  const fold = beginFold(context, {
    kind: 'started',
    at: clock.now(),
    planHash: plan.hash,
    runId,
    workflowId,
    inputs,
  });
  const { transport, suppressions } = prepared;
  const world: MessageWorld = {
    runId,
    signal: () => signal,
    transport,
    clock,
    redactor,
    suppressions,
    mailboxes,
    ...(prepared.recordsBodies
      ? {
          record: (effect, exchange) =>
            void fold.take({ kind: 'exchange', at: clock.now(), effect, exchange }),
        }
      : {}),
  };
  const runtime = inProcessRuntime(prepared.calls, world, transportOf);
  const doubts = unasked(prepared.calls, world);
  const observers = {
    watch(event: RunEvent) {
      doubts.watch(event);
      watch?.(event, redactor);
    },
  };
  const record = await closing(mailboxes, interpret(fold, runtime, clock, observers, signal));
  const result = runResult(plan, record, inputs, diagnostics, redactor);
  const doubtful = inDoubt(context.program, record.state.frames);
  const ended = result.status === 'running' ? { ...result, ...interrupted(result, doubtful) } : result;
  return {
    ...ended,
    diagnostics: [...ended.diagnostics, ...doubts.findings(doubtful)],
    ...(options.unmasked === true ? { outputs: record.state.outputs ?? {} } : {}),
  };
}

/** Closes what a run has open once it has come to its end, whichever that is. */
async function closing<T>(open: Mailboxes, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } finally {
    await open.close();
  }
}

/** How a run stands that was interrupted: cancelled, unless a call of it may have taken effect without an answer. */
function interrupted(
  { diagnostics }: RunResult,
  doubtful: readonly string[],
): Pick<RunResult, 'status' | 'diagnostics'> {
  if (doubtful.length === 0) return { status: 'cancelled', diagnostics };
  const message = `The run was interrupted while it is unknown whether ${doubtful.join(' and ')} took effect.`;
  return {
    status: 'needs-attention',
    diagnostics: [...diagnostics, diagnose('run/in-doubt', message, { hint: lookUpFirst })],
  };
}
