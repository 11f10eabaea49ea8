import type { Seal } from '../seal.ts';
import { StoreFailure } from '../store.ts';
import type { Database } from './database.ts';
import { storeFailureOf } from './failure.ts';
import { type Scribe, scribeOf } from './scribe.ts';
import { statementsOf } from './statements.ts';
import { stillThere } from './still-there.ts';

/** Something that a scribe is to do: the name of its method, and what that is given. */
export type Job = { readonly [K in keyof Scribe]: readonly [K, ...Parameters<Scribe[K]>] }[keyof Scribe];

/** What came of jobs, once it is on the disk. */
export interface Done {
  /** Of each job. */
  readonly values: readonly unknown[];
  /** By the number of the job: those that went wrong by themselves, of which nothing was written. */
  readonly mistakes?: ReadonlyMap<number, unknown>;
}

/** Carries out what is written to a store. */
export interface Writer {
  /**
   * Does jobs in the order given, together. Asked for again only when it has answered.
   * @throws StoreFailure when the store cannot be written; nothing is then.
   */
  apply(batch: readonly Job[]): Promise<Done>;
  /** Whether nothing will be written any more, however long one waits. */
  isOver(): boolean;
  close(): Promise<void>;
}

/**
 * Does jobs in one transaction, at once. One that goes wrong by itself, by a mistake of ours or because what it reads is damaged, does not take the others
 * with it.
 * @throws StoreFailure when the store cannot be written; nothing is then.
 */
export type Transact = (batch: readonly Job[]) => Done;

/** Writes to a database that nobody else writes to. */
export function transactions(database: Database, seal: Seal, path: string): Transact {
  const { scribe, rolledBack } = scribeOf(database, { statements: statementsOf(database), seal });
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  const check = stillThere(path);
  // A job's name and what is given belong together, which their union does not tell the compiler.
  const methods = scribe as unknown as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;
  const act = ([name, ...given]: Job): unknown => methods[name]!(...given);
  const together = (batch: readonly Job[], carryOut: (job: Job, index: number) => unknown): Done => {
    begin.run();
    try {
      const values = batch.map(carryOut);
      commit.run();
      return { values };
    } catch (error) {
      rolledBack();
      // Some failures, such as a full disk, have rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  };
  const apart = (batch: readonly Job[]): Done => {
    const mistakes = new Map<number, unknown>();
    const done = together(batch, (job, index) => {
      database.exec('SAVEPOINT job');
      try {
        return act(job);
      } catch (error) {
        if (failureOf(error, path) !== undefined || !database.isTransaction) throw error;
        rolledBack();
        database.exec('ROLLBACK TO job');
        mistakes.set(index, error);
        return undefined;
      } finally {
        if (database.isTransaction) database.exec('RELEASE job');
      }
    });
    return { ...done, mistakes };
  };
  return (batch) => {
    check();
    try {
      return together(batch, act);
    } catch (error) {
      const failure = failureOf(error, path);
      if (failure !== undefined) throw failure;
    }
    try {
      return apart(batch);
    } catch (error) {
      const failure = failureOf(error, path);
      if (failure !== undefined) throw failure;
      return { values: [], mistakes: new Map(batch.map((_, index) => [index, error])) };
    }
  };
}

/** What an error means for the whole store. A job that says itself that something it reads is damaged speaks of that alone. */
function failureOf(error: unknown, path: string): StoreFailure | undefined {
  return error instanceof StoreFailure ? undefined : storeFailureOf(error, path);
}

/** Writes in this thread, which waits for the disk meanwhile. */
export function writerHere(transact: Transact): Writer {
  let isOver = false;
  return {
    async apply(batch) {
      if (isOver) throw closedError();
      return transact(batch);
    },
    isOver: () => isOver,
    async close() {
      isOver = true;
    },
  };
}

/** For who writes to a store that was closed: a mistake. */
export function closedError(): Error {
  return new Error('The store is closed.');
}
