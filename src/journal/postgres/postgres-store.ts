import type { Plan } from '../../plan/plan.ts';
import { runOf } from '../run-row.ts';
import { type Seal, sealWith } from '../seal.ts';
import type { RunStore, StoredRun } from '../store.ts';
import { StoreFailure } from '../store.ts';
import { givenKey } from '../store-key.ts';
import { claimFirst } from './claim-first.ts';
import type { Database, Queryable } from './database.ts';
import type { Desk } from './desk.ts';
import { storeFailureOf } from './failure.ts';
import { groupCommit, type GroupCommitOptions } from './group-commit.ts';
import type { StartedHere } from './insert-runs.ts';
import { listRuns } from './list-runs.ts';
import { countEnded, pruneRuns } from './prune-runs.ts';
import { entryOf, type EntryRow, findRows, runColumns, type RunRow } from './rows.ts';
import { readMeta } from './schema.ts';
import type { Take, TakenHere } from './take-runs.ts';
import { takeOver } from './take-over.ts';
import type { GoneWorker } from './worker.ts';

/** What anybody can do with a store in PostgreSQL who has no runs in hand. */
export type PostgresReader = Pick<
  RunStore,
  'plan' | 'run' | 'entries' | 'list' | 'firstWithKey' | 'prune' | 'countEnded'
>;

/** A store in PostgreSQL, as one of its workers has it. What is due is in a queue beside it, and put there in the same transactions. */
export interface PostgresStore extends RunStore {
  start(...given: Parameters<RunStore['start']>): Promise<StartedHere>;
  /** Takes a run in hand that nobody has; undefined when there is none, when it has ended, when another has it, and when the segment is void. */
  take(ask: Take): Promise<TakenHere | undefined>;
  /** Asks the worker that has a run to cancel it. */
  wishCancelled(runId: string): Promise<void>;
  /** The runs of this worker that somebody else wants cancelled. */
  cancelWishes(): Promise<readonly string[]>;
  /** Those of these runs that go no further by themselves, or are gone. */
  resting(runIds: readonly string[]): Promise<ReadonlyMap<string, StoredRun | undefined>>;
  /**
   * Makes due what a gone worker left behind.
   * @param begun Segments that it had taken from the queue.
   */
  takeOver(gone: GoneWorker, begun: readonly string[], now: number): Promise<void>;
  /** This worker was taken for gone: all that it had in hand is void. */
  forgetHeld(): void;
}

/** With what a worker opens a store. */
export interface PostgresStoreOptions extends GroupCommitOptions {
  readonly desk: Omit<Desk, 'held' | 'plans' | 'seal'>;
  readonly reader: PostgresReader;
  readonly seal: Seal;
}

/**
 * The seal of a store in PostgreSQL: its key comes from the environment.
 * @param mayClaim Whether it becomes the key of a store that has none yet; not so for those who only look.
 */
export async function postgresSeal(
  queryable: Queryable,
  shown: string,
  env: Readonly<Record<string, string | undefined>>,
  mayClaim: boolean,
): Promise<Seal> {
  const key = givenKey(env);
  if (key === undefined) {
    throw new StoreFailure(
      'store/wrong-key',
      `The key of the store ${shown} is missing.`,
      'Give the same key to all who use the store, in HEDDLE_STORE_KEY or HEDDLE_STORE_KEY_FILE. For a new store make one: openssl rand -hex 32.',
    );
  }
  const seal = sealWith(key);
  let known = await readMeta(queryable, 'key');
  if (known === undefined && mayClaim) {
    await queryable.query(`INSERT INTO heddle.meta (name, value) VALUES ('key', $1) ON CONFLICT DO NOTHING`, [
      seal.check,
    ]);
    known = await readMeta(queryable, 'key');
  }
  if (known === seal.check || (known === undefined && !mayClaim)) return seal;
  throw new StoreFailure(
    'store/wrong-key',
    `The store ${shown} was made with another key.`,
    'Give the key that it was made with, in HEDDLE_STORE_KEY or HEDDLE_STORE_KEY_FILE.',
  );
}

/**
 * A store in PostgreSQL, for those who look at it and keep it in order.
 * @param forget Forgets segments of runs that are forgotten.
 */
export function postgresReader(
  database: Database,
  shown: string,
  seal: Seal,
  forget: (ids: readonly string[]) => Promise<void>,
): PostgresReader {
  const reading = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      throw storeFailureOf(error, shown) ?? error;
    }
  };
  return {
    plan: (hash) =>
      reading(async () => {
        const { rows } = await database.query<{ readonly plan: string }>(
          'SELECT plan FROM heddle.plans WHERE hash = $1',
          [hash],
        );
        return rows[0] === undefined ? undefined : (JSON.parse(rows[0].plan) as Plan);
      }),
    run: (runId) =>
      reading(async () => {
        const [row] = await findRows(database, [runId]);
        return row === undefined ? undefined : runOf(seal, row);
      }),
    entries: (runId, after = 0) =>
      reading(async () => {
        const { rows } = await database.query<EntryRow>(
          `SELECT run::float8 AS run, n, body FROM heddle.entries
           WHERE run = (SELECT seq FROM heddle.runs WHERE run_id = $1) AND n > $2 ORDER BY n`,
          [runId, after],
        );
        return rows.map((row) => entryOf(seal, runId, row));
      }),
    list: (filter) => reading(() => listRuns(database, filter, seal)),
    firstWithKey: (key) =>
      reading(async () => {
        const { rows } = await database.query<RunRow>(
          `SELECT ${runColumns} FROM heddle.runs WHERE serial = $1 AND NOT ended ORDER BY seq LIMIT 1`,
          [seal.fingerprint(key)],
        );
        return rows[0] && runOf(seal, rows[0]);
      }),
    prune: (ended, limit) => reading(() => pruneRuns(database, ended, limit, forget)),
    countEnded: (ended) => reading(() => countEnded(database, ended)),
  };
}

/** Opens a store for a worker. */
export function postgresStore({
  desk: given,
  reader,
  seal,
  ...options
}: PostgresStoreOptions): PostgresStore {
  const desk: Desk = { ...given, seal, held: new Map(), plans: new Set() };
  const { database, worker, held } = desk;
  const commits = groupCommit(desk, options);
  return {
    ...reader,
    start: (run, holder) =>
      new Promise((resolve, reject) => {
        commits.add({ kind: 'start', ask: { run, inHand: holder !== undefined }, resolve, reject });
      }),
    write: (runId, change) =>
      new Promise((resolve, reject) => {
        commits.add({ kind: 'write', ask: { runId, change }, resolve, reject });
      }),
    take: (ask) =>
      new Promise((resolve, reject) => {
        commits.add({ kind: 'take', ask, resolve, reject });
      }),
    claim: (runId, claims) => claimFirst(desk, runId, claims, options.later),
    async wishCancelled(runId) {
      await database.query(
        'UPDATE heddle.runs SET cancelling = true WHERE run_id = $1 AND holder IS NOT NULL AND NOT ended',
        [runId],
      );
    },
    async cancelWishes() {
      const { rows } = await database.query<{ readonly run_id: string }>(
        'SELECT run_id FROM heddle.runs WHERE holder = $1 AND cancelling',
        [worker.nonce],
      );
      return rows.map(({ run_id }) => run_id);
    },
    async resting(runIds) {
      const { rows } = await database.query<RunRow & { readonly wanted: string }>(
        `SELECT wanted, ${runColumns} FROM unnest($1::text[]) AS wanted LEFT JOIN heddle.runs ON run_id = wanted
         WHERE run_id IS NULL OR ended OR status = 'needs-attention'`,
        [runIds],
      );
      return new Map(rows.map((row) => [row.wanted, row.run_id === null ? undefined : runOf(seal, row)]));
    },
    takeOver: (gone, begun, now) => takeOver(desk, gone, begun, now),
    forgetHeld: () => held.clear(),
    close: () => commits.close(),
  };
}
