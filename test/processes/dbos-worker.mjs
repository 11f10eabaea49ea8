/**
 * A process that has a part of the runs of a database in hand. The argument is JSON: `{ store, key, planFile, workflowId, url, credentials, pace, starts, slots }`; starts those runs, ten at a
 * time, and goes on with all that its queue gives to it. Prints a line for what happens: `open` when it takes runs, `started run-1` once a start is acknowledged. Reads lines:
 * `settle run-1 happened`, `settle run-1 did-not`. Runs until its input ends.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { undiciTransport } from '../../dist/http/undici-transport.js';
import { prepare } from '../../dist/prepare.js';
import { openDbosRuns } from '../../dist/runtime/dbos/dbos-runs.js';
import { fastClock } from '../crash/fast-clock.mjs';

const { store, key, planFile, workflowId, url, credentials, pace, starts, slots } = JSON.parse(
  process.argv[2],
);

const tell = (...words) => process.stdout.write(`${words.join(' ')}\n`);

const wire = undiciTransport({ timeoutMilliseconds: 10_000, maxResponseBytes: 1024 * 1024 });
const transport = {
  send: (request, signal) => {
    const { origin } = new URL(request.url);
    return wire.send({ ...request, url: url + request.url.slice(origin.length) }, signal);
  },
};
const clock = fastClock(pace);
const ready = (plan, id) => prepare(plan, { workflowId: id, transport, clock, credentials });
const { prepared } = await ready(JSON.parse(readFileSync(planFile, 'utf8')), workflowId);
const runs = await openDbosRuns({ url: store, prepare: ready, clock, slots, env: { HEDDLE_STORE_KEY: key } });
tell('open');

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [, runId, verdict] = line.split(' ');
    void runs.settle(runId, { happened: verdict === 'happened' });
  })
  .on('close', () => {
    void runs.close().then(() => wire.close());
  });

const left = [...starts];
const lane = async () => {
  for (let request = left.shift(); request !== undefined; request = left.shift()) {
    const { created, diagnostics } = await runs.start({ prepared, ...request });
    tell(created ? 'started' : 'refused', request.runId, ...diagnostics.map(({ code }) => code));
  }
};
await Promise.all(Array.from({ length: 10 }, lane));
tell('idle');
