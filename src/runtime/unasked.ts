import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { lookUp } from '../http/look-up.ts';
import type { CallWorld } from '../http/perform.ts';
import type { RunEvent } from './interpret.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/** Notes which calls were left in doubt although their provider could be asked: that is done of runs that are kept, and of no others. */
export interface Unasked {
  readonly watch: (event: RunEvent) => void;
  /** @param doubtful The calls in doubt at the end, by the names that their idempotency keys are made from. */
  readonly findings: (doubtful: readonly string[]) => readonly Diagnostic[];
}

/** Watches a run that is kept nowhere for calls that a look-up could settle. */
export function unasked(calls: PreparedCalls, world: CallWorld): Unasked {
  const answerable = new Set<string>();
  return {
    watch(event) {
      if (event.kind !== 'done' || event.effect.kind !== 'call' || event.outcome.kind !== 'call') return;
      const { effect, outcome } = event;
      if (!outcome.provider.inDoubt) return;
      const call = calls.get(effect.workflowId)?.get(effect.stepId);
      if (call?.kind !== 'call' || lookUp(call, effect, world.clock.now(), world) === undefined) return;
      answerable.add(effect.keyName);
    },
    findings(doubtful) {
      const names = doubtful.filter((name) => answerable.has(name));
      if (names.length === 0) return [];
      const message = `The provider was not asked what came of ${names.join(' and ')}: that is done of runs that are kept.`;
      const hint =
        'Look it up there yourself this time. Begin the next run with --store <file> (or let heddle serve run it): then the provider is asked.';
      return [diagnose('run/not-looked-up', message, { hint })];
    },
  };
}
