import { advance, type EngineContext, nextEffect, type RunStart, startRun } from '../engine/engine.ts';
import type { DecidedStep } from '../engine/decision.ts';
import type { Effect } from '../engine/effect.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Clock, Runtime } from '../engine/ports.ts';
import type { RunState } from '../engine/run-state.ts';
import type { Entry } from '../journal/entry.ts';

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
  readonly journal: (entry: Entry) => void | Promise<void>;
  readonly watch?: (event: RunEvent) => void;
}

/** Interprets a run from its start to its end: asks the engine for effects and the runtime to perform them. */
export async function interpret(
  context: EngineContext,
  start: RunStart,
  runtime: Runtime,
  clock: Clock,
  { journal, watch }: Observers,
): Promise<RunState> {
  const { plan } = context.program;
  await journal({ kind: 'started', at: clock.now(), planHash: plan.hash, ...start });
  let state = startRun(context, start);
  for (let effect = nextEffect(context, state); effect !== undefined; effect = nextEffect(context, state)) {
    watch?.({ kind: 'begins', effect });
    const outcome = await runtime.perform(effect);
    await journal({ kind: 'outcome', at: clock.now(), effect: effect.name, outcome });
    const moved = advance(context, state, outcome);
    state = moved.state;
    watch?.({ kind: 'done', effect, outcome, decided: moved.decided });
  }
  watch?.({ kind: 'ended', state });
  return state;
}
