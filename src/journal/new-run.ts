import type { StartedEntry } from './entry.ts';
import type { StoredRun } from './store.ts';

/**
 * How a run stands in a store once it is kept, its first entry with it: in the hands of a holder at once where there is one, unless it is blocked; queued
 * otherwise.
 * @param isBlocked Whether an earlier run with its key has not ended.
 */
export function newRun(
  { runId, planHash, workflowId, at, key }: Omit<StartedEntry, 'kind' | 'inputs'>,
  holder: string | undefined,
  isBlocked: boolean,
): StoredRun {
  const isHeld = holder !== undefined && !isBlocked;
  return {
    runId,
    planHash,
    workflowId,
    status: isHeld ? 'running' : 'queued',
    startedAt: at,
    changedAt: at,
    ...(isHeld ? {} : { dueAt: at }),
    ...(key === undefined ? {} : { key }),
    isBlocked,
    length: 1,
  };
}
