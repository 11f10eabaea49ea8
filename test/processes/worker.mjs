/**
 * A process that has the runs of a store in hand. The argument is JSON: `{ store, planFile, pace, workflowId, starts }`; starts so many runs, twenty at a time, and
 * goes on with all that are kept. Prints a line for what happens: `started run-1` once a start is acknowledged, `aside run-1`, `ended run-1 completed`, and
 * `refused store/in-use` when the store cannot be had. Runs until it is killed.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { openSqliteStore } from '../../dist/journal/sqlite/sqlite-store.js';
import { prepare } from '../../dist/prepare.js';
import { openLocalRuns } from '../../dist/runtime/local/local-runs.js';
import { fastClock } from '../crash/fast-clock.mjs';

const { store: path, planFile, pace, workflowId, starts } = JSON.parse(process.argv[2]);

const tell = (...words) => process.stdout.write(`${words.join(' ')}\n`);

let store;
try {
  store = await openSqliteStore(path, { env: {}, ownThread: true });
} catch (error) {
  tell('refused', error.code);
  process.exit(0);
}
const clock = fastClock(pace);
const ready = (plan, id) => prepare(plan, { workflowId: id, clock, credentials: {} });
const { prepared } = await ready(JSON.parse(readFileSync(planFile, 'utf8')), workflowId);
const runs = await openLocalRuns({ store, prepare: ready, clock, slots: 20 });
runs.watch(({ runId, event }) => {
  if (event.kind === 'aside') tell('aside', runId);
});
let number = 0;
const lane = async () => {
  while (number < starts) {
    const runId = `run-${number++}`;
    await runs.start({ prepared, inputs: {}, runId });
    tell('started', runId);
  }
};
await Promise.all(Array.from({ length: 20 }, lane));
const kept = await runs.list({ limit: 1000 });
const follow = async ({ runId }) => tell('ended', runId, (await runs.ended(runId)).status);
await Promise.all(kept.runs.map(follow));
tell('idle');
setInterval(() => undefined, 60_000);
