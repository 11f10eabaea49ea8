import type { DecidedStep } from '../engine/decision.ts';
import { never } from '../engine/never.ts';
import type { Effect } from '../engine/effect.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Clock, Runtime } from '../engine/ports.ts';
import type { RunState } from '../engine/run-state.ts';
import type { Entry, OutcomeEntry } from '../journal/entry.ts';
import type { Fold, RunRecord } from '../journal/fold.ts';

/** What happens in a run while it runs, for those who watch it. */
export type RunEvent =
  | { readonly kind: 'begins'; readonly effect: Effect }
  | {
      readonly kind: 'done';
      readonly effect: Effect;
      readonly outcome: Outcome;
      /** Steps decided by it, innermost first. */
      readonly decided: readonly DecidedStep[];
    }
  | { readonly kind: 'ended'; readonly state: RunState };

/** Who takes the entries of a run, and who watches it. */
export interface Observers {
  /** An entry is kept before the run goes on. */
  readonly journal?: (entry: Entry) => void | Promise<void>;
  readonly watch?: (event: RunEvent) => void;
}

/**
 * Interprets a run from its start to its end: asks the engine for effects and the runtime to perform them.
 * An interruption ends a wait at once, and lets a call come to its end: the run then stands between two effects, still `running`.
 */
export async function interpret(
  run: Fold,
  runtime: Runtime,
  clock: Clock,
  { journal, watch }: Observers,
  signal: AbortSignal = never,
): Promise<RunRecord> {
  await journal?.(run.started);
  for (let effect = run.next(); effect !== undefined && !signal.aborted; effect = run.next()) {
    watch?.({ kind: 'begins', effect });
    const outcome = await perform(runtime, effect, signal);
    if (outcome === undefined) break;
    const entry: OutcomeEntry = { kind: 'outcome', at: clock.now(), effect: effect.name, outcome };
    await journal?.(entry);
    const decided = run.take(entry);
    watch?.({ kind: 'done', effect, outcome, decided });
  }
  const record = run.record();
  watch?.({ kind: 'ended', state: record.state });
  return record;
}

/** The outcome of an effect, or undefined for a wait that was interrupted. */
async function perform(runtime: Runtime, effect: Effect, signal: AbortSignal): Promise<Outcome | undefined> {
  try {
    return await runtime.perform(effect);
  } catch (error) {
    if (effect.kind === 'wait' && signal.aborted) return undefined;
    throw error;
  }
}
