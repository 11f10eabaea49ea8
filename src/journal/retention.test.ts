import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallPlan } from '../../test/support/small-plan.ts';
import { memoryStore } from './memory-store.ts';
import { forget } from './retention.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';

const plans = [smallPlan({ main: [{ id: 'a' }] }), smallPlan({ main: [{ id: 'b' }] })] as const;
const file = (): string => join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db');

test.each([
  ['in memory', async () => memoryStore()],
  ['in SQLite', async () => openSqliteStore(file(), { env: {} })],
])('runs that ended before a moment are forgotten with all that was theirs, %s', async (_, open) => {
  const store = await open();
  // More than one commit forgets.
  for (let n = 0; n < 450; n++) {
    const plan = plans[n < 440 ? 0 : 1];
    const started = { at: n, runId: `run-${n}`, planHash: plan.hash, workflowId: 'main', inputs: {} };
    await store.start({ plan, started: { kind: 'started', ...started } }, 'me');
    const status = n % 2 === 0 ? 'completed' : 'failed';
    await store.write(`run-${n}`, {
      entries: [],
      claims: [`thing:${n}`],
      ...(n === 0 ? {} : { stand: { kind: 'ended', at: n, status } as const }),
    });
  }
  const both = { statuses: ['completed', 'failed'], before: 440 } as const;
  expect(await store.countEnded(both)).toBe(439);
  expect(await store.countEnded({ statuses: ['failed'], before: 440 })).toBe(220);
  expect(await forget(store, both)).toBe(439);
  expect(await store.countEnded(both)).toBe(0);
  expect((await store.list({ limit: 1000 })).runs.map(({ runId }) => runId)).toEqual([
    ...[9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((n) => `run-${440 + n}`),
    'run-0',
  ]);
  expect(await store.entries('run-1')).toEqual([]);
  expect(await store.claim('run-0', ['thing:445'])).toBeUndefined();
  expect(await store.claim('run-0', ['thing:445', 'thing:1', 'thing:0'])).toBe('thing:1');
  expect(await store.claim('run-0', ['thing:0'])).toBe('thing:0');
  expect(await forget(store, { statuses: ['completed', 'failed'], before: 500 })).toBe(10);
  expect([await store.plan(plans[0].hash), await store.plan(plans[1].hash)]).toEqual([plans[0], undefined]);
  await store.close();
});
