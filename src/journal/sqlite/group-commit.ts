import type { StoreFailure } from '../store.ts';
import type { Database } from './database.ts';
import { storeFailureOf } from './failure.ts';

/** Puts the writes of one turn of the event loop into one transaction, so that they share one wait for the disk. */
export interface GroupCommit {
  /**
   * Does some work within the next transaction, and resolves with its value once that is on the disk. Work is done in the order given, again
   * when the transaction fails.
   * @param patient Whether it stays in line while the store cannot be written; otherwise the promise rejects with a {@link StoreFailure}.
   */
  add<T>(work: () => T, patient: boolean): Promise<T>;
  /** Writes what is in line now. Throws when it cannot be written. */
  flush(): void;
}

interface Work {
  readonly run: () => unknown;
  readonly patient: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a group commit needs besides its database. */
export interface GroupCommitOptions {
  readonly path: string;
  /** Told when a transaction was not carried out, before any of its work is done again. */
  readonly rolledBack?: () => void;
  /** Calls back some time later, to try again. */
  readonly later: (callback: () => void) => void;
  /** Told when writing begins to fail, and with undefined when it works again. */
  readonly troubled: (failure: StoreFailure | undefined) => void;
}

/** What is in line, and how things stand. */
interface Line {
  works: Work[];
  isScheduled: boolean;
  trouble: StoreFailure | undefined;
}

/** Commits the work of each turn of the event loop together. */
export function groupCommit(database: Database, options: GroupCommitOptions): GroupCommit {
  const line: Line = { works: [], isScheduled: false, trouble: undefined };
  const attempt = transaction(database, options.rolledBack ?? (() => undefined));
  const write = (): StoreFailure | undefined => writeLine(line, attempt, options);
  const turn = (): void => {
    line.isScheduled = false;
    if (write() !== undefined && line.works.length > 0) {
      line.isScheduled = true;
      options.later(turn);
    }
  };
  return {
    add: <T>(run: () => T, patient: boolean) =>
      new Promise<T>((resolve, reject) => {
        line.works.push({ run, patient, resolve: resolve as (value: unknown) => void, reject });
        if (!line.isScheduled) {
          line.isScheduled = true;
          setImmediate(turn);
        } else if (!patient && line.trouble !== undefined) {
          // Whoever does not want to wait until the next try gets an answer now.
          setImmediate(write);
        }
      }),
    flush() {
      const failure = write();
      if (failure !== undefined) throw failure;
    },
  };
}

type Attempt = (batch: readonly Work[]) => unknown[];

/** Does the work of a batch in one transaction, or nothing of it. */
function transaction(database: Database, rolledBack: () => void): Attempt {
  const begin = database.prepare('BEGIN IMMEDIATE');
  const commit = database.prepare('COMMIT');
  return (batch) => {
    begin.run();
    try {
      const values = batch.map((work) => work.run());
      commit.run();
      return values;
    } catch (error) {
      // Some failures, such as a full disk, have rolled back already.
      if (database.isTransaction) database.exec('ROLLBACK');
      rolledBack();
      throw error;
    }
  };
}

/** Commits what is in line; the failure that kept it from that. Patient work stays in line then. */
function writeLine(
  line: Line,
  attempt: Attempt,
  { path, troubled }: GroupCommitOptions,
): StoreFailure | undefined {
  const batch = line.works;
  line.works = [];
  if (batch.length === 0) return undefined;
  try {
    const values = attempt(batch);
    if (line.trouble !== undefined) troubled((line.trouble = undefined));
    for (const [index, work] of batch.entries()) work.resolve(values[index]);
    return undefined;
  } catch (error) {
    const failure = storeFailureOf(error, path);
    if (failure === undefined) {
      isolate(batch, attempt, error);
      return undefined;
    }
    for (const work of batch) if (!work.patient) work.reject(failure);
    line.works = [...batch.filter((work) => work.patient), ...line.works];
    if (line.trouble === undefined) troubled((line.trouble = failure));
    return failure;
  }
}

/** A mistake in one work must not take the others with it: each gets a transaction of its own. */
function isolate(batch: readonly Work[], attempt: Attempt, error: unknown): void {
  if (batch.length === 1) {
    batch[0]!.reject(error);
    return;
  }
  for (const work of batch) {
    try {
      work.resolve(attempt([work])[0]);
    } catch (own) {
      work.reject(own);
    }
  }
}
