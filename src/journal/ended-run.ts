import type { Stand, StoredRun } from './store.ts';

/**
 * A run that has ended, or needs attention, as its row tells it, so that the store need not be asked.
 * @param run As it stood when it came into hand.
 * @param written How many entries its journal got since then.
 */
export function endedRun(
  { runId, planHash, workflowId, startedAt, key, length }: StoredRun,
  { status, at, reason }: Extract<Stand, { readonly kind: 'ended' }>,
  written: number,
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
    length: length + written,
    ...(reason === undefined ? {} : { reason }),
  };
}
