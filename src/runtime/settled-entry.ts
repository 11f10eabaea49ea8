import { effectInDoubt } from '../engine/reopen.ts';
import { adoptAnswer } from '../http/perform.ts';
import { assertedOutcome } from '../http/look-up.ts';
import type { SettledEntry } from '../journal/entry.ts';
import type { Hand } from './hand.ts';
import type { Verdict } from './runs.ts';
import { shownCall } from './shown-call.ts';

/** The entry for what a person says of the call in doubt of a run; undefined when the run is in doubt about none. */
export function settledEntry(
  { fold, journal, prepared, started }: Hand,
  { happened, answer }: Verdict,
): SettledEntry | undefined {
  const { context, calls, clock, redactor } = prepared;
  const { state } = fold.record();
  const doubt = effectInDoubt(context, state);
  if (doubt === undefined) return undefined;
  const entry = { kind: 'settled', at: journal.now(), keyName: doubt.keyName } as const;
  if (!happened) return entry;
  const { effect } = doubt;
  // A doubt that the run has left behind only has to be known of; nothing is evaluated any more.
  const call = effect && calls.get(effect.workflowId)!.get(effect.stepId)!;
  if (effect === undefined || call === undefined) return { ...entry, outcome: unevaluated };
  const outcome =
    answer === undefined || call.kind === 'message'
      ? assertedOutcome(call, effect, shownCall(call, effect, { redactor, runId: started.runId }))
      : adoptAnswer(
          call,
          effect,
          { statusCode: answer.statusCode, headers: answer.headers ?? {}, body: answer.body },
          { clock, redactor, runId: started.runId },
        );
  const { provider } = outcome;
  const facts = { ...provider.facts, settled: true };
  return {
    ...entry,
    outcome: { ...outcome, provider: { ...provider, facts, decided: true, inDoubt: false } },
  };
}

const unevaluated: NonNullable<SettledEntry['outcome']> = {
  kind: 'call',
  succeeded: true,
  criteria: [],
  outputs: {},
  unresolved: [],
  actions: [],
  provider: { facts: { settled: true }, decided: true, mayRetry: true, inDoubt: false },
  durationMilliseconds: 0,
  repeatable: false,
  requests: 0,
};
