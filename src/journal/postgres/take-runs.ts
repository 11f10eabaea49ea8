import type { StartedEntry, TakenEntry } from '../entry.ts';
import { takenOf } from '../run-row.ts';
import { hasEnded, type Parked, type TakenRun } from '../store.ts';
import type { Session } from './database.ts';
import { type Desk, type HeldRow, type Segment, segmentOf } from './desk.ts';
import type { Leavings } from './insert-runs.ts';
import { addEntry, type EntryRow, entryOf, runColumns, type RunRow } from './rows.ts';

/** A run that is to be taken in hand. */
export interface Take {
  readonly runId: string;
  /** The time of the clock that runs go by, in milliseconds since the Unix epoch. */
  readonly now: number;
  /** Only for this segment; without it for a new one, which makes all others void. */
  readonly segment?: number;
}

/** A run that was taken in hand, with its segment; somebody asked meanwhile that it be cancelled. */
export interface TakenHere extends TakenRun {
  readonly segment: Segment;
  readonly isCancelling: boolean;
}

/** Takes runs in hand: those that have not ended, and that nobody has. */
export async function takeRuns(
  desk: Desk,
  session: Session,
  takes: readonly Take[],
  leavings: Leavings,
): Promise<readonly (TakenHere | undefined)[]> {
  if (takes.length === 0) return [];
  // In one order, so that workers who want the same runs do not wait for each other in a circle.
  const { rows } = await session.query<RunRow>(
    `SELECT ${runColumns} FROM heddle.runs WHERE run_id = ANY($1::text[]) ORDER BY runs.seq FOR UPDATE`,
    [takes.map(({ runId }) => runId)],
  );
  const byId = new Map(rows.map((row) => [row.run_id, row]));
  const wanted = takes.map((take) => {
    const row = byId.get(take.runId);
    if (row === undefined || !isFree(row, take)) return undefined;
    byId.delete(take.runId);
    return { take, row, segment: take.segment ?? row.segment + 1 };
  });
  const found = wanted.filter((one) => one !== undefined);
  if (found.length === 0) return takes.map(() => undefined);
  await session.query(
    `UPDATE heddle.runs SET status = 'running', holder = $1, due_at = NULL, reason = NULL, segment = new.segment
     FROM unnest($2::bigint[], $3::integer[]) AS new (seq, segment) WHERE runs.seq = new.seq`,
    [desk.worker.nonce, found.map(({ row }) => row.seq), found.map(({ segment }) => segment)],
  );
  const { rows: entries } = await session.query<EntryRow>(
    `SELECT run::float8 AS run, n, body FROM heddle.entries JOIN unnest($1::bigint[], $2::integer[]) AS wanted (seq, after)
       ON run = seq AND (n = 1 OR n > after) ORDER BY run, n`,
    [found.map(({ row }) => row.seq), found.map(({ row }) => row.parked_length ?? 1)],
  );
  const byRun = new Map<number, EntryRow[]>();
  for (const entry of entries) {
    const before = byRun.get(entry.run);
    if (before === undefined) byRun.set(entry.run, [entry]);
    else before.push(entry);
  }
  return wanted.map((one) =>
    one === undefined ? undefined : takenRun(desk, one, byRun.get(one.row.seq)!, leavings),
  );
}

/** Nobody has it, or somebody had it who is gone: only those are due while they are held. */
function isFree(row: RunRow, { segment = row.segment }: Take): boolean {
  return !hasEnded(row.status) && row.segment === segment && (row.holder === null || row.due_at !== null);
}

function takenRun(
  { seal, worker }: Desk,
  { take, row, segment }: { readonly take: Take; readonly row: RunRow; readonly segment: number },
  rows: readonly EntryRow[],
  { entries, taken }: Leavings,
): TakenHere {
  const { now } = take;
  const runId = row.run_id;
  const orphaned = row.holder !== null;
  const entry: TakenEntry = { kind: 'taken', at: now, nonce: worker.nonce, orphaned };
  const held: HeldRow = { seq: row.seq, runId, serial: row.serial, length: row.length + 1, segment };
  addEntry(entries, seal, held, held.length, entry);
  taken.push(held);
  const [first, ...rest] = rows;
  return {
    run: takenOf(seal, row),
    was: orphaned ? 'running' : row.status,
    wasDue: row.due_at !== null && row.due_at <= now,
    started: entryOf(seal, runId, first!) as StartedEntry,
    ...(row.parked === null ? {} : { parked: seal.open(runId, 'parked', row.parked) as Parked }),
    entries: [...rest.map((each) => entryOf(seal, runId, each)), entry],
    segment: segmentOf(held, segment, 0),
    isCancelling: row.cancelling,
  };
}
