import { expect, test } from 'vitest';
import { smallPlan } from '../../test/support/small-plan.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { memoryStore } from '../journal/memory-store.ts';
import type { EndedStatus } from '../journal/store.ts';
import { StoreFailure } from '../journal/store.ts';
import { forgetRuns } from './forget-runs.ts';

const plan = smallPlan({ main: [{ id: 'a' }] });
const hour = 3_600_000;
const day = 24 * hour;

/** A store with a run that ended now in each way, one that waits, and what a server says of it. */
async function shelf(clock: { now(): number }) {
  const store = memoryStore();
  const at = clock.now();
  const keep = async (runId: string, status?: EndedStatus): Promise<void> => {
    const started = {
      kind: 'started',
      at,
      runId,
      planHash: plan.hash,
      workflowId: 'main',
      inputs: {},
    } as const;
    await store.start({ plan, started }, 'me');
    const stand =
      status === undefined
        ? ({ kind: 'waiting', at, dueAt: at + 1000 * day } as const)
        : ({ kind: 'ended', at, status } as const);
    await store.write(runId, { entries: [], stand });
  };
  for (const status of ['completed', 'failed', 'cancelled'] as const) await keep(status, status);
  await keep('waits');
  const said: string[] = [];
  const say = (message: string, fields?: object): void =>
    void said.push(`${message} ${JSON.stringify(fields)}`);
  const left = async (): Promise<string[]> =>
    (await store.list({})).runs.map(({ runId }) => runId).toSorted();
  return { store, said, log: { info: say, warn: say, error: say }, left };
}

/** Lets what a clock has rung for come to its end. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('runs are forgotten so many days after their end, by how they ended, and others never', async () => {
  const clock = manualClock();
  const { store, said, log, left } = await shelf(clock);
  const stop = forgetRuns(store, { completed: 1, failed: 3 }, clock, log);
  await settled();
  clock.advance(day);
  await settled();
  // To the millisecond a day is not over a day.
  expect(await left()).toEqual(['cancelled', 'completed', 'failed', 'waits']);
  clock.advance(hour);
  await settled();
  expect(await left()).toEqual(['cancelled', 'failed', 'waits']);
  clock.advance(2 * day);
  await settled();
  expect(await left()).toEqual(['cancelled', 'waits']);
  await stop();
  clock.advance(1000 * day);
  await settled();
  expect(await left()).toEqual(['cancelled', 'waits']);
  expect(said).toEqual(['runs forgotten {"runs":1}', 'runs forgotten {"runs":1}']);
});

test('a store that cannot be written is tried again an hour later', async () => {
  const clock = manualClock();
  const { store, said, log, left } = await shelf(clock);
  let isFull = true;
  const prune: typeof store.prune = (ended, limit) =>
    isFull
      ? Promise.reject(new StoreFailure('store/full', 'The disk is full.', 'Make space.'))
      : store.prune(ended, limit);
  clock.advance(2 * day);
  const stop = forgetRuns({ prune }, { completed: 1 }, clock, log);
  await settled();
  expect(said).toEqual([
    expect.stringContaining('runs not forgotten {"kind":"StoreFailure","code":"store/full"'),
  ]);
  isFull = false;
  clock.advance(hour);
  await settled();
  expect(await left()).toEqual(['cancelled', 'failed', 'waits']);
  await stop();
});
