import type { StoreFailure } from '../store.ts';
import { type Session, type Statement, withSession } from './database.ts';
import { type Desk, displacedFailure, type HeldRow, lockKeys } from './desk.ts';
import { storeFailureOf } from './failure.ts';
import { insertRuns, type Leavings, type Start, type StartedHere } from './insert-runs.ts';
import { entryColumns, insertEntries } from './rows.ts';
import { type Take, type TakenHere, takeRuns } from './take-runs.ts';
import {
  type Changes,
  freedKeys,
  gatherChanges,
  isSimple,
  type Lengths,
  type Write,
  writeAtOnce,
  writeRuns,
} from './write-runs.ts';

/** Work that is done in the next transaction, together with all that comes until then. */
export type Work =
  | (Promised<StartedHere> & { readonly kind: 'start'; readonly ask: Start })
  | (Promised<TakenHere | undefined> & { readonly kind: 'take'; readonly ask: Take })
  | (Promised<void> & { readonly kind: 'write'; readonly ask: Write });

interface Promised<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

/** What a batch of work came to, once its transaction counts. */
interface Done {
  readonly started: readonly StartedHere[];
  readonly taken: readonly (TakenHere | undefined)[];
  /** Runs whose turn came, and which this worker goes on with. */
  readonly next: readonly TakenHere[];
  readonly lengths: Lengths;
  readonly rows: readonly HeldRow[];
}

/** A transaction of which it is not known whether it counts: the connection was lost while it was committed. */
export class UnknownCommit extends Error {
  readonly done: Done;
  constructor(done: Done, cause: unknown) {
    super('It is not known whether the transaction counts.', { cause });
    this.done = done;
  }
}

/**
 * Does a batch of work in one transaction. Its number is in the row of the worker, in the same transaction: so a worker that was taken for gone
 * writes nothing any more, and one that lost its connection finds out what counts.
 * @throws UnknownCommit; any other error means that nothing of it counts.
 */
export async function writeBatch(desk: Desk, number: number, works: readonly Work[]): Promise<Done> {
  const leavings: Leavings = { entries: entryColumns(), segments: [], next: [], taken: [] };
  const writes = works.flatMap((work) => (work.kind === 'write' ? [work.ask] : []));
  const changes = gatherChanges(desk, writes, leavings.entries);
  if (writes.length === works.length && isSimple(changes)) {
    const done: Done = { started: [], taken: [], next: [], lengths: changes.lengths, rows: [] };
    const isCurrent = await counting(done, () => writeAtOnce(desk, number, changes, leavings.entries));
    if (!isCurrent) throw displacedFailure('the runs of this worker');
    return done;
  }
  return withSession(desk.database, async (session) => {
    await session.query('BEGIN');
    let done: Done;
    try {
      done = await doAll(desk, session, number, { works, writes, changes, leavings });
    } catch (error) {
      await session.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    await counting(done, () => session.query('COMMIT'));
    return done;
  });
}

/** Does what makes a batch count. */
async function counting<T>(done: Done, commit: () => Promise<T>): Promise<T> {
  try {
    return await commit();
  } catch (error) {
    throw isRefusal(error) ? error : new UnknownCommit(done, error);
  }
}

/** Whether the server itself said that it did not commit; what it says when it shuts down proves nothing. */
function isRefusal(error: unknown): boolean {
  const { severity, code } = error as { readonly severity?: unknown; readonly code?: unknown };
  return typeof severity === 'string' && !/^(?:08|57)/.test(String(code));
}

interface Batch {
  readonly works: readonly Work[];
  readonly writes: readonly Write[];
  readonly changes: Changes;
  readonly leavings: Leavings;
}

/** Waits for whoever takes this worker for gone at the moment, and finds nothing then. */
const fence: Statement = {
  name: 'heddle fence',
  text: 'UPDATE heddle.workers SET batch = $2 WHERE nonce = $1 RETURNING id',
};

async function doAll(
  desk: Desk,
  session: Session,
  number: number,
  { works, writes, changes, leavings }: Batch,
): Promise<Done> {
  const { rows } = await session.query(fence, [desk.worker.nonce, number]);
  if (rows.length === 0) throw displacedFailure('the runs of this worker');
  const starts = works.flatMap((work) => (work.kind === 'start' ? [work.ask] : []));
  const takes = works.flatMap((work) => (work.kind === 'take' ? [work.ask] : []));
  const keys = starts.flatMap(({ run }) => run.started.key ?? []);
  await lockKeys(session, [...keys.map((key) => desk.seal.fingerprint(key)), ...freedKeys(desk, writes)]);
  await writeRuns(desk, session, changes, leavings);
  const started = await insertRuns(desk, session, starts, leavings);
  const taken = await takeRuns(desk, session, takes, leavings);
  const next = await takeNext(desk, session, changes, leavings);
  await insertEntries(session, leavings.entries);
  if (leavings.segments.length > 0) await desk.enqueue(session, leavings.segments);
  return { started, taken, next, lengths: changes.lengths, rows: leavings.taken };
}

/** Takes runs in hand whose turn has come, in the transaction that ends those before them: no queue has to be asked first. */
async function takeNext(
  desk: Desk,
  session: Session,
  { stands }: Changes,
  leavings: Leavings,
): Promise<readonly TakenHere[]> {
  const here = leavings.next.filter(({ runId }) => desk.takesNext(runId));
  leavings.segments.push(...leavings.next.filter((segment) => !here.includes(segment)));
  const now = Math.max(...stands.map(([, , { at }]) => at));
  const takes = here.map(({ runId, number }) => ({ runId, now, segment: number }));
  const taken = await takeRuns(desk, session, takes, leavings);
  return taken.filter((one) => one !== undefined);
}

/** Whether a batch of which it was not known counts. */
export async function isCounted({ database, worker }: Desk, number: number): Promise<boolean> {
  const { rows } = await database.query<{ readonly batch: number }>(
    'SELECT batch::float8 AS batch FROM heddle.workers WHERE nonce = $1',
    [worker.nonce],
  );
  if (rows[0] === undefined) throw displacedFailure('the runs of this worker');
  return rows[0].batch === number;
}

/** Notes what is in hand now, and tells those who wait for it. */
export function settleBatch({ held, plans, carryNext }: Desk, works: readonly Work[], done: Done): void {
  for (const { row, length, isReleased } of done.lengths.values()) {
    row.length = length;
    if (isReleased && held.get(row.runId) === row) held.delete(row.runId);
  }
  for (const row of done.rows) held.set(row.runId, row);
  for (const taken of done.next) carryNext(taken);
  const started = done.started.values();
  const taken = done.taken.values();
  for (const work of works) {
    switch (work.kind) {
      case 'start':
        plans.add(work.ask.run.plan.hash);
        work.resolve(started.next().value!);
        break;
      case 'take':
        work.resolve(taken.next().value);
        break;
      case 'write':
        work.resolve();
        break;
    }
  }
}

/** What a failed batch means: for the store, or that the same work may succeed at another time. */
export function failureOf(error: unknown, shown: string): StoreFailure | undefined {
  return storeFailureOf(error instanceof UnknownCommit ? error.cause : error, shown);
}
