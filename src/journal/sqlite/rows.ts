import type { Entry, StartedEntry, TakenEntry } from '../entry.ts';
import { firstStand } from '../new-run.ts';
import { placeOf, runOf, type RunRow } from '../run-row.ts';
import type { Seal } from '../seal.ts';
import { hasEnded, type NewRun, type Parked, type Stand, type Started, type TakenRun } from '../store.ts';
import type { Statements } from './statements.ts';

/** An open store: what its rows are read and written with. */
export interface Tables {
  readonly statements: Statements;
  readonly seal: Seal;
}

type RunKey = Pick<RunRow, 'seq' | 'run_id'>;

/** As much of a run's row as a write to it needs. */
export type RunEnd = Pick<RunRow, 'seq' | 'run_id' | 'serial' | 'length'>;

/** The row of a run. */
export function findRow({ statements }: Tables, runId: string): RunRow | undefined {
  return statements.find.get(runId) as RunRow | undefined;
}

/**
 * Makes the rows of a new run, unless there is one with its id.
 * @param inserted Told where the journal of a new run ends.
 */
export function insertRun(
  tables: Tables,
  { started, plan }: NewRun,
  holder: string | undefined,
  inserted: (end: RunEnd) => void,
): Started {
  const { statements, seal } = tables;
  const { runId, at, planHash, workflowId, key } = started;
  const serial = key === undefined ? null : seal.fingerprint(key);
  const isBlocked = serial !== null && statements.isSerialTaken.get(serial) !== undefined;
  const first = firstStand(started, holder, isBlocked);
  const due = first.run.dueAt ?? null;
  const { changes, lastInsertRowid } = statements.insert.run(
    runId,
    planHash,
    workflowId,
    first.run.status,
    at,
    at,
    due,
    due,
    first.holder ?? null,
    serial,
    key === undefined ? null : seal.close(runId, 'key', key),
    isBlocked ? 1 : 0,
  );
  if (changes === 0) return { created: false, run: runOf(seal, findRow(tables, runId)!) };
  if (statements.hasPlan.get(planHash) === undefined) {
    statements.insertPlan.run(planHash, JSON.stringify(plan));
  }
  const seq = Number(lastInsertRowid);
  appendEntries(tables, { seq, run_id: runId }, 0, first.entries);
  if (first.holder !== undefined) inserted({ seq, run_id: runId, serial, length: first.entries.length });
  return { created: true, run: first.run };
}

/** Adds entries to the journal of a run, which has `length` entries already. */
export function appendEntries(
  { statements, seal }: Tables,
  { seq, run_id }: RunKey,
  length: number,
  entries: readonly Entry[],
): void {
  for (const [index, entry] of entries.entries()) {
    const n = length + index + 1;
    statements.append.run(seq, n, entry.at, entry.kind, seal.close(run_id, placeOf(n), entry));
  }
}

/** The journal of a run after its first `after` entries. */
export function readEntries(
  { statements, seal }: Tables,
  { seq, run_id }: RunKey,
  after: number,
): readonly Entry[] {
  const rows = statements.entries.all(seq, after) as { readonly n: number; readonly body: Uint8Array }[];
  return rows.map(({ n, body }) => seal.open(run_id, placeOf(n), body) as Entry);
}

/** Takes a run in hand, and reads what is needed to go on with it. */
export function takeRow(tables: Tables, row: RunRow, holder: string, now: number): TakenRun {
  const { statements, seal } = tables;
  const entry: TakenEntry = { kind: 'taken', at: now, nonce: holder, orphaned: row.holder !== null };
  statements.hold.run(holder, row.seq);
  const first = statements.firstEntry.get(row.seq) as { readonly body: Uint8Array };
  const parked = row.parked === null ? undefined : (seal.open(row.run_id, 'parked', row.parked) as Parked);
  const entries = readEntries(tables, row, parked === undefined ? 1 : row.parked_length!);
  appendEntries(tables, row, row.length, [entry]);
  return {
    run: { ...runOf(seal, row), status: 'running' },
    was: row.holder === null ? row.status : 'running',
    wasDue: row.due_at !== null && row.due_at <= now,
    started: seal.open(row.run_id, placeOf(1), first.body) as StartedEntry,
    ...(parked === undefined ? {} : { parked }),
    entries: [...entries, entry],
  };
}

/** Writes how a run stands that is out of hand. The next run with its key may begin once it has ended. */
export function placeRun(
  { statements, seal }: Tables,
  row: Omit<RunEnd, 'length'>,
  stand: Stand,
  length: number,
): void {
  if (stand.kind !== 'ended') {
    const { kind, at, dueAt, parked } = stand;
    const sealed = parked === undefined ? null : seal.close(row.run_id, 'parked', parked);
    statements.release.run(kind, at, dueAt, at, sealed, sealed === null ? null : length, row.seq);
    return;
  }
  const { status, reason, at } = stand;
  const isOver = hasEnded(status);
  const why = reason === undefined ? null : JSON.stringify(reason);
  statements.end.run(status, isOver ? 1 : 0, at, why, row.seq);
  if (isOver && row.serial !== null) statements.unblock.run(row.serial);
}
