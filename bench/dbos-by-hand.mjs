/** What one would write with DBOS alone: a workflow of two steps, run as often as it is told to. The argument is JSON: `{ store, url }`. */
import process from 'node:process';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { Pool } from 'undici';
import { handWritten, perSecond } from './throughput.mjs';

const { store, url } = JSON.parse(process.argv[2]);
const pool = new Pool(url, { connections: 128 });
const workflow = DBOS.registerWorkflow(
  () => handWritten(pool, (name, step) => DBOS.runStep(step, { name })),
  { name: 'order' },
);
// Given at connecting, as DBOS lets it be: otherwise it sets this by a query that it does not wait for, beside the first one of each connection, which
// pg warns of.
const systemDatabase = new URL(store);
systemDatabase.searchParams.set('options', '-c idle_in_transaction_session_timeout=60000');
const silent = { info() {}, debug() {}, warn() {}, error: console.error };
DBOS.setConfig({
  name: 'bench',
  systemDatabaseUrl: systemDatabase.href,
  systemDatabasePoolSize: 20,
  useListenNotify: false,
  logger: silent,
});
await DBOS.launch();
const once = async () => (await DBOS.startWorkflow(workflow)()).getResult();
const outputs = await once();
process.on('message', ({ concurrency, milliseconds }) => {
  void perSecond(once, concurrency, milliseconds).then((rate) => process.send({ perSecond: rate }));
});
process.on('disconnect', () => {
  void DBOS.shutdown().then(() => pool.close());
});
process.send({ outputs });
