import { openDatabase } from '../../journal/postgres/database.ts';
import { storeFailureOf } from '../../journal/postgres/failure.ts';
import { shownLocation } from '../../journal/postgres/location.ts';
import { type PostgresReader, postgresReader, postgresSeal } from '../../journal/postgres/postgres-store.ts';
import { StoreFailure } from '../../journal/store.ts';
import { clientOptions } from './dbos-config.ts';
import { isMigrated, migrate } from './migrate.ts';
import { type DbosClient, loadSdk } from './sdk.ts';

/** A store in PostgreSQL, for those who have no runs in hand. */
export interface PostgresPlace extends PostgresReader {
  close(): Promise<void>;
}

/** With what a store in PostgreSQL is opened to look at it. */
export interface PostgresPlaceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Makes no new store where there is none, and leaves one of an earlier release as it is. */
  readonly onlyExisting: boolean;
}

/**
 * Opens a store in PostgreSQL to look at it and to keep it in order; workers go on meanwhile.
 * @throws StoreFailure when it cannot be opened, and when a package is missing.
 */
export async function openPostgresPlace(
  url: string,
  { env, onlyExisting }: PostgresPlaceOptions,
): Promise<PostgresPlace> {
  const shown = shownLocation(url);
  const sdk = await loadSdk();
  const database = await openDatabase(url);
  let client: DbosClient | undefined;
  const forget = async (ids: readonly string[]): Promise<void> => {
    client ??= await sdk.DBOSClient.create(clientOptions(database));
    await client.deleteWorkflows(ids);
  };
  try {
    if (!(await isMigrated(database, url))) {
      if (onlyExisting) throw notMigrated(shown);
      await migrate(database, url, sdk);
    }
    const seal = await postgresSeal(database, shown, env, !onlyExisting);
    return {
      ...postgresReader(database, shown, seal, forget),
      async close() {
        await client?.destroy();
        await database.end();
      },
    };
  } catch (error) {
    await database.end();
    throw storeFailureOf(error, shown) ?? error;
  }
}

function notMigrated(shown: string): StoreFailure {
  return new StoreFailure(
    'store/not-a-store',
    `The database ${shown} has no tables of this release of Heddle.`,
    'Check its name, or make them: heddle migrate --store <url>.',
  );
}
