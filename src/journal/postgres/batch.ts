import type { StoreFailure } from '../store.ts';
import { type Session, withSession } from './database.ts';
import { type Desk, displacedFailure, type HeldRow, lockKeys } from './desk.ts';
import { storeFailureOf } from './failure.ts';
import { insertRuns, type Leavings, type Start, type StartedHere } from './insert-runs.ts';
import { entryColumns, insertEntries } from './rows.ts';
import { type Take, type TakenHere, takeRuns } from './take-runs.ts';
import { freedKeys, type Lengths, type Write, writeRuns } from './write-runs.ts';

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
export function writeBatch(desk: Desk, number: number, works: readonly Work[]): Promise<Done> {
  return withSession(desk.database, async (session) => {
    await session.query('BEGIN');
    let done: Done;
    try {
      done = await doAll(desk, session, number, works);
    } catch (error) {
      await session.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
    try {
      await session.query('COMMIT');
    } catch (error) {
      throw isRefusal(error) ? error : new UnknownCommit(done, error);
    }
    return done;
  });
}

/** Whether the server itself said that it did not commit; what it says when it shuts down proves nothing. */
function isRefusal(error: unknown): boolean {
  const { severity, code } = error as { readonly severity?: unknown; readonly code?: unknown };
  return typeof severity === 'string' && !/^(?:08|57)/.test(String(code));
}

async function doAll(desk: Desk, session: Session, number: number, works: readonly Work[]): Promise<Done> {
  const { nonce } = desk.worker;
  const { rows } = await session.query('UPDATE heddle.workers SET batch = $2 WHERE nonce = $1 RETURNING id', [
    nonce,
    number,
  ]);
  if (rows.length === 0) throw displacedFailure('of this worker');
  const writes = works.flatMap((work) => (work.kind === 'write' ? [work.ask] : []));
  const starts = works.flatMap((work) => (work.kind === 'start' ? [work.ask] : []));
  const takes = works.flatMap((work) => (work.kind === 'take' ? [work.ask] : []));
  const leavings: Leavings = { entries: entryColumns(), segments: [], taken: [] };
  const keys = starts.flatMap(({ run }) => run.started.key ?? []);
  await lockKeys(session, [...keys.map((key) => desk.seal.fingerprint(key)), ...freedKeys(desk, writes)]);
  const lengths = await writeRuns(desk, session, writes, leavings);
  const started = await insertRuns(desk, session, starts, leavings);
  const taken = await takeRuns(desk, session, takes, leavings);
  await insertEntries(session, leavings.entries);
  if (leavings.segments.length > 0) await desk.enqueue(session, leavings.segments);
  return { started, taken, lengths, rows: leavings.taken };
}

/** Whether a batch of which it was not known counts. */
export async function isCounted({ database, worker }: Desk, number: number): Promise<boolean> {
  const { rows } = await database.query<{ readonly batch: number }>(
    'SELECT batch::float8 AS batch FROM heddle.workers WHERE nonce = $1',
    [worker.nonce],
  );
  if (rows[0] === undefined) throw displacedFailure('of this worker');
  return rows[0].batch === number;
}

/** Notes what is in hand now, and tells those who wait for it. */
export function settleBatch({ held, plans }: Desk, works: readonly Work[], done: Done): void {
  for (const { row, length, isReleased } of done.lengths.values()) {
    row.length = length;
    if (isReleased && held.get(row.runId) === row) held.delete(row.runId);
  }
  for (const row of done.rows) held.set(row.runId, row);
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
