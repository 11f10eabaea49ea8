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
  /** Takes each outcome before the run goes on. */
  readonly journal?: (entry: Entry) => void | Promise<void>;
  readonly watch?: (event: RunEvent) => void;
}

/**
 * Interprets a run from where it stands to its end: asks the engine for effects and the runtime to perform them, those that the run waits
 * for at the same time (clause E10). An interruption lets calls come to their end, while the runtime ends waits at once: the run then stands
 * between effects, still `running`, as it does when the runtime puts it aside.
 */
export async function interpret(
  run: Fold,
  runtime: Runtime,
  clock: Pick<Clock, 'now'>,
  { journal, watch }: Observers,
  signal: Pick<AbortSignal, 'aborted'> = never,
): Promise<RunRecord> {
  const underWay = new Map<string, Promise<Performed>>();
  let isAside = false;
  try {
    for (;;) {
      for (const effect of isAside || signal.aborted ? [] : run.next()) {
        if (underWay.has(effect.name)) continue;
        watch?.({ kind: 'begins', effect });
        underWay.set(effect.name, perform(runtime, effect));
      }
      if (underWay.size === 0) break;
      const { effect, outcome } = await first(underWay);
      underWay.delete(effect.name);
      if (outcome === undefined) {
        isAside = true;
        continue;
      }
      const entry: OutcomeEntry = { kind: 'outcome', at: clock.now(), effect: effect.name, outcome };
      const taking = journal?.(entry);
      if (taking !== undefined) await taking;
      const decided = run.take(entry);
      watch?.({ kind: 'done', effect, outcome, decided });
    }
  } finally {
    // Whatever went wrong with one, no call is left to itself.
    if (underWay.size > 0) await Promise.allSettled(underWay.values());
  }
  const record = run.record();
  watch?.({ kind: 'ended', state: record.state });
  return record;
}

/** An effect with its outcome; without one when the run is put aside before it. */
interface Performed {
  readonly effect: Effect;
  readonly outcome: Outcome | undefined;
}

/** The first of several to come; with a single one, as in most runs, there is no race to make. */
function first(underWay: ReadonlyMap<string, Promise<Performed>>): Promise<Performed> {
  const [only] = underWay.values();
  return underWay.size === 1 ? only! : Promise.race(underWay.values());
}

async function perform(runtime: Runtime, effect: Effect): Promise<Performed> {
  return { effect, outcome: await runtime.perform(effect) };
}
