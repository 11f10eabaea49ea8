/** The thread that writes a store: opens the database that its maker names, and does what it is sent, see `thread-writer.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { sealWith } from '../seal.ts';
import { StoreFailure } from '../store.ts';
import { loadSqlite } from './database.ts';
import { setUp } from './set-up.ts';
import type { Reply, ToldFailure, WriterData } from './thread-writer.ts';
import { type Job, transactions } from './writer.ts';

const { path, key } = workerData as WriterData;
const port = parentPort!;
const sqlite = await loadSqlite();
const database = new sqlite(path, { timeout: 5000 });
setUp(database);
const transact = transactions(database, sealWith(key), path);

function replyTo(batch: readonly Job[]): Reply {
  try {
    const { values, mistakes = [] } = transact(batch);
    return { values, mistakes: [...mistakes].map(([number, error]) => [number, told(error)]) };
  } catch (error) {
    return { failure: told(error as StoreFailure) };
  }
}

/** An error as it can be given to another thread, which would not have its class there. */
function told<T>(error: T): ToldFailure | Exclude<T, StoreFailure> {
  if (!(error instanceof StoreFailure)) return error as Exclude<T, StoreFailure>;
  const { code, message, hint } = error;
  return { code, message, hint };
}

port.on('message', (message: readonly Job[] | 'close') => {
  if (message !== 'close') {
    port.postMessage(replyTo(message));
    return;
  }
  database.close();
  port.close();
});
port.postMessage('ready');
