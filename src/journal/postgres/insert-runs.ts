import { newRun } from '../new-run.ts';
import { runOf } from '../run-row.ts';
import type { NewRun, Started } from '../store.ts';
import { Conflict, type Session, type Statement } from './database.ts';
import { type Desk, type HeldRow, type Segment, segmentOf } from './desk.ts';
import { addEntry, type EntryColumns, findRows } from './rows.ts';

/** A run that is to be kept, in the hand of this worker at once when there is room for it. */
export interface Start {
  readonly run: NewRun;
  readonly inHand: boolean;
}

/** What came of a start; with the segment that goes on with it, when that is in the hand of this worker. */
export interface StartedHere extends Started {
  readonly segment?: Segment;
}

/** What a transaction leaves for its end: entries and segments, and what is in hand once it counts. */
export interface Leavings {
  readonly entries: EntryColumns;
  readonly segments: Segment[];
  /** Of runs whose turn has come because the one before them ended. */
  readonly next: Segment[];
  readonly taken: HeldRow[];
}

interface Fresh {
  readonly start: Start;
  readonly serial: Uint8Array | null;
  readonly isBlocked: boolean;
}

/** Makes the rows of new runs, or finds those that have their ids. The keys of the runs are locked. */
export async function insertRuns(
  desk: Desk,
  session: Session,
  starts: readonly Start[],
  leavings: Leavings,
): Promise<readonly StartedHere[]> {
  if (starts.length === 0) return [];
  const ids = [...new Set(starts.map(({ run }) => run.started.runId))];
  // Those that wait for others must be known before they are written; where there is no key, the statement that writes them tells.
  const isKeyed = starts.some(({ run }) => run.started.key !== undefined);
  const there = new Set(isKeyed ? (await findRows(session, ids)).map(({ run_id }) => run_id) : []);
  const fresh = await lineUp(
    desk,
    session,
    starts.filter(({ run: { started } }) => !there.has(started.runId) && there.add(started.runId)),
  );
  await insertPlans(desk, session, fresh);
  const seqs = await insertRows(desk, session, fresh);
  const made = new Map<Start, StartedHere>();
  for (const one of fresh) {
    const seq = seqs.get(one.start.run.started.runId);
    if (seq !== undefined) made.set(one.start, enter(desk, one, seq, leavings));
    // Another worker made it since the look. Whoever was to wait for it here may wait for nobody now.
    else if (isKeyed) throw new Conflict('A run was made by two workers at once.');
  }
  const others = starts.filter((start) => !made.has(start));
  if (others.length === 0) return starts.map((start) => made.get(start)!);
  const found = new Map(
    (await findRows(session, ids)).map((row) => [row.run_id, runOf(desk.seal, row)] as const),
  );
  return starts.map(
    (start) => made.get(start) ?? { created: false, run: found.get(start.run.started.runId)! },
  );
}

/** Who of them waits for another run with the same key: one in the store, or one before it here. */
async function lineUp({ seal }: Desk, session: Session, starts: readonly Start[]): Promise<readonly Fresh[]> {
  const keyed = starts.map((start) => {
    const { key } = start.run.started;
    return { start, serial: key === undefined ? null : seal.fingerprint(key) };
  });
  const serials = keyed.flatMap(({ serial }) => serial ?? []);
  const { rows } =
    serials.length === 0
      ? { rows: [] }
      : await session.query<{ readonly serial: Uint8Array }>(
          'SELECT DISTINCT serial FROM heddle.runs WHERE serial = ANY($1::bytea[]) AND NOT ended',
          [serials],
        );
  const taken = new Set(rows.map(({ serial }) => hex(serial)));
  return keyed.map((one) => {
    const isBlocked = one.serial !== null && taken.has(hex(one.serial));
    if (one.serial !== null) taken.add(hex(one.serial));
    return { ...one, isBlocked };
  });
}

async function insertPlans({ plans }: Desk, session: Session, fresh: readonly Fresh[]): Promise<void> {
  for (const { start } of fresh) {
    const { plan } = start.run;
    if (plans.has(plan.hash)) continue;
    await session.query('INSERT INTO heddle.plans (hash, plan) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      plan.hash,
      JSON.stringify(plan),
    ]);
  }
}

const insert: Statement = {
  name: 'heddle insert runs',
  text: `INSERT INTO heddle.runs (run_id, plan_hash, workflow_id, status, started_at, changed_at, due_at, holder, serial, label, blocked, segment)
     SELECT run_id, plan_hash, workflow_id, status, at, at, due_at, holder, serial, label, blocked, 1
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::text[], $8::bytea[], $9::bytea[], $10::boolean[])
       AS new (run_id, plan_hash, workflow_id, status, at, due_at, holder, serial, label, blocked)
     ON CONFLICT (run_id) DO NOTHING
     RETURNING run_id, seq::float8 AS seq`,
};

async function insertRows(
  { seal, worker }: Desk,
  session: Session,
  fresh: readonly Fresh[],
): Promise<ReadonlyMap<string, number>> {
  if (fresh.length === 0) return new Map();
  const columns = fresh.map(({ start, serial, isBlocked }) => {
    const { runId, planHash, workflowId, at, key } = start.run.started;
    const isHeld = start.inHand && !isBlocked;
    return [
      runId,
      planHash,
      workflowId,
      isHeld ? 'running' : 'queued',
      at,
      isHeld ? null : at,
      isHeld ? worker.nonce : null,
      serial,
      key === undefined ? null : seal.close(runId, 'key', JSON.stringify(key)),
      isBlocked,
    ];
  });
  const values = columns[0]!.map((_, index) => columns.map((column) => column[index]));
  const { rows } = await session.query<{ readonly run_id: string; readonly seq: number }>(insert, values);
  return new Map(rows.map(({ run_id, seq }) => [run_id, seq]));
}

function enter(
  { seal, worker }: Desk,
  { start, serial, isBlocked }: Fresh,
  seq: number,
  { entries, segments, taken }: Leavings,
): StartedHere {
  const { started } = start.run;
  const { runId } = started;
  const run = newRun(started, start.inHand ? worker.nonce : undefined, isBlocked);
  const isHeld = run.status === 'running';
  addEntry(entries, seal, { seq, runId }, 1, started);
  const row: HeldRow = { seq, runId, serial, length: 1, segment: 1 };
  const segment = segmentOf(row, 1, 0);
  if (isHeld) taken.push(row);
  else if (!isBlocked) segments.push(segment);
  return {
    created: true,
    run,
    ...(isHeld ? { segment } : {}),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
