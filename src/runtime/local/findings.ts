import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Store, StoreFailure, type StoredRun } from '../../journal/store.ts';

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

/** The finding for a run that waits for another one with the same key. */
export async function waitsForAnother(store: Pick<Store, 'list'>, run: StoredRun): Promise<Diagnostic> {
  const { runs } = await store.list({
    key: run.key!,
    statuses: ['queued', 'running', 'waiting', 'needs-attention'],
    limit: 1000,
  });
  const first = runs.at(-1);
  const other = first === undefined ? 'another run' : `run "${first.runId}" (${first.status})`;
  const message = `Run "${run.runId}" waits for ${other}, which has the same key and has not ended.`;
  const hint =
    first?.status === 'needs-attention'
      ? `Settle or cancel run "${first.runId}".`
      : 'It begins by itself once the other one has ended.';
  return diagnose('run/waits', message, { hint });
}
