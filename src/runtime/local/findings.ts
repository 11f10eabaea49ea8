import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Store, StoreFailure, type StoredRun } from '../../journal/store.ts';
import type { Need } from '../needed-outputs.ts';

/** The finding for something that went wrong around a run. */
export function findingOf(error: unknown): Diagnostic {
  if (error instanceof StoreFailure) return diagnose(error.code, error.message, { hint: error.hint });
  const message = error instanceof Error ? error.message : String(error);
  return diagnose('internal/unexpected', message, { hint: 'This is a bug in Heddle.' });
}

/** The finding for an id that no run has. */
export function notFound(runId: string): Diagnostic {
  const hint = 'Look at the list of runs. Runs are forgotten some time after their end.';
  return diagnose('run/not-found', `There is no run "${runId}".`, { hint });
}

/** The finding for something said about a run that is in doubt about nothing. */
export function notInDoubt({ runId, status }: StoredRun): Diagnostic {
  const message = `Run "${runId}" is in doubt about nothing: it is ${status}.`;
  return diagnose('run/not-in-doubt', message, { hint: 'Only a run that needs attention can be settled.' });
}

/** The finding for a call that is said to have happened without its answer, which a step after it needs. */
export function answerNeeded({ runId }: StoredRun, { stepId, of }: Need): Diagnostic {
  const message = `Run "${runId}" cannot go on without the answer of step "${of}": step "${stepId}" needs it.`;
  const hint = `Give the answer: --outcome with a file, or answer over HTTP. Or cancel run "${runId}".`;
  return diagnose('run/answer-needed', message, { hint });
}

/** The finding for an end that was asked of a run that had come to its own before; none for one that was ended so already. */
export function nothingToCancel({ runId, status }: StoredRun): readonly Diagnostic[] {
  if (status === 'cancelled') return [];
  const message = `There was nothing to cancel: run "${runId}" had ended already (${status}).`;
  return [diagnose('run/nothing-to-cancel', message, { hint: 'What it did is done.' })];
}

/** The finding for a run that is queued behind another one with the same key. */
export async function waitsForAnother(
  store: Pick<Store, 'firstWithKey'>,
  run: StoredRun,
): Promise<Diagnostic> {
  const first = await store.firstWithKey(run.key!);
  const message = `Run "${run.runId}" is queued ${behind(first)}.`;
  const hint =
    first?.status === 'needs-attention'
      ? `Settle or cancel run "${first.runId}".`
      : 'It begins by itself once the other one has ended.';
  return diagnose('run/waits', message, { hint });
}

/** Where a run stands that has the same key as an earlier one: `behind run "a", which needs attention`. */
export function behind(first: Pick<StoredRun, 'runId' | 'status'> | undefined): string {
  if (first === undefined) return 'behind another run with the same key';
  const { runId, status } = first;
  return status === 'needs-attention'
    ? `behind run "${runId}", which has the same key and needs attention`
    : `behind run "${runId}", which has the same key and is ${status}`;
}
