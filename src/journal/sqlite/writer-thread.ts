/** The thread that writes a store: opens the database that its maker names, and does what it is sent, see `thread-writer.ts`. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { sealWith } from '../seal.ts';
import type { StoreFailure } from '../store.ts';
import { loadSqlite } from './database.ts';
import { setUp } from './set-up.ts';
import type { Batch, Reply, WriterData } from './thread-writer.ts';
import { transactions } from './writer.ts';

const { path, key } = workerData as WriterData;
const port = parentPort!;
const sqlite = await loadSqlite();
const database = new sqlite(path, { timeout: 5000 });
setUp(database);
const transact = transactions(database, sealWith(key), path);

/** The latest failure, and in which round it came: batches of that round must not be written, for those before them were not. */
let failed:
  | { readonly round: number; readonly failure: Pick<StoreFailure, 'code' | 'message' | 'hint'> }
  | undefined;

/** Does the jobs of batches in one transaction. */
function replyTo(batches: readonly [Batch, ...Batch[]]): Reply {
  const [{ round }] = batches;
  const count = batches.length;
  if (failed?.round === round) return { count, failure: failed.failure };
  try {
    return { count, done: transact(batches.flatMap(({ jobs }) => jobs)) };
  } catch (error) {
    const { code, message, hint } = error as StoreFailure;
    failed = { round, failure: { code, message, hint } };
    return { count, failure: failed.failure };
  }
}

/** What else has come by now. */
function* more(): Generator<Batch> {
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    yield next.message as Batch;
  }
}

port.on('message', (first: Batch | 'close') => {
  if (first === 'close') {
    database.close();
    port.close();
    return;
  }
  port.postMessage(replyTo([first, ...more()]));
});
port.postMessage('ready');
