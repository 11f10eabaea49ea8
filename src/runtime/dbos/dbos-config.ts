import type { Database } from '../../journal/postgres/database.ts';
import type { ClientOptions, DbosConfig } from './sdk.ts';

/**
 * The application version of DBOS. It says how segments are asked for, not what release runs them: where a run stands is in its journal, so
 * that any release goes on with what another one began (T2 and T3 of durable execution with DBOS).
 */
export const segmentVersion = 'heddle-1';

/** The application of DBOS that its rows belong to. */
const name = 'heddle';

/** DBOS keeps its tables apart from those of other programs that use it in the same database. */
const schema = 'heddle_dbos';

/** Used in the place of an address that DBOS wants to see, though it is given connections. It has no secret, whatever DBOS may print. */
const noAddress = 'postgresql://heddle@localhost/heddle';

/** What goes wrong in DBOS shows in what is asked of it. */
const logger = {
  info: () => undefined,
  debug: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** How DBOS is launched over connections of ours. */
export function dbosConfig(database: Database, executorID: string): DbosConfig {
  return {
    name,
    systemDatabaseUrl: noAddress,
    systemDatabasePool: database,
    systemDatabaseSchemaName: schema,
    applicationVersion: segmentVersion,
    executorID,
    runMigrations: false,
    useListenNotify: false,
    logger,
  };
}

/** How queues are talked to over connections of ours. */
export function clientOptions(database: Database): ClientOptions {
  return {
    systemDatabaseUrl: noAddress,
    systemDatabasePool: database,
    systemDatabaseSchemaName: schema,
    applicationName: name,
    logger,
  };
}
