import assert from 'node:assert/strict';
import { outputsOf, until, withShop } from '../shop.ts';
import type { SuiteCase } from '../subject.ts';

const once503 = (times: number): { readonly statusCode: number } => ({ statusCode: times === 1 ? 503 : 200 });

/** Waits that outlast processes. */
export const waits: readonly SuiteCase[] = [
  {
    name: 'a run that waits long gives its place to others, and goes on when its time has come',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open(1);
        shop.provider.on('GET /item', once503);
        await shop.start(runs, 'patient', { runId: 'waits' });
        await until(runs, 'waits', 'waiting');
        const { dueAt } = (await runs.run('waits'))!;
        assert(dueAt! > shop.place.clock.now());
        await shop.start(runs, 'safe', { runId: 'other' });
        assert.equal((await runs.ended('other'))?.status, 'completed');
        assert.equal((await runs.run('waits'))?.status, 'waiting');
        await shop.place.pass(shop.place.longWait);
        assert.deepEqual(await outputsOf(runs, 'waits'), { get: 'get-3' });
        await runs.close();
      }),
  },
  {
    name: 'a wait lasts as long as it was ordered to, whatever becomes of the process',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const first = await shop.open();
        shop.provider.on('GET /item', once503);
        await shop.start(first, 'nested', { runId: 'waits' });
        await until(first, 'waits', 'waiting');
        const { dueAt } = (await first.run('waits'))!;
        await shop.place.kill(first);
        const second = await shop.open();
        await shop.place.pass(shop.place.longWait / 3);
        assert.equal((await second.run('waits'))?.dueAt, dueAt);
        await second.close();
        const third = await shop.open();
        assert.equal((await third.run('waits'))?.status, 'waiting');
        assert.equal(shop.provider.calls.length, 1);
        await shop.place.pass(shop.place.longWait);
        assert.deepEqual(await outputsOf(third, 'waits'), { inner: 'get-2', post: 'post-1' });
        await third.close();
      }),
  },
  {
    name: 'a wait that ends while nobody has the runs in hand is over once somebody does',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        shop.provider.on('GET /item', once503);
        await shop.start(before, 'patient', { runId: 'waits' });
        await until(before, 'waits', 'waiting');
        await shop.place.kill(before);
        await shop.place.pass(shop.place.longWait * 2);
        const after = await shop.open();
        assert.deepEqual(await outputsOf(after, 'waits'), { get: 'get-2' });
        await after.close();
      }),
  },
  {
    name: 'a run that waits is cancelled at once, and one that calls after its call',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        shop.provider.on('GET /item', once503);
        await shop.start(runs, 'patient', { runId: 'waits' });
        await until(runs, 'waits', 'waiting');
        assert.equal((await runs.cancel('waits')).run?.status, 'cancelled');
        assert.equal((await runs.ended('waits'))?.status, 'cancelled');

        let answer = (): void => undefined;
        shop.provider.on('POST /orders', new Promise<void>((resolve) => (answer = resolve)));
        await shop.start(runs, 'order', { runId: 'calls' });
        await shop.provider.called('POST /orders', 1);
        const cancelling = runs.cancel('calls');
        answer();
        assert.equal((await cancelling).run?.status, 'cancelled');
        const steps = (await runs.read('calls'))?.record.visits.map(({ stepId }) => stepId);
        assert.deepEqual(steps, ['post']);
        assert.equal((await runs.resume('calls')).run?.status, 'cancelled');
        assert.equal((await runs.cancel('calls')).run?.status, 'cancelled');
        assert.equal(shop.provider.calls.length, 2);
        await runs.close();
      }),
  },
  {
    name: 'closing lets calls come to their end, and leaves the rest to whoever opens the runs next',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        let answer = (): void => undefined;
        shop.provider.on('POST /orders', new Promise<void>((resolve) => (answer = resolve)));
        await shop.start(before, 'order', { runId: 'calls' });
        await shop.provider.called('POST /orders', 1);
        const closing = before.close();
        answer();
        await closing;
        assert.deepEqual(shop.provider.calls, ['POST /orders']);
        const after = await shop.open();
        assert.deepEqual(await outputsOf(after, 'calls'), { post: 'post-1', get: 'get-1' });
        assert.equal(shop.provider.calls.filter((call) => call === 'POST /orders').length, 1);
        await after.close();
      }),
  },
];
