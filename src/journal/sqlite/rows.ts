import type { Entry, StartedEntry, TakenEntry } from '../entry.ts';
import { newRun } from '../new-run.ts';
import { placeOf, type RunRow, takenOf } from '../run-row.ts';
import type { Seal } from '../seal.ts';
import { hasEnded, type Parked, type TakenRun } from '../store.ts';
import type { Statements } from './statements.ts';
import { writtenEntry, type WrittenEntry, type WrittenStand } from './written.ts';

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

/** A run that is to be kept, as it is written. */
export interface WrittenRun extends Pick<StartedEntry, 'runId' | 'at' | 'planHash' | 'workflowId' | 'key'> {
  /** Of its first entry. */
  readonly json: string;
  /** The JSON of its plan; left out when the store should have that already. */
  readonly plan?: string;
}

/** What came of keeping a run: it is new, or there is one with its id, or nothing was done because its plan is not there. */
export type InsertedRun =
  | { readonly kind: 'new'; readonly isBlocked: boolean }
  | { readonly kind: 'known'; readonly row: RunRow }
  | { readonly kind: 'needs-plan' };

/**
 * Makes the rows of a new run, unless there is one with its id.
 * @param inserted Told where the journal of a new run ends that is in the hands of a holder.
 */
export function insertRun(
  tables: Tables,
  run: WrittenRun,
  holder: string | undefined,
  inserted: (end: RunEnd) => void,
): InsertedRun {
  const { statements, seal } = tables;
  const { runId, at, planHash, workflowId, key, json, plan } = run;
  const isPlanKept = statements.hasPlan.get(planHash) !== undefined;
  if (!isPlanKept && plan === undefined) return { kind: 'needs-plan' };
  const serial = key === undefined ? null : seal.fingerprint(key);
  const isBlocked = serial !== null && statements.isSerialTaken.get(serial) !== undefined;
  const { status, dueAt: due = null } = newRun(run, holder, isBlocked);
  const isHeld = status === 'running';
  const { changes, lastInsertRowid } = statements.insert.run(
    runId,
    planHash,
    workflowId,
    status,
    at,
    at,
    due,
    due,
    isHeld ? holder! : null,
    serial,
    key === undefined ? null : seal.close(runId, 'key', JSON.stringify(key)),
    isBlocked ? 1 : 0,
  );
  if (changes === 0) return { kind: 'known', row: findRow(tables, runId)! };
  if (!isPlanKept) statements.insertPlan.run(planHash, plan!);
  const seq = Number(lastInsertRowid);
  appendEntries(tables, { seq, run_id: runId }, 0, [{ at, kind: 'started', json }]);
  if (isHeld) inserted({ seq, run_id: runId, serial, length: 1 });
  return { kind: 'new', isBlocked };
}

/** Adds entries to the journal of a run, which has `length` entries already. */
export function appendEntries(
  { statements, seal }: Tables,
  { seq, run_id }: RunKey,
  length: number,
  entries: readonly WrittenEntry[],
): void {
  for (const [index, { at, kind, json }] of entries.entries()) {
    const n = length + index + 1;
    statements.append.run(seq, n, at, kind, seal.close(run_id, placeOf(n), json));
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
  appendEntries(tables, row, row.length, [writtenEntry(entry)]);
  return {
    run: takenOf(seal, row),
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
  stand: WrittenStand,
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
  statements.end.run(status, isOver ? 1 : 0, at, reason ?? null, row.seq);
  if (isOver && row.serial !== null) statements.unblock.run(row.serial);
}
