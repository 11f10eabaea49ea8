import { hasEnded, type RunChange, type Stand } from '../store.ts';
import type { Session } from './database.ts';
import { type Desk, displacedFailure, type HeldRow, segmentOf } from './desk.ts';
import type { Leavings } from './insert-runs.ts';
import { addEntry } from './rows.ts';

/** A change of a run in hand. */
export interface Write {
  readonly runId: string;
  readonly change: RunChange;
}

/** How far the journals of runs are written, by the end of a transaction. */
export type Lengths = Map<string, { readonly row: HeldRow; length: number; isReleased: boolean }>;

/** Writes changes of runs in hand, in their order. */
export async function writeRuns(
  desk: Desk,
  session: Session,
  writes: readonly Write[],
  leavings: Leavings,
): Promise<Lengths> {
  const lengths: Lengths = new Map();
  const stands: (readonly [HeldRow, number, Stand])[] = [];
  const claims: (readonly [string, number])[] = [];
  for (const { runId, change } of writes) {
    const row = desk.held.get(runId);
    if (row === undefined) throw displacedFailure(runId);
    const now = lengths.get(runId) ?? { row, length: row.length, isReleased: false };
    lengths.set(runId, now);
    for (const entry of change.entries) addEntry(leavings.entries, desk.seal, row, ++now.length, entry);
    for (const claim of change.claims ?? []) claims.push([claim, row.seq]);
    if (change.stand !== undefined) {
      now.isReleased = true;
      stands.push([row, now.length, change.stand]);
    }
  }
  await placeRuns(desk, session, stands);
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
  return lengths;
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

/** Writes how runs stand that are out of hand. */
async function placeRuns(
  { seal }: Desk,
  session: Session,
  stands: readonly (readonly [HeldRow, number, Stand])[],
): Promise<void> {
  if (stands.length === 0) return;
  const rows = stands.map(([{ seq, runId, segment }, length, stand]) => {
    if (stand.kind === 'ended') {
      const why = stand.reason === undefined ? null : JSON.stringify(stand.reason);
      return [seq, stand.status, isOver(stand), stand.at, null, null, null, why, segment];
    }
    const { kind, at, dueAt, parked } = stand;
    const sealed = parked === undefined ? null : seal.close(runId, 'parked', parked);
    return [seq, kind, false, at, dueAt, sealed, sealed === null ? null : length, null, segment + 1];
  });
  await session.query(
    `UPDATE heddle.runs SET status = new.status, ended = new.ended, holder = NULL, changed_at = new.at, due_at = new.due_at,
       parked = new.parked, parked_length = new.length, reason = new.reason, segment = new.segment, cancelling = false
     FROM unnest($1::bigint[], $2::text[], $3::boolean[], $4::bigint[], $5::bigint[], $6::bytea[], $7::integer[], $8::text[], $9::integer[])
       AS new (seq, status, ended, at, due_at, parked, length, reason, segment)
     WHERE runs.seq = new.seq`,
    rows[0]!.map((_, index) => rows.map((row) => row[index])),
  );
}

/** The next run with each of these keys may begin. */
async function unblock(
  session: Session,
  serials: readonly Uint8Array[],
  { segments }: Leavings,
): Promise<void> {
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
    if (status === 'queued') segments.push(segmentOf({ seq, runId, serial }, segment, 0));
  }
}
