import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plan } from '../../plan/plan.ts';
import { runOf, type RunRow } from '../run-row.ts';
import { type Seal, sealWith } from '../seal.ts';
import { hasEnded, type Store, StoreFailure } from '../store.ts';
import { storeKey } from '../store-key.ts';
import { backUp } from './back-up.ts';
import { checkFile } from './check-file.ts';
import { type Database, type DatabaseConstructor, loadSqlite } from './database.ts';
import { damaged, storeFailureOf } from './failure.ts';
import { type GroupCommit, groupCommit } from './group-commit.ts';
import { listRuns } from './list-runs.ts';
import { lockOwner, type OwnerLock } from './owner-lock.ts';
import { countEnded, pruneRuns } from './prune-runs.ts';
import { appendEntries, findRow, insertRun, placeRun, readEntries, type Tables, takeRow } from './rows.ts';
import { type RunEnds, runEnds } from './run-ends.ts';
import { migrate } from './schema.ts';
import { statementsOf } from './statements.ts';
import { type Verified, verify } from './verify.ts';

/** With what a store is opened. */
export interface SqliteStoreOptions {
  /** Where its key comes from, see {@link storeKey}; the process's environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Only looks: takes no lock, so that it works while another process owns the store. Writing throws. */
  readonly readOnly?: boolean;
  /** Makes no new store where there is none. */
  readonly onlyExisting?: boolean;
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
 * Opens a store, or makes a new one: write-ahead log, every commit on the disk before it counts (`synchronous = FULL`), the writes of one turn of the
 * event loop in one commit. The file is checked up to 256 MiB, brought to this release's schema, and belongs to this process until it is closed.
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
    const seal = sealWith(storeKey(path, options.env ?? process.env));
    if (options.readOnly !== true) lock = lockOwner(sqlite, path, () => ownerOf(sqlite, path));
    database = new sqlite(path, { timeout: 5000, readOnly: options.readOnly === true });
    makeReady(database, path, seal, options.readOnly === true);
    return storeOf({ sqlite, database, path, seal, lock }, options);
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
  if (!readOnly) {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384',
    );
  }
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

function storeOf(opened: Opened, options: SqliteStoreOptions): SqliteStore {
  const { sqlite, database, path, seal, lock } = opened;
  const tables: Tables = { statements: statementsOf(database), seal };
  const ends = runEnds(tables);
  const commits = groupCommit(database, {
    path,
    rolledBack: () => ends.forget(),
    later: options.later ?? ((callback) => void setTimeout(callback, 1000).unref()),
    troubled: options.troubled ?? (() => undefined),
  });
  return {
    ...readingOf(database, tables, path),
    ...writingOf(database, tables, ends, commits),
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
    async close() {
      try {
        commits.flush();
      } finally {
        database.close();
        lock?.release();
      }
    },
  };
}

/** What writes: each in its turn, in a transaction with others. */
function writingOf(
  database: Database,
  tables: Tables,
  ends: RunEnds,
  commits: GroupCommit,
): Pick<Store, 'start' | 'write' | 'claim' | 'take' | 'takeOne' | 'recover' | 'prune'> {
  const { statements } = tables;
  return {
    start: (run, holder) => commits.add(() => insertRun(tables, run, holder, (end) => ends.set(end)), false),
    write: (runId, { entries, stand, claims = [] }) =>
      commits.add(() => {
        const end = ends.of(runId);
        if (end === undefined) throw new Error(`There is no run ${runId}.`);
        const { seq, run_id, serial } = end;
        const length = end.length + entries.length;
        appendEntries(tables, end, end.length, entries);
        for (const claim of claims) statements.claim.run(claim, seq);
        if (stand === undefined) return ends.set({ seq, run_id, serial, length });
        placeRun(tables, end, stand, length);
        ends.drop(runId);
      }, true),
    claim: (runId, claims) =>
      commits.add(() => {
        const row = findRow(tables, runId);
        return claims.find((claim) => {
          statements.claim.run(claim, row?.seq ?? 0);
          return statements.isClaimed.get(claim, runId) !== undefined;
        });
      }, true),
    take: (holder, now, limit) =>
      commits.add(() => {
        const rows = statements.due.all(now, limit) as unknown as RunRow[];
        return rows.map((row) => {
          ends.drop(row.run_id);
          return takeRow(tables, row, holder, now);
        });
      }, false),
    takeOne: (runId, holder, now) =>
      commits.add(() => {
        const row = findRow(tables, runId);
        const isFree = row !== undefined && row.holder !== holder && !hasEnded(row.status);
        ends.drop(runId);
        return isFree ? takeRow(tables, row, holder, now) : undefined;
      }, false),
    recover: (holder, now) =>
      commits.add(() => {
        statements.orphan.run(now, now, holder);
        statements.rewind.run(now, now, now);
      }, false),
    prune: (ended, limit) => commits.add(() => pruneRuns(database, ended, limit), false),
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
