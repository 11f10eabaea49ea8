import { missingPackage, type Database, type Session } from '../../journal/postgres/database.ts';

/** The release of DBOS whose schema and behaviour this one knows. Pinned exactly: three minor releases and a major came within two months. */
export const dbosVersion = '5.3.0';

/** What is used of `@dbos-inc/dbos-sdk`. */
export interface Sdk {
  readonly DBOS: {
    isInitialized(): boolean;
    setConfig(config: DbosConfig): void;
    launch(): Promise<void>;
    shutdown(options: {
      readonly deregister: boolean;
      readonly workflowCompletionTimeoutMS?: number;
    }): Promise<void>;
    registerWorkflow(workflow: SegmentWorkflow, options: WorkflowOptions): SegmentWorkflow;
    registerQueue(name: string, options: QueueOptions): Promise<unknown>;
    startWorkflow(
      workflow: SegmentWorkflow,
      options: { readonly workflowID: string },
    ): (...given: Parameters<SegmentWorkflow>) => Promise<unknown>;
  };
  readonly DBOSClient: { create(options: ClientOptions): Promise<DbosClient> };
}

/** The one workflow that DBOS knows: a segment of a run, by id, run and number. */
export type SegmentWorkflow = (id: string, runId: string, number: number) => Promise<void>;

/** Talks to the queues without running anything. */
export interface DbosClient {
  enqueueInTransaction(
    session: Session,
    options: EnqueueOptions,
    ...given: Parameters<SegmentWorkflow>
  ): Promise<unknown>;
  listWorkflows(filter: {
    readonly executorId: string;
    readonly status: readonly string[];
    readonly loadInput: boolean;
    readonly loadOutput: boolean;
  }): Promise<readonly { readonly workflowID: string; readonly status: string }[]>;
  cancelWorkflows(ids: readonly string[]): Promise<void>;
  deleteWorkflows(ids: readonly string[]): Promise<void>;
  destroy(): Promise<void>;
}

/** How DBOS is launched. */
export interface DbosConfig {
  readonly name: string;
  readonly systemDatabaseUrl: string;
  readonly systemDatabasePool: Database;
  readonly systemDatabaseSchemaName: string;
  readonly applicationVersion: string;
  readonly executorID: string;
  readonly runMigrations: boolean;
  readonly useListenNotify: boolean;
  readonly listenQueues?: readonly string[];
  readonly logger: DbosLogger;
}

/** How a client is made. */
export interface ClientOptions {
  readonly systemDatabaseUrl: string;
  readonly systemDatabasePool: Database;
  readonly systemDatabaseSchemaName: string;
  readonly applicationName: string;
  readonly logger: DbosLogger;
}

interface DbosLogger {
  info(): void;
  debug(): void;
  warn(): void;
  error(): void;
}

interface WorkflowOptions {
  readonly name: string;
  readonly maxRecoveryAttempts: number;
}

interface QueueOptions {
  readonly workerConcurrency: number;
  readonly partitionConcurrency?: number;
  readonly minPollingIntervalMs: number;
  readonly onConflict: 'always_update';
}

interface EnqueueOptions {
  readonly queueName: string;
  readonly workflowName: string;
  readonly workflowID: string;
  readonly appVersion: string;
  readonly delaySeconds: number;
  readonly queuePartitionKey?: string;
}

/** @throws StoreFailure when it is not installed. */
export async function loadSdk(): Promise<Sdk> {
  try {
    const { default: sdk } = await import('@dbos-inc/dbos-sdk');
    return sdk as unknown as Sdk;
  } catch {
    throw missingPackage('@dbos-inc/dbos-sdk');
  }
}
