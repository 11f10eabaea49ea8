/** Runs the document of the benchmark, kept in PostgreSQL, as often as it is told to. The argument is JSON: `{ store, url }`. */
import process from 'node:process';
import * as library from '../dist/index.js';
import { repositoryFile } from './measure.mjs';
import { perSecond } from './throughput.mjs';

const { store, url } = JSON.parse(process.argv[2]);
const options = { servers: { shop: url }, credentials: { HEDDLE_SHOP_TOKEN: 'bench_0123456789abcdef' } };
const inputs = { amount: 1999, buyer: 'Ann Other' };

const { plan } = await library.load(repositoryFile('bench/documents/two-posts.arazzo.yaml'));
const { prepared } = await library.prepare(plan, options);
const runs = await library.openDbosRuns({
  url: store,
  prepare: (of, workflowId) => library.prepare(of, { ...options, workflowId }),
  slots: 600,
  env: { HEDDLE_STORE_KEY: '11'.repeat(32) },
});
const once = async () => {
  const { run } = await runs.start({ prepared, inputs });
  const { status } = await runs.ended(run.runId);
  if (status !== 'completed') throw new Error(`A run ended as ${status}.`);
  return run.runId;
};
const { record } = await runs.read(await once());
process.on('message', ({ concurrency, milliseconds }) => {
  void perSecond(once, concurrency, milliseconds).then((rate) => process.send({ perSecond: rate }));
});
process.on('disconnect', () => {
  void runs.close().then(() => prepared.close());
});
process.send({ outputs: record.state.outputs });
