import { StoreFailure } from '../store.ts';
import type { Database } from './database.ts';

/** Marks the file as a store: "Hedl". */
const applicationId = 0x48_65_64_6c;

/**
 * The steps from one version of the schema to the next, the first from an empty file. A step that was released is never changed.
 *
 * Bodies of entries are sealed; what stands beside them in the open are identifiers, times and statuses. `entries` is in the order of writing, so that
 * the entries of many runs that are written together lie together, and one commit touches few pages.
 */
const migrations: readonly string[] = [
  `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE plans (hash TEXT PRIMARY KEY, plan TEXT NOT NULL) STRICT;
   CREATE TABLE runs (
     seq INTEGER PRIMARY KEY,
     run_id TEXT NOT NULL UNIQUE,
     plan_hash TEXT NOT NULL,
     workflow_id TEXT NOT NULL,
     status TEXT NOT NULL,
     ended INTEGER NOT NULL,
     started_at INTEGER NOT NULL,
     changed_at INTEGER NOT NULL,
     due_at INTEGER,
     since INTEGER,
     holder TEXT,
     serial BLOB,
     label BLOB,
     blocked INTEGER NOT NULL,
     parked BLOB,
     parked_length INTEGER,
     reason TEXT
   ) STRICT;
   CREATE INDEX runs_due ON runs (due_at, seq) WHERE due_at IS NOT NULL AND blocked = 0;
   CREATE INDEX runs_held ON runs (holder) WHERE holder IS NOT NULL;
   CREATE INDEX runs_serial ON runs (serial, seq) WHERE serial IS NOT NULL AND ended = 0;
   CREATE INDEX runs_status ON runs (status, seq);
   CREATE INDEX runs_ended ON runs (changed_at) WHERE ended = 1;
   CREATE INDEX runs_plan ON runs (plan_hash);
   CREATE TABLE entries (
     run INTEGER NOT NULL,
     n INTEGER NOT NULL,
     at INTEGER NOT NULL,
     kind TEXT NOT NULL,
     body BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX entries_run ON entries (run, n);
   CREATE TABLE claims (claim TEXT PRIMARY KEY, run INTEGER NOT NULL) STRICT, WITHOUT ROWID;
   CREATE INDEX claims_run ON claims (run);`,
  // Journals may hold exchanges, which releases before do not know. Runs are forgotten by how they ended and when.
  `DROP INDEX runs_ended;
   CREATE INDEX runs_ended ON runs (status, changed_at) WHERE ended = 1;`,
  // Runs in hand are those that are running, which `runs_status` finds.
  `DROP INDEX runs_held;`,
];

/** The version of the schema that this release writes. */
export const schemaVersion = migrations.length;

/**
 * Brings a store to the schema of this release, in one transaction. One that is only read stays as it is: every schema so far has the tables and
 * columns that reading needs.
 * @throws StoreFailure when the file is something else, or of a newer release.
 */
export function migrate(database: Database, path: string, readOnly: boolean): void {
  const version = numberOf(database, 'user_version');
  const id = numberOf(database, 'application_id');
  const isEmpty = numberOf(database, 'page_count') <= 1 && version === 0 && id === 0;
  if (!isEmpty && id !== applicationId) {
    throw new StoreFailure(
      'store/not-a-store',
      `${path} is a SQLite database, but not a store of Heddle.`,
      'Name another file. A new one is made when it does not exist.',
    );
  }
  if (version > schemaVersion) {
    throw new StoreFailure(
      'store/newer',
      `The store ${path} was written by a newer release: its schema is ${version}, this release knows ${schemaVersion}.`,
      'Use the newer release, or restore the backup from before the upgrade.',
    );
  }
  if (version === schemaVersion || readOnly) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of migrations.slice(version)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function numberOf(database: Database, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Readonly<Record<string, number>>;
  return Object.values(row)[0]!;
}
