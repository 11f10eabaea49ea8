/** The thread that writes a store: opens the database that its maker names, and does what it is sent, see `thread-writer.ts`. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { sealWith } from '../seal.ts';
import { StoreFailure } from '../store.ts';
import { loadSqlite } from './database.ts';
import { setUp } from './set-up.ts';
import type { Batch, Reply, ToldFailure, WriterData } from './thread-writer.ts';
import { transactions } from './writer.ts';

const { path, key } = workerData as WriterData;
const port = parentPort!;
const sqlite = await loadSqlite();
const database = new sqlite(path, { timeout: 5000 });
setUp(database);
const transact = transactions(database, sealWith(key), path);

/** The latest failure, and in which round it came: batches of that round must not be written, for those before them were not. */
let failed: { readonly round: number; readonly failure: ToldFailure } | undefined;

/** Does the jobs of batches in one transaction. */
function replyTo(batches: readonly Batch[]): Reply {
  const { round } = batches[0]!;
  const count = batches.length;
  if (failed?.round === round) return { count, failure: failed.failure };
  try {
    const { values, mistakes = [] } = transact(batches.flatMap(({ jobs }) => jobs));
    return { count, values, mistakes: [...mistakes].map(([number, error]) => [number, told(error)]) };
  } catch (error) {
    failed = { round, failure: told(error as StoreFailure) };
    return { count, failure: failed.failure };
  }
}

/** An error as it can be given to another thread, which would not have its class there. */
function told<T>(error: T): ToldFailure | Exclude<T, StoreFailure> {
  if (!(error instanceof StoreFailure)) return error as Exclude<T, StoreFailure>;
  const { code, message, hint } = error;
  return { code, message, hint };
}

/** A message, and what else has come by now. */
function* since<T>(first: T): Generator<T> {
  yield first;
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    yield next.message as T;
  }
}

port.on('message', (first: Batch | 'close') => {
  const messages = [...since(first)];
  const batches = messages.filter((message) => message !== 'close');
  if (batches.length > 0) port.postMessage(replyTo(batches));
  if (batches.length === messages.length) return;
  database.close();
  port.close();
});
port.postMessage('ready');
