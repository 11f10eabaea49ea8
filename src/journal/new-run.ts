import type { StartedEntry, TakenEntry } from './entry.ts';
import type { StoredRun } from './store.ts';

/** How a run stands in a store once it is kept. */
export interface FirstStand {
  readonly run: StoredRun;
  /** The entry after its first, when somebody has it in hand at once; without one it is queued. */
  readonly taken?: TakenEntry;
}

/**
 * The first stand of a run: in the hands of a holder at once where there is one, unless it is blocked; queued otherwise.
 * @param isBlocked Whether an earlier run with its key has not ended.
 */
export function firstStand(
  { runId, planHash, workflowId, at, key }: Omit<StartedEntry, 'kind' | 'inputs'>,
  holder: string | undefined,
  isBlocked: boolean,
): FirstStand {
  const isTaken = holder !== undefined && !isBlocked;
  const run: StoredRun = {
    runId,
    planHash,
    workflowId,
    status: isTaken ? 'running' : 'queued',
    startedAt: at,
    changedAt: at,
    ...(isTaken ? {} : { dueAt: at }),
    ...(key === undefined ? {} : { key }),
    isBlocked,
    length: isTaken ? 2 : 1,
  };
  return isTaken ? { run, taken: { kind: 'taken', at, nonce: holder, orphaned: false } } : { run };
}
