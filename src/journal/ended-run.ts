import type { Stand, StoredRun } from './store.ts';

/**
 * A run that has ended, or needs attention, as its row tells it: of one that was in hand since its start, so that the store need not be asked.
 * @param length Entries in its journal.
 */
export function endedRun(
  { runId, planHash, workflowId, startedAt, key }: StoredRun,
  { status, at, reason }: Extract<Stand, { readonly kind: 'ended' }>,
  length: number,
): StoredRun {
  return {
    runId,
    planHash,
    workflowId,
    status,
    startedAt,
    changedAt: at,
    ...(key === undefined ? {} : { key }),
    isBlocked: false,
    length,
    ...(reason === undefined ? {} : { reason }),
  };
}
