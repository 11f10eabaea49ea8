import { StoreFailure } from '../store.ts';
import { type Database, inTransaction, type Queryable, type Session, withSession } from './database.ts';

/** Half of the name of every advisory lock of ours: "Hedl". */
export const lockSpace = 0x48_65_64_6c;

/** The other half for whoever changes the schema; those of workers begin with 1. */
const migrationLock = 0;

/** How long somebody else who changes the schema is waited for, in milliseconds, before looking again. */
const lookAgainAfter = 200;

/**
 * The steps from one version of the schema to the next, the first from an empty database. A step that was released is never changed.
 *
 * As in a file: bodies of entries are sealed; identifiers, times and statuses are not. `runs_serial` is the promise that of the runs
 * with one key one at a time goes on, whichever worker has it. Rows of `runs` change often: room in their pages keeps that cheap.
 */
const migrations: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS heddle;
   CREATE TABLE heddle.meta (name text PRIMARY KEY, value text NOT NULL);
   CREATE TABLE heddle.plans (hash text PRIMARY KEY, plan text NOT NULL);
   CREATE TABLE heddle.runs (
     seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     run_id text NOT NULL UNIQUE,
     plan_hash text NOT NULL,
     workflow_id text NOT NULL,
     status text NOT NULL,
     ended boolean NOT NULL DEFAULT false,
     started_at bigint NOT NULL,
     changed_at bigint NOT NULL,
     due_at bigint,
     holder text,
     serial bytea,
     label bytea,
     blocked boolean NOT NULL,
     parked bytea,
     parked_length integer,
     reason text,
     segment integer NOT NULL,
     cancelling boolean NOT NULL DEFAULT false
   ) WITH (fillfactor = 70);
   CREATE INDEX runs_line ON heddle.runs (serial, seq) WHERE serial IS NOT NULL AND NOT ended;
   CREATE UNIQUE INDEX runs_serial ON heddle.runs (serial) WHERE serial IS NOT NULL AND NOT ended AND NOT blocked;
   CREATE INDEX runs_holder ON heddle.runs (holder) WHERE holder IS NOT NULL;
   CREATE INDEX runs_status ON heddle.runs (status, seq);
   CREATE INDEX runs_ended ON heddle.runs (status, changed_at) WHERE ended;
   CREATE INDEX runs_plan ON heddle.runs (plan_hash);
   CREATE TABLE heddle.entries (
     run bigint NOT NULL,
     n integer NOT NULL,
     at bigint NOT NULL,
     kind text NOT NULL,
     body bytea NOT NULL,
     PRIMARY KEY (run, n)
   );
   CREATE TABLE heddle.claims (claim text PRIMARY KEY, run bigint NOT NULL);
   CREATE INDEX claims_run ON heddle.claims (run);
   CREATE TABLE heddle.workers (
     id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     nonce text NOT NULL UNIQUE,
     executor text NOT NULL,
     since bigint NOT NULL,
     batch bigint NOT NULL DEFAULT 0
   ) WITH (fillfactor = 50);
   CREATE TABLE heddle.paces (key text PRIMARY KEY, free double precision NOT NULL, held double precision NOT NULL);`,
];

/** The version of the schema that this release writes. */
export const schemaVersion = migrations.length;

/** The version of a database's schema; 0 where there is none. */
export async function versionOf(queryable: Queryable): Promise<number> {
  const { rows: found } = await queryable.query<{ readonly there: boolean }>(
    `SELECT to_regclass('heddle.meta') IS NOT NULL AS there`,
  );
  return found[0]!.there ? Number((await readMeta(queryable, 'schema')) ?? 0) : 0;
}

/** What the store remembers under a name. */
export async function readMeta(queryable: Queryable, name: string): Promise<string | undefined> {
  const { rows } = await queryable.query<{ readonly value: string }>(
    'SELECT value FROM heddle.meta WHERE name = $1',
    [name],
  );
  return rows[0]?.value;
}

/** Remembers something under a name. */
export async function writeMeta(queryable: Queryable, name: string, value: string): Promise<void> {
  await queryable.query(
    'INSERT INTO heddle.meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2',
    [name, value],
  );
}

/**
 * Brings a database to the schema of this release, in one transaction, and does what else belongs to it, while nobody else does so.
 * @throws StoreFailure when a newer release wrote it.
 */
export function migrateDatabase(
  database: Database,
  shown: string,
  besides: (session: Session) => Promise<void>,
): Promise<void> {
  return withSession(database, async (session) => {
    await lock(session);
    try {
      const version = await versionOf(session);
      refuseNewer(version, shown);
      if (version < schemaVersion) {
        await inTransaction(session, async () => {
          for (const step of migrations.slice(version)) await session.query(step);
          await writeMeta(session, 'schema', String(schemaVersion));
        });
      }
      await besides(session);
    } finally {
      await session.query('SELECT pg_advisory_unlock($1, $2)', [lockSpace, migrationLock]);
    }
  });
}

/** @throws StoreFailure for a version that this release does not know. */
export function refuseNewer(version: number, shown: string): void {
  if (version <= schemaVersion) return;
  throw new StoreFailure(
    'store/newer',
    `The store ${shown} was written by a newer release: its schema is ${version}, this release knows ${schemaVersion}.`,
    'Use the newer release, or restore the backup from before the upgrade.',
  );
}

/** Asks again and again: a statement that waited for the lock would itself be waited for by indexes that are built concurrently. */
async function lock(session: Session): Promise<void> {
  for (;;) {
    const { rows } = await session.query<{ readonly taken: boolean }>(
      'SELECT pg_try_advisory_lock($1, $2) AS taken',
      [lockSpace, migrationLock],
    );
    if (rows[0]!.taken) return;
    await new Promise((resolve) => setTimeout(resolve, lookAgainAfter));
  }
}
