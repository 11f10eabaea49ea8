import type { RunReason } from '../engine/run-state.ts';
import type { Seal } from './seal.ts';
import type { StoredRun, StoredStatus } from './store.ts';

/** A row of the table of runs, the same in each database but for its flags: 0 and 1 in SQLite, booleans in PostgreSQL. */
export interface RunRow {
  readonly seq: number;
  readonly run_id: string;
  readonly plan_hash: string;
  readonly workflow_id: string;
  readonly status: StoredStatus;
  readonly ended: number | boolean;
  readonly started_at: number;
  readonly changed_at: number;
  readonly due_at: number | null;
  readonly holder: string | null;
  readonly serial: Uint8Array | null;
  readonly label: Uint8Array | null;
  readonly blocked: number | boolean;
  readonly parked: Uint8Array | null;
  readonly parked_length: number | null;
  readonly reason: string | null;
  readonly length: number;
}

/** The run that a row tells of. */
export function runOf(seal: Seal, row: RunRow): StoredRun {
  return {
    runId: row.run_id,
    planHash: row.plan_hash,
    workflowId: row.workflow_id,
    status: row.status,
    startedAt: row.started_at,
    changedAt: row.changed_at,
    ...(row.due_at === null ? {} : { dueAt: row.due_at }),
    ...(row.label === null ? {} : { key: seal.open(row.run_id, 'key', row.label) as string }),
    isBlocked: Boolean(row.blocked),
    length: row.length,
    ...(row.reason === null ? {} : { reason: JSON.parse(row.reason) as RunReason }),
  };
}

/** What the entry number `n` of a run is sealed for. */
export function placeOf(n: number): string {
  return `entry ${n}`;
}

/** The run that a row tells of, once it was taken in hand and its journal has that as another entry. */
export function takenOf(seal: Seal, row: RunRow): StoredRun {
  return runOf(seal, { ...row, status: 'running', due_at: null, reason: null, length: row.length + 1 });
}
