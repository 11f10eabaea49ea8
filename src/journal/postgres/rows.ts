import type { Entry } from '../entry.ts';
import { placeOf, type RunRow as CommonRow } from '../run-row.ts';
import type { Seal } from '../seal.ts';
import type { Queryable, Statement } from './database.ts';

/** A row of `heddle.runs`. */
export interface RunRow extends CommonRow {
  readonly segment: number;
  readonly cancelling: boolean;
}

/** The columns of a row, for a query over `heddle.runs`. Numbers are read as such: none of them is beyond 2^53. */
export const runColumns = `seq::float8 AS seq, run_id, plan_hash, workflow_id, status, ended, started_at::float8 AS started_at,
  changed_at::float8 AS changed_at, due_at::float8 AS due_at, holder, serial, label, blocked, parked, parked_length, reason, segment, cancelling,
  (SELECT coalesce(max(n), 0) FROM heddle.entries WHERE run = seq) AS length`;

/** The rows of runs with these ids. */
export async function findRows(queryable: Queryable, runIds: readonly string[]): Promise<readonly RunRow[]> {
  const { rows } = await queryable.query<RunRow>(find, [runIds]);
  return rows;
}

const find: Statement = {
  name: 'heddle find',
  text: `SELECT ${runColumns} FROM heddle.runs WHERE run_id = ANY($1::text[])`,
};

/** An entry in its row. */
export interface EntryRow {
  readonly run: number;
  readonly n: number;
  readonly body: Uint8Array;
}

/** What an entry row holds. */
export function entryOf(seal: Seal, runId: string, { n, body }: EntryRow): Entry {
  return seal.open(runId, placeOf(n), body) as Entry;
}

/** Entries on their way into the table: columns, not rows, so that any number of them is one statement. */
export interface EntryColumns {
  readonly runs: number[];
  readonly numbers: number[];
  readonly times: number[];
  readonly kinds: string[];
  readonly bodies: Uint8Array[];
}

/** No entries yet. */
export function entryColumns(): EntryColumns {
  return { runs: [], numbers: [], times: [], kinds: [], bodies: [] };
}

/** Adds the entry number `n` of a run. */
export function addEntry(
  columns: EntryColumns,
  seal: Seal,
  { seq, runId }: { readonly seq: number; readonly runId: string },
  n: number,
  entry: Entry,
): void {
  columns.runs.push(seq);
  columns.numbers.push(n);
  columns.times.push(entry.at);
  columns.kinds.push(entry.kind);
  columns.bodies.push(seal.close(runId, placeOf(n), JSON.stringify(entry)));
}

/** Writes entries. */
export async function insertEntries(queryable: Queryable, columns: EntryColumns): Promise<void> {
  if (columns.runs.length === 0) return;
  await queryable.query(insert, valuesOf(columns));
}

/** The statement that writes entries; its values begin with this number. */
export function insertText(n: number): string {
  const types = ['bigint', 'integer', 'bigint', 'text', 'bytea'];
  return `INSERT INTO heddle.entries (run, n, at, kind, body) SELECT new.* FROM unnest(${types
    .map((type, index) => `$${n + index}::${type}[]`)
    .join(', ')}) AS new`;
}

const insert: Statement = { name: 'heddle insert entries', text: insertText(1) };

/** The values of that statement. */
export function valuesOf({ runs, numbers, times, kinds, bodies }: EntryColumns): readonly unknown[] {
  return [runs, numbers, times, kinds, bodies];
}
