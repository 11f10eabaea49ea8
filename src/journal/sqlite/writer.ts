import type { Seal } from '../seal.ts';
import type { Database } from './database.ts';
import { storeFailureOf } from './failure.ts';
import { type Scribe, scribeOf } from './scribe.ts';
import { statementsOf } from './statements.ts';

/** Something that a scribe is to do: the name of its method, and what that is given. */
export type Job = { readonly [K in keyof Scribe]: readonly [K, ...Parameters<Scribe[K]>] }[keyof Scribe];

/** What came of jobs, once it is on the disk. */
export interface Done {
  /** Of each job. */
  readonly values: readonly unknown[];
  /** By the number of the job: those that went wrong by a mistake of ours, of which nothing was written. */
  readonly mistakes?: ReadonlyMap<number, unknown>;
}

/** Carries out what is written to a store. */
export interface Writer {
  /**
   * Does jobs in the order given, together. More may be asked for before those before are done, and are done after them.
   * @throws StoreFailure when the store cannot be written. Then nothing is written that was asked for by now: the jobs of other batches under way fail too.
   */
  apply(batch: readonly Job[]): Promise<Done>;
  close(): Promise<void>;
}

/**
 * Does jobs in one transaction, at once. When one goes wrong by a mistake of ours, each gets a transaction of its own, so that it does not take the others
 * with it.
 * @throws StoreFailure when the store cannot be written.
 */
export type Transact = (batch: readonly Job[]) => Done;

/** Writes to a database that nobody else writes to. */
export function transactions(database: Database, seal: Seal, path: string): Transact {
  const { scribe, rolledBack } = scribeOf(database, { statements: statementsOf(database), seal });
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  // A job's name and what is given belong together, which their union does not tell the compiler.
  const act = scribe as unknown as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;
  const once = (batch: readonly Job[]): readonly unknown[] => {
    begin.run();
    try {
      const values = batch.map(([name, ...given]) => act[name]!(...given));
      commit.run();
      return values;
    } catch (error) {
      // Some failures, such as a full disk, have rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      rolledBack();
      throw error;
    }
  };
  return (batch) => {
    try {
      return { values: once(batch) };
    } catch (error) {
      const failure = storeFailureOf(error, path);
      if (failure !== undefined) throw failure;
      return eachAlone(batch, once, path);
    }
  };
}

function eachAlone(
  batch: readonly Job[],
  once: (batch: readonly Job[]) => readonly unknown[],
  path: string,
): Done {
  const mistakes = new Map<number, unknown>();
  const values = batch.map((job, index) => {
    try {
      return once([job])[0];
    } catch (error) {
      mistakes.set(index, storeFailureOf(error, path) ?? error);
      return undefined;
    }
  });
  return { values, mistakes };
}

/** Writes in this thread, which waits for the disk meanwhile. */
export function writerHere(transact: Transact): Writer {
  return {
    apply: async (batch) => transact(batch),
    close: async () => undefined,
  };
}
