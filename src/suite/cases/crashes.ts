import assert from 'node:assert/strict';
import { outputsOf, reading, withShop } from '../shop.ts';
import type { SuiteCase } from '../subject.ts';

const answered = { statusCode: 200 };

/** What follows when the process that has runs in hand is killed. */
export const crashes: readonly SuiteCase[] = [
  {
    name: 'a call that cannot take effect twice is made again after a kill',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        shop.provider.on('PUT /item', 'silence');
        await shop.start(before, 'safe', { runId: 'one' });
        await shop.provider.called('PUT /item', 1);
        await shop.place.kill(before);
        shop.provider.on('PUT /item', answered);
        const after = await shop.open();
        assert.deepEqual(await outputsOf(after, 'one'), { put: 'put-2', get: 'get-1', n: null });
        assert.deepEqual(shop.provider.calls, ['PUT /item', 'PUT /item', 'GET /item']);
        await after.close();
      }),
  },
  {
    name: 'what was kept is not done again after a kill',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        shop.provider.on('GET /item', 'silence');
        await shop.start(before, 'order', { runId: 'one' });
        await shop.provider.called('GET /item', 1);
        await shop.place.kill(before);
        shop.provider.on('GET /item', answered);
        const after = await shop.open();
        assert.deepEqual(await outputsOf(after, 'one'), { post: 'post-1', get: 'get-2' });
        assert.deepEqual(shop.provider.calls, ['POST /orders', 'GET /item', 'GET /item']);
        await after.close();
      }),
  },
  {
    name: 'a call that could take effect twice is in doubt after a kill, and goes on with what a person says of it',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        shop.provider.on('POST /orders', 'silence');
        for (const runId of ['happened', 'unknown answer', 'did not', 'cancelled']) {
          await shop.start(before, 'order', { runId });
        }
        await shop.provider.called('POST /orders', 4);
        await shop.place.kill(before);
        shop.provider.on('POST /orders', answered);
        const after = await shop.open();
        for (const runId of ['happened', 'unknown answer', 'did not', 'cancelled']) {
          const run = await after.ended(runId);
          assert.equal(run?.status, 'needs-attention');
          assert.equal(run?.reason?.code, 'run/in-doubt');
          // It may have been sent, so that it counts as a call.
          const [visit] = (await reading(after, runId)).record.visits;
          const { request, requests } = visit!.attempts[0]!.outcome;
          assert.deepEqual(
            { requests, method: request?.method, path: new URL(request!.url).pathname },
            { requests: 1, method: 'POST', path: '/orders' },
          );
        }
        assert.equal(shop.provider.calls.length, 4);

        await after.settle('happened', { happened: true, answer: { statusCode: 200, body: { id: 'mine' } } });
        assert.deepEqual(await outputsOf(after, 'happened'), { post: 'mine', get: 'get-1' });
        await after.settle('unknown answer', { happened: true });
        assert.deepEqual(await outputsOf(after, 'unknown answer'), { post: null, get: 'get-2' });
        assert.equal(shop.provider.calls.filter((call) => call === 'POST /orders').length, 4);
        await after.settle('did not', { happened: false });
        assert.deepEqual(await outputsOf(after, 'did not'), { post: 'post-5', get: 'get-3' });
        assert.equal((await after.cancel('cancelled')).run?.status, 'cancelled');
        const late = await after.settle('cancelled', { happened: true });
        assert.deepEqual(
          late.diagnostics.map(({ code }) => code),
          ['run/not-in-doubt'],
        );
        assert.equal(shop.provider.calls.filter((call) => call === 'POST /orders').length, 5);
        await after.close();
      }),
  },
  {
    name: 'a call in doubt whose answer a later step needs is not taken as happened without it',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        shop.provider.on('POST /orders', 'reset');
        for (const workflowId of ['needy', 'needy-of-nested']) {
          await shop.start(runs, workflowId, { runId: workflowId });
          const before = await runs.ended(workflowId);
          assert.equal(before?.status, 'needs-attention');
          assert.deepEqual(await runs.run(workflowId), before);
          const { diagnostics } = await runs.settle(workflowId, { happened: true });
          assert.deepEqual(
            diagnostics.map(({ code }) => code),
            ['run/answer-needed'],
          );
          assert.deepEqual(await runs.run(workflowId), before);
          await runs.settle(workflowId, {
            happened: true,
            answer: { statusCode: 200, body: { id: 'mine' } },
          });
          assert.equal((await runs.ended(workflowId))?.status, 'completed');
        }
        assert.deepEqual(
          shop.provider.calls.map((call) => call.split('?')[0]),
          ['POST /orders', 'GET /item', 'POST /orders', 'GET /item', 'PUT /item'],
        );
        await runs.close();
      }),
  },
  {
    name: 'of calls that were under way together, each is taken for what it is after a kill',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open();
        shop.provider.on('POST /orders', 'silence');
        shop.provider.on('PUT /item', 'silence');
        await shop.start(before, 'together', { runId: 'both' });
        await shop.provider.called('POST /orders', 1);
        await shop.provider.called('PUT /item', 1);
        await shop.place.kill(before);
        shop.provider.on('POST /orders', answered);
        shop.provider.on('PUT /item', answered);
        const after = await shop.open();
        assert.equal((await after.ended('both'))?.status, 'needs-attention');
        await after.settle('both', { happened: true, answer: { statusCode: 200, body: { id: 'mine' } } });
        assert.deepEqual(await outputsOf(after, 'both'), { post: 'mine', put: 'put-2' });
        assert.deepEqual(shop.provider.calls.toSorted(), [
          'GET /item',
          'POST /orders',
          'PUT /item',
          'PUT /item',
        ]);
        const { record } = await reading(after, 'both');
        assert.deepEqual(
          record.visits.map(({ stepId, attempts }) => `${stepId}: ${attempts.length}`).toSorted(),
          ['first: 1', 'post: 1', 'put: 1'],
        );
        await after.close();
      }),
  },
  {
    name: 'every run that was acknowledged goes on after a kill, also those that had no slot yet',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const before = await shop.open(3);
        shop.provider.on('PUT /item', 'silence');
        const ids = Array.from({ length: 20 }, (_, n) => `run-${n}`);
        await Promise.all(ids.map((runId) => shop.start(before, 'safe', { runId })));
        await shop.provider.called('PUT /item', 3);
        await shop.place.kill(before);
        shop.provider.on('PUT /item', answered);
        const after = await shop.open(3);
        for (const runId of ids) assert.equal((await after.ended(runId))?.status, 'completed');
        assert.equal(shop.provider.calls.filter((call) => call === 'GET /item').length, 20);
        await after.close();
      }),
  },
  {
    name: 'resuming a run does not make a call again that could take effect twice',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        shop.provider.on('POST /orders', 'reset');
        await shop.start(runs, 'order', { runId: 'one' });
        assert.equal((await runs.ended('one'))?.status, 'needs-attention');
        shop.provider.on('POST /orders', answered);
        await runs.resume('one');
        assert.equal((await runs.ended('one'))?.status, 'needs-attention');
        assert.deepEqual(shop.provider.calls, ['POST /orders']);
        const { diagnostics } = await runs.resume('nobody');
        assert.deepEqual(
          diagnostics.map(({ code }) => code),
          ['run/not-found'],
        );
        await runs.close();
      }),
  },
];
