import type { Database } from '../../journal/postgres/database.ts';
import { openDatabase } from '../../journal/postgres/database.ts';
import { storeFailureOf } from '../../journal/postgres/failure.ts';
import { shownLocation } from '../../journal/postgres/location.ts';
import {
  migrateDatabase,
  readMeta,
  refuseNewer,
  schemaVersion,
  versionOf,
  writeMeta,
} from '../../journal/postgres/schema.ts';
import { dbosConfig } from './dbos-config.ts';
import { dbosVersion, loadSdk, type Sdk } from './sdk.ts';

/**
 * Brings a database to the schemas of this release: ours and that of DBOS. Whoever comes while another does so waits, and finds it done.
 * @throws StoreFailure when that cannot be, see the codes `store/…`.
 */
export async function migratePostgres(url: string): Promise<void> {
  const sdk = await loadSdk();
  const database = await openDatabase(url);
  try {
    await migrate(database, url, sdk);
  } finally {
    await database.end();
  }
}

/** The same over connections that are there. */
export async function migrate(database: Database, url: string, sdk: Pick<Sdk, 'DBOS'>): Promise<void> {
  const shown = shownLocation(url);
  try {
    await migrateDatabase(database, shown, async (session) => {
      if ((await readMeta(session, 'dbos')) === dbosVersion) return;
      await migrateDbos(database, sdk);
      await writeMeta(session, 'dbos', dbosVersion);
    });
  } catch (error) {
    throw storeFailureOf(error, shown) ?? error;
  }
}

/** What launches DBOS migrates; `DBOS.migrate` does the same, but prints, and wants to make the database too. */
async function migrateDbos(database: Database, { DBOS }: Pick<Sdk, 'DBOS'>): Promise<void> {
  DBOS.setConfig({ ...dbosConfig(database, 'migration'), runMigrations: true, listenQueues: [] });
  await DBOS.launch();
  await DBOS.shutdown({ deregister: true });
}

/**
 * Whether a database has the schemas of this release.
 * @throws StoreFailure when a newer release wrote it, and when it cannot be reached.
 */
export async function isMigrated(database: Database, url: string): Promise<boolean> {
  const shown = shownLocation(url);
  try {
    const version = await versionOf(database);
    refuseNewer(version, shown);
    return version === schemaVersion && (await readMeta(database, 'dbos')) === dbosVersion;
  } catch (error) {
    throw storeFailureOf(error, shown) ?? error;
  }
}
