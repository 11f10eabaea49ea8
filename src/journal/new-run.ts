import type { Entry, StartedEntry } from './entry.ts';
import type { StoredRun } from './store.ts';

/** How a run stands in a store once it is kept, and its first entries. */
export interface FirstStand {
  /** Who has it in hand; undefined when it is queued. */
  readonly holder: string | undefined;
  readonly run: StoredRun;
  readonly entries: readonly Entry[];
}

/**
 * The first stand of a run: in the hands of a holder at once where there is one, unless it is blocked; queued otherwise.
 * @param isBlocked Whether an earlier run with its key has not ended.
 */
export function firstStand(
  started: StartedEntry,
  wanted: string | undefined,
  isBlocked: boolean,
): FirstStand {
  const { runId, planHash, workflowId, at, key } = started;
  const holder = isBlocked ? undefined : wanted;
  const entries: Entry[] = [started];
  if (holder !== undefined) entries.push({ kind: 'taken', at, nonce: holder, orphaned: false });
  const run: StoredRun = {
    runId,
    planHash,
    workflowId,
    status: holder === undefined ? 'queued' : 'running',
    startedAt: at,
    changedAt: at,
    ...(holder === undefined ? { dueAt: at } : {}),
    ...(key === undefined ? {} : { key }),
    isBlocked,
    length: entries.length,
  };
  return { holder, run, entries };
}
