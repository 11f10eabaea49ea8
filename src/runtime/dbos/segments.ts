import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Session } from '../../journal/postgres/database.ts';
import type { Segment } from '../../journal/postgres/desk.ts';
import { clientOptions, dbosConfig, segmentVersion } from './dbos-config.ts';
import type { DbosClient, Sdk } from './sdk.ts';

const workflowName = 'segment';

/** Where segments wait: those of runs with a key apart, in a queue in which one of each key goes on at a time. */
const queues = { plain: 'heddle', keyed: 'heddle-keyed' } as const;

/** How often the queues are asked for more, in milliseconds. */
const pollEvery = 250;

/** A segment is replayed from a journal, never from DBOS: that it was tried before says nothing (T5). */
const anyNumberOfAttempts = 1_000_000_000;

/** Segments of runs as workflows of DBOS. */
export interface Segments {
  /** Puts segments into their queues, within a transaction. */
  enqueue(session: Session, segments: readonly Segment[]): Promise<void>;
  /** Tells DBOS of a segment that is carried on here already. Resolves once it knows. */
  begin(segment: Segment, over: Promise<unknown>): Promise<void>;
  /** What an executor had begun, or taken from the queue and not begun. Nobody goes on with these afterwards. */
  abandon(executor: string): Promise<readonly string[]>;
  forget(ids: readonly string[]): Promise<void>;
  /** Begins to take segments from the queues, for so many at a time. */
  launch(slots: number, carry: (segment: Pick<Segment, 'runId' | 'number'>) => Promise<void>): Promise<void>;
  /** @param drain Milliseconds for segments that are over to be noted as such. */
  close(drain: number): Promise<void>;
}

/** With what segments are opened. */
export interface SegmentsOptions {
  readonly sdk: Sdk;
  readonly database: Database;
  readonly executor: string;
  /** Takes none from the queues. */
  readonly onlyOwn: boolean;
}

/** Connects to DBOS, and runs nothing yet. */
export async function openSegments({ sdk, database, executor, onlyOwn }: SegmentsOptions): Promise<Segments> {
  const { DBOS, DBOSClient } = sdk;
  const own = new Map<string, Promise<unknown>>();
  const client: DbosClient = await DBOSClient.create(clientOptions(database));
  let workflow: ReturnType<typeof DBOS.registerWorkflow>;
  // A segment that begins another one, for somebody who asked, is not its parent.
  const outside = AsyncLocalStorage.snapshot();
  return {
    enqueue: (session, segments) => enqueue(client, session, segments),
    async begin({ id, runId, number }, over) {
      own.set(id, over);
      try {
        await outside(() => DBOS.startWorkflow(workflow, { workflowID: id })(id, runId, number));
      } catch (error) {
        own.delete(id);
        throw error;
      }
    },
    async abandon(executorId) {
      const found = await client.listWorkflows({
        executorId,
        status: ['PENDING', 'CANCELLED'],
        loadInput: false,
        loadOutput: false,
      });
      const pending = found.filter(({ status }) => status === 'PENDING').map(({ workflowID }) => workflowID);
      if (pending.length > 0) await client.cancelWorkflows(pending);
      return found.map(({ workflowID }) => workflowID);
    },
    forget: (ids) => client.deleteWorkflows(ids),
    async launch(slots, carry) {
      workflow = DBOS.registerWorkflow(
        async (id, runId, number) => {
          const over = own.get(id);
          own.delete(id);
          await (over ?? carry({ runId, number }));
        },
        { name: workflowName, maxRecoveryAttempts: anyNumberOfAttempts },
      );
      const listenQueues = onlyOwn ? [] : Object.values(queues);
      DBOS.setConfig({ ...dbosConfig(database, executor), listenQueues });
      await DBOS.launch();
      const common = {
        workerConcurrency: slots,
        minPollingIntervalMs: pollEvery,
        onConflict: 'always_update',
      } as const;
      if (onlyOwn) return;
      await DBOS.registerQueue(queues.plain, common);
      await DBOS.registerQueue(queues.keyed, { ...common, partitionConcurrency: 1 });
    },
    async close(drain) {
      await DBOS.shutdown({
        deregister: true,
        ...(drain === 0 ? {} : { workflowCompletionTimeoutMS: drain }),
      });
      await client.destroy();
    },
  };
}

async function enqueue(client: DbosClient, session: Session, segments: readonly Segment[]): Promise<void> {
  for (const { id, runId, number, partition, delay } of segments) {
    const options = {
      queueName: partition === undefined ? queues.plain : queues.keyed,
      workflowName,
      workflowID: id,
      appVersion: segmentVersion,
      delaySeconds: delay / 1000,
      ...(partition === undefined ? {} : { queuePartitionKey: partition }),
    };
    await client.enqueueInTransaction(session, options, id, runId, number);
  }
}
