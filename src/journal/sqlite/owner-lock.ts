import type { Database, DatabaseConstructor } from './database.ts';
import { StoreFailure } from '../store.ts';

/** Held by the one process that may go on with the runs of a store. */
export interface OwnerLock {
  release(): void;
}

/**
 * Takes the lock of a store's owner: an exclusive transaction on a database of its own beside the store. The operating system takes the
 * lock back when the process ends in whatever way, so there is nothing stale to clean up; others can still read the store.
 * @param owner Who has it, for the message; asked only when it is taken.
 * @throws StoreFailure when another process has it.
 */
export function lockOwner(sqlite: DatabaseConstructor, path: string, owner: () => string): OwnerLock {
  let database: Database | undefined;
  try {
    database = new sqlite(`${path}.lock`, { timeout: 0 });
    // Nothing is ever written, so there is no need for a journal file.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    const held = database;
    return { release: () => held.close() };
  } catch (error) {
    database?.close();
    if ((error as { readonly errcode?: unknown }).errcode !== 5) throw error;
    throw new StoreFailure(
      'store/in-use',
      `The store ${path} is in use by ${owner()}.`,
      'Two processes on one store would both go on with its runs. Stop the other one, or ask it instead: a server (heddle serve) takes POST /runs, /runs/{id}/cancel, /runs/{id}/resume and /runs/{id}/settle.',
    );
  }
}
