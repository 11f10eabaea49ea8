/**
 * A process that starts or attaches to a run in a store and waits for its end, and that kills itself (SIGKILL) where it is told to. The argument is JSON:
 * `{ store, planFile, workflowId, inputs, credentials, url, pace, kill }`; prints one JSON object when the run goes no further by itself.
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { undiciTransport } from '../../dist/http/undici-transport.js';
import { openSqliteStore } from '../../dist/journal/sqlite/sqlite-store.js';
import { prepare } from '../../dist/prepare.js';
import { openLocalRuns } from '../../dist/runtime/local/local-runs.js';
import { fastClock } from './fast-clock.mjs';

const {
  store: path,
  planFile,
  workflowId,
  inputs,
  credentials,
  url,
  pace,
  kill,
} = JSON.parse(process.argv[2]);

const counts = { write: 0, call: 0 };
const points = [];

/** Dies here, if this is the place. */
function pass(place, number) {
  const point = `${place} ${number}`;
  points.push(point);
  if (point === kill) process.kill(process.pid, 'SIGKILL');
}

/** Methods of a store that change it. */
const writing = new Set(['start', 'write', 'take', 'takeOne', 'recover']);

const real = await openSqliteStore(path, { env: {}, ownThread: true });
const store = new Proxy(real, {
  get(target, name) {
    if (!writing.has(name)) return target[name];
    return async (...given) => {
      const number = ++counts.write;
      pass('before write', number);
      const value = await target[name](...given);
      pass('after write', number);
      return value;
    };
  },
});

const wire = undiciTransport({ timeoutMilliseconds: 10_000, maxResponseBytes: 1024 * 1024 });
const transport = {
  async send(request, signal) {
    const number = ++counts.call;
    pass('before call', number);
    const { origin } = new URL(request.url);
    const answer = await wire.send({ ...request, url: url + request.url.slice(origin.length) }, signal);
    pass('after answer', number);
    return answer;
  },
};

const clock = fastClock(pace);
const ready = (plan, id) => prepare(plan, { workflowId: id, transport, clock, credentials });
const plan = JSON.parse(readFileSync(planFile, 'utf8'));
const { prepared } = await ready(plan, workflowId);
const runs = await openLocalRuns({ store, prepare: ready, clock });
const { run } = await runs.start({ prepared, inputs, runId: 'the-run' });
const ended = await runs.ended(run.runId);
const { record } = await runs.read(run.runId);
process.stdout.write(
  JSON.stringify({
    status: ended.status,
    reason: ended.reason,
    outputs: record.state.outputs,
    points,
    calls: counts.call,
  }),
);
await runs.close();
await store.close();
await wire.close();
