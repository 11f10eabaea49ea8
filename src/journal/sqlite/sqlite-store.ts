import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { newRun } from '../new-run.ts';
import { runOf, type RunRow } from '../run-row.ts';
import { type Seal, sealWith } from '../seal.ts';
import { type Store, StoreFailure } from '../store.ts';
import { storeKey } from '../store-key.ts';
import { backUp } from './back-up.ts';
import { checkFile } from './check-file.ts';
import { type Database, type DatabaseConstructor, loadSqlite } from './database.ts';
import { damaged, storeFailureOf } from './failure.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { listRuns } from './list-runs.ts';
import { lockOwner, type OwnerLock } from './owner-lock.ts';
import { countEnded } from './prune-runs.ts';
import { findRow, readEntries, type Tables, type WrittenRun } from './rows.ts';
import { migrate } from './schema.ts';
import { setUp } from './set-up.ts';
import { statementsOf } from './statements.ts';
import { threadWriter } from './thread-writer.ts';
import { type Verified, verify } from './verify.ts';
import { transactions, type Writer, writerHere } from './writer.ts';
import { writtenChange } from './written.ts';

/** With what a store is opened. */
export interface SqliteStoreOptions {
  /** Where its key comes from, see {@link storeKey}; the process's environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Only looks: takes no lock, so that it works while another process owns the store. Writing throws. */
  readonly readOnly?: boolean;
  /** Makes no new store where there is none. */
  readonly onlyExisting?: boolean;
  /**
   * Writes in a thread of its own, so that this one does not wait for the disk: for many runs at a time. It takes some milliseconds to begin; one run alone is
   * no faster with it.
   */
  readonly ownThread?: boolean;
  /** Calls back some time later, to try again what could not be written; after a second unless given. */
  readonly later?: (callback: () => void) => void;
  /** Told when writing begins to fail, and with undefined when it works again. */
  readonly troubled?: (failure: StoreFailure | undefined) => void;
}

/** A store in a SQLite file, with what only a file has. */
export interface SqliteStore extends Store {
  /**
   * Copies the store as it is now into a new file, while it is in use, and checks the copy. The key is not in it. Takes as long as reading and writing
   * it does, and the process does nothing else meanwhile.
   * @throws StoreFailure when there is a file of that name, or it cannot be written.
   */
  backup(path: string): void;
  /**
   * Looks at everything that the store holds, which takes as long as reading it does.
   * @throws StoreFailure when something is not as it was written.
   */
  verify(): Verified;
}

/**
 * Opens a store, or makes a new one: write-ahead log, every commit on the disk before it counts (`synchronous = FULL`), in one commit what comes in a
 * turn of the event loop, and what comes while the one before is written. The file is checked up to 256 MiB, brought to this release's schema, and belongs to this process until it is closed.
 * @throws StoreFailure when it cannot be opened: see the codes `store/…` in docs/diagnostics.md.
 */
export async function openSqliteStore(
  location: string,
  options: SqliteStoreOptions = {},
): Promise<SqliteStore> {
  const path = realPath(location);
  const sqlite = await loadSqlite();
  let lock: OwnerLock | undefined;
  let database: Database | undefined;
  try {
    checkFile(path, options.readOnly === true || options.onlyExisting === true);
    const key = storeKey(path, options.env ?? process.env);
    const seal = sealWith(key);
    if (options.readOnly !== true) lock = lockOwner(sqlite, path, () => ownerOf(sqlite, path));
    database = new sqlite(path, { timeout: 5000, readOnly: options.readOnly === true });
    makeReady(database, path, seal, options.readOnly === true);
    const writer =
      options.ownThread === true && options.readOnly !== true
        ? await threadWriter({ path, key })
        : writerHere(transactions(database, seal, path));
    return storeOf({ sqlite, database, path, seal, lock }, writer, options);
  } catch (error) {
    database?.close();
    lock?.release();
    throw storeFailureOf(error, path) ?? error;
  }
}

/** Links are followed, so that one store has one lock whatever it is called by. */
function realPath(location: string): string {
  const path = resolve(location);
  return existsSync(path) ? realpathSync(path) : path;
}

/** Who owns a store, as it wrote into it. */
function ownerOf(sqlite: DatabaseConstructor, path: string): string {
  try {
    const database = new sqlite(path, { readOnly: true, timeout: 0 });
    try {
      const row = database.prepare("SELECT value FROM meta WHERE name = 'owner'").get();
      return (row as { readonly value: string } | undefined)?.value ?? 'another process';
    } finally {
      database.close();
    }
  } catch {
    return 'another process';
  }
}

/** Larger files are not read as a whole before anything goes on: it would take minutes. What is damaged in them is found when it is read. */
const mostChecked = 256 * 2 ** 20;

function makeReady(database: Database, path: string, seal: Seal, readOnly: boolean): void {
  if (!readOnly) setUp(database);
  if (statSync(path).size <= mostChecked) {
    const { quick_check: state } = database.prepare('PRAGMA quick_check(1)').get() as {
      readonly quick_check: string;
    };
    if (state !== 'ok') throw damaged(path, state);
  }
  migrate(database, path, readOnly);
  const check = database.prepare("SELECT value FROM meta WHERE name = 'key'").get();
  const known = (check as { readonly value: string } | undefined)?.value;
  if (known !== undefined && known !== seal.check) {
    throw new StoreFailure(
      'store/wrong-key',
      `The store ${path} was made with another key.`,
      'Give the key that it was made with, in HEDDLE_STORE_KEY or in its key file.',
    );
  }
  if (readOnly) return;
  const set = database.prepare('INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)');
  set.run('key', seal.check);
  set.run('owner', `process ${process.pid}, since ${new Date().toISOString()}`);
}

/** A file that has been opened as a store. */
interface Opened {
  readonly sqlite: DatabaseConstructor;
  readonly database: Database;
  readonly path: string;
  readonly seal: Seal;
  readonly lock: OwnerLock | undefined;
}

function storeOf(opened: Opened, writer: Writer, options: SqliteStoreOptions): SqliteStore {
  const { sqlite, database, path, seal, lock } = opened;
  const tables: Tables = { statements: statementsOf(database), seal };
  const commits = groupCommit(writer, {
    later: options.later ?? ((callback) => void setTimeout(callback, 1000)),
    troubled: options.troubled ?? (() => undefined),
  });
  const close = async (): Promise<void> => {
    try {
      await commits.flush();
    } finally {
      await writer.close().finally(() => {
        database.close();
        lock?.release();
      });
      // What could not be written is told so.
      await commits.flush();
    }
  };
  let closing: Promise<void> | undefined;
  return {
    ...readingOf(database, tables, path),
    ...writingOf(seal, commits),
    trouble: () => commits.trouble(),
    backup(target) {
      try {
        backUp(sqlite, database, resolve(target));
      } catch (error) {
        throw storeFailureOf(error, target) ?? error;
      }
    },
    verify() {
      try {
        return verify(database, tables, path);
      } catch (error) {
        throw storeFailureOf(error, path) ?? error;
      }
    },
    close: () => (closing ??= close()),
  };
}

/** What writes: each in its turn, in a transaction with others. */
function writingOf(
  seal: Seal,
  commits: GroupCommit,
): Pick<Store, 'start' | 'write' | 'claim' | 'take' | 'takeOne' | 'recover' | 'prune'> {
  return {
    start: keeping(seal, commits),
    // A change that cannot be made into JSON rejects, as all that goes wrong with one does.
    write: async (runId, change) => commits.add(true, 'write', runId, writtenChange(change)),
    claim: (runId, claims) => commits.add(true, 'claim', runId, claims),
    take: (holder, now, limit) => commits.add(false, 'take', holder, now, limit),
    takeOne: (runId, holder, now) => commits.add(false, 'takeOne', runId, holder, now),
    recover: (holder, now) => commits.add(false, 'recover', holder, now),
    prune: (ended, limit) => commits.add(false, 'prune', ended, limit),
  };
}

/** Keeps new runs. A plan is made into JSON when the store does not have it, which it forgets with its last run. */
function keeping(seal: Seal, commits: GroupCommit): Store['start'] {
  return async ({ started, plan }, holder) => {
    const { runId, at, planHash, workflowId, key } = started;
    const run: WrittenRun = {
      runId,
      at,
      planHash,
      workflowId,
      json: JSON.stringify(started),
      ...(key === undefined ? {} : { key }),
    };
    let reply = await commits.add(false, 'start', run, holder);
    if (reply.kind === 'needs-plan') {
      reply = await commits.add(false, 'start', { ...run, plan: JSON.stringify(plan) }, holder);
    }
    switch (reply.kind) {
      case 'new':
        return { created: true, run: newRun(started, holder, reply.isBlocked) };
      case 'known':
        return { created: false, run: runOf(seal, reply.row) };
      case 'needs-plan':
        throw new Error(`The plan of run ${runId} was given, and was not kept.`);
    }
  };
}

/** What only reads. */
function readingOf(
  database: Database,
  tables: Tables,
  path: string,
): Pick<Store, 'plan' | 'nextDue' | 'run' | 'entries' | 'list' | 'firstWithKey' | 'countEnded'> {
  const { statements } = tables;
  const reading = <T>(read: () => T): Promise<T> => {
    try {
      return Promise.resolve(read());
    } catch (error) {
      return Promise.reject(storeFailureOf(error, path) ?? (error as Error));
    }
  };
  return {
    plan: (hash) =>
      reading(() => {
        const row = statements.plan.get(hash) as { readonly plan: string } | undefined;
        return row === undefined ? undefined : (JSON.parse(row.plan) as Plan);
      }),
    nextDue: () =>
      reading(() => (statements.nextDue.get() as { readonly due: number | null }).due ?? undefined),
    run: (runId) =>
      reading(() => {
        const row = findRow(tables, runId);
        return row === undefined ? undefined : runOf(tables.seal, row);
      }),
    entries: (runId, after = 0) =>
      reading(() => {
        const row = findRow(tables, runId);
        return row === undefined ? [] : readEntries(tables, row, after);
      }),
    countEnded: (ended) => reading(() => countEnded(database, ended)),
    list: (filter) => reading(() => listRuns(database, filter, tables)),
    firstWithKey: (key) =>
      reading(() => {
        const row = tables.statements.firstWithSerial.get(tables.seal.fingerprint(key)) as RunRow | undefined;
        return row && runOf(tables.seal, row);
      }),
  };
}
