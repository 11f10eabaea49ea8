import type { Seal } from '../seal.ts';
import { hasEnded, type RunChange, type Stand } from '../store.ts';
import type { Session, Statement } from './database.ts';
import { type Desk, displacedFailure, type HeldRow, segmentOf } from './desk.ts';
import type { Leavings } from './insert-runs.ts';
import { addEntry, type EntryColumns, insertText, valuesOf } from './rows.ts';

/** A change of a run in hand. */
export interface Write {
  readonly runId: string;
  readonly change: RunChange;
}

/** How far the journals of runs are written, by the end of a transaction. */
export type Lengths = Map<string, { readonly row: HeldRow; length: number; isReleased: boolean }>;

/** Changes, taken apart by the tables that they are for. */
export interface Changes {
  readonly lengths: Lengths;
  readonly stands: readonly (readonly [row: HeldRow, length: number, stand: Stand])[];
  readonly claims: readonly (readonly [claim: string, seq: number])[];
}

/** Takes changes of runs in hand apart, in their order; their entries are added to others. */
export function gatherChanges(desk: Desk, writes: readonly Write[], entries: EntryColumns): Changes {
  const lengths: Lengths = new Map();
  const stands: [HeldRow, number, Stand][] = [];
  const claims: [string, number][] = [];
  for (const { runId, change } of writes) {
    const row = desk.held.get(runId);
    if (row === undefined) throw displacedFailure(`run ${runId}`);
    const now = lengths.get(runId) ?? { row, length: row.length, isReleased: false };
    lengths.set(runId, now);
    for (const entry of change.entries) addEntry(entries, desk.seal, row, ++now.length, entry);
    for (const claim of change.claims ?? []) claims.push([claim, row.seq]);
    if (change.stand !== undefined) {
      now.isReleased = true;
      stands.push([row, now.length, change.stand]);
    }
  }
  return { lengths, stands, claims };
}

/** Whether nobody but their own runs is concerned by changes: nothing is due after them, and no key is free. */
export function isSimple({ stands, claims }: Changes): boolean {
  return (
    claims.length === 0 && stands.every(([{ serial }, , { kind }]) => kind === 'ended' && serial === null)
  );
}

/** Writes simple changes, and their number, in one statement: a transaction of one round trip. False: the worker was taken for gone. */
export async function writeAtOnce(
  { database, seal, worker }: Desk,
  number: number,
  { stands }: Changes,
  entries: EntryColumns,
): Promise<boolean> {
  const { rows } = await database.query(stands.length === 0 ? entriesAtOnce : changesAtOnce, [
    worker.nonce,
    number,
    ...valuesOf(entries),
    ...(stands.length === 0 ? [] : standColumns(seal, stands)),
  ]);
  return rows.length > 0;
}

const fence = 'me AS (UPDATE heddle.workers SET batch = $2 WHERE nonce = $1 RETURNING id)';

const entriesAtOnce: Statement = {
  name: 'heddle entries at once',
  text: `WITH ${fence}, written AS (${insertText(3)}, me) SELECT id FROM me`,
};

const changesAtOnce: Statement = {
  name: 'heddle changes at once',
  text: `WITH ${fence}, placed AS (${placeText(8, ', me')}), written AS (${insertText(3)}, me) SELECT id FROM me`,
};

const place: Statement = { name: 'heddle place', text: placeText(1) };

/** Writes changes within a transaction, with all that follows from them. */
export async function writeRuns(
  desk: Desk,
  session: Session,
  { stands, claims }: Changes,
  leavings: Leavings,
): Promise<void> {
  if (stands.length > 0) await session.query(place, standColumns(desk.seal, stands));
  for (const [row, , stand] of stands) {
    if (stand.kind === 'ended') continue;
    leavings.segments.push(segmentOf(row, row.segment + 1, stand.dueAt - stand.at));
  }
  if (claims.length > 0) {
    await session.query(
      `INSERT INTO heddle.claims (claim, run) SELECT * FROM unnest($1::text[], $2::bigint[]) ON CONFLICT DO NOTHING`,
      [claims.map(([claim]) => claim), claims.map(([, seq]) => seq)],
    );
  }
  await unblock(
    session,
    stands.flatMap(([{ serial }, , stand]) => (isOver(stand) ? (serial ?? []) : [])),
    leavings,
  );
}

/** The keys that changes may free. */
export function freedKeys({ held }: Desk, writes: readonly Write[]): readonly Uint8Array[] {
  return writes.flatMap(({ runId, change: { stand } }) =>
    stand !== undefined && isOver(stand) ? (held.get(runId)?.serial ?? []) : [],
  );
}

function isOver(stand: Stand): boolean {
  return stand.kind === 'ended' && hasEnded(stand.status);
}

/** How runs stand that are out of hand, as columns. */
function standColumns(seal: Seal, stands: Changes['stands']): readonly (readonly unknown[])[] {
  const rows = stands.map(([{ seq, runId, segment }, length, stand]) => {
    if (stand.kind === 'ended') {
      const why = stand.reason === undefined ? null : JSON.stringify(stand.reason);
      return [seq, stand.status, isOver(stand), stand.at, null, null, null, why, segment];
    }
    const { kind, at, dueAt, parked } = stand;
    const sealed = parked === undefined ? null : seal.close(runId, 'parked', JSON.stringify(parked));
    return [seq, kind, false, at, dueAt, sealed, sealed === null ? null : length, null, segment + 1];
  });
  return rows[0]!.map((_, index) => rows.map((row) => row[index]));
}

/** The statement that writes them; its values begin with this number. */
function placeText(n: number, also = ''): string {
  const types = ['bigint', 'text', 'boolean', 'bigint', 'bigint', 'bytea', 'integer', 'text', 'integer'];
  return `UPDATE heddle.runs SET status = new.status, ended = new.ended, holder = NULL, changed_at = new.at, due_at = new.due_at,
    parked = new.parked, parked_length = new.length, reason = new.reason, segment = new.segment, cancelling = false,
    blocked = blocked AND NOT new.ended
    FROM unnest(${types.map((type, index) => `$${n + index}::${type}[]`).join(', ')})
      AS new (seq, status, ended, at, due_at, parked, length, reason, segment)${also}
    WHERE runs.seq = new.seq`;
}

/** The next run with each of these keys may begin. */
async function unblock(session: Session, serials: readonly Uint8Array[], { next }: Leavings): Promise<void> {
  if (serials.length === 0) return;
  const { rows } = await session.query<{
    readonly seq: number;
    readonly run_id: string;
    readonly serial: Uint8Array;
    readonly segment: number;
    readonly status: string;
  }>(
    `UPDATE heddle.runs SET blocked = false
     WHERE blocked AND seq IN (
       SELECT min(seq) FROM heddle.runs WHERE serial = ANY($1::bytea[]) AND NOT ended GROUP BY serial
     )
     RETURNING seq::float8 AS seq, run_id, serial, segment, status`,
    [serials],
  );
  for (const { seq, run_id: runId, serial, segment, status } of rows) {
    // One that somebody has in hand, to end it, needs no segment.
    if (status === 'queued') next.push(segmentOf({ seq, runId, serial }, segment, 0));
  }
}
