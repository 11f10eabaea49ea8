import assert from 'node:assert/strict';
import { outputsOf, reading, withShop } from '../shop.ts';
import type { SuiteCase } from '../subject.ts';

/** Starting, attaching, and being told. */
export const starts: readonly SuiteCase[] = [
  {
    name: 'a run comes to its end, and its journal tells the same as it did',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        const { run, created } = await shop.start(runs, 'safe', { runId: 'one', inputs: { n: 7 } });
        assert.equal(created, true);
        assert.equal(run.runId, 'one');
        assert.deepEqual(await runs.ended('one'), await runs.run('one'));
        assert.deepEqual(await outputsOf(runs, 'one'), { put: 'put-1', get: 'get-1', n: 7 });
        const { record, inputs } = await reading(runs, 'one');
        assert.deepEqual(inputs, { n: 7 });
        assert.deepEqual(
          record.visits.map(({ stepId, attempts }) => [stepId, attempts.length]),
          [
            ['put', 1],
            ['get', 1],
          ],
        );
        await runs.close();
      }),
  },
  {
    name: 'the same id is one run, however often and whenever it is started',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        const replies = await Promise.all(
          Array.from({ length: 100 }, () => shop.start(runs, 'order', { runId: 'same', inputs: { n: 1 } })),
        );
        assert.equal(replies.filter(({ created }) => created).length, 1);
        await runs.ended('same');
        await runs.close();
        const later = await shop.open();
        const { created, run } = await shop.start(later, 'order', { runId: 'same', inputs: { n: 1 } });
        assert.equal(created, false);
        assert.equal(run.status, 'completed');
        assert.equal(shop.provider.calls.filter((call) => call === 'POST /orders').length, 1);
        await later.close();
      }),
  },
  {
    name: 'the same id with something else is a conflict that names what differs',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        await shop.start(runs, 'safe', { runId: 'same', inputs: { n: 1 } });
        const prepared = await shop.prepared('safe');
        const other = await runs.start({ prepared, runId: 'same', inputs: { n: 2 }, key: 'k' });
        assert.equal(other.created, false);
        assert.equal(other.run, undefined);
        assert.deepEqual(
          other.diagnostics.map(({ code }) => code),
          ['run/conflict'],
        );
        assert.match(other.diagnostics[0]!.message, /other inputs, another key/);
        assert.deepEqual(await outputsOf(runs, 'same'), { put: 'put-1', get: 'get-1', n: 1 });
        await runs.close();
      }),
  },
  {
    name: 'inputs that the workflow does not admit start nothing',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        const prepared = await shop.prepared('safe');
        const { run, created, diagnostics } = await runs.start({
          prepared,
          runId: 'no',
          inputs: { n: 'x' },
        });
        assert.equal(run, undefined);
        assert.equal(created, false);
        assert.equal(diagnostics.length, 1);
        assert.equal(await runs.run('no'), undefined);
        assert.equal(await runs.ended('no'), undefined);
        assert.equal(await runs.read('no'), undefined);
        assert.deepEqual(shop.provider.calls, []);
        await runs.close();
      }),
  },
  {
    name: 'runs are listed, the latest first, page by page, by status, workflow and key',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        for (let n = 0; n < 7; n++) {
          const key = n % 2 === 0 ? 'even' : 'odd';
          await shop.start(runs, n < 5 ? 'safe' : 'order', { runId: `run-${n}`, key });
          await runs.ended(`run-${n}`);
        }
        const first = await runs.list({ limit: 3 });
        assert.deepEqual(
          first.runs.map(({ runId }) => runId),
          ['run-6', 'run-5', 'run-4'],
        );
        const second = await runs.list({ limit: 4, cursor: first.cursor! });
        assert.deepEqual(
          second.runs.map(({ runId }) => runId),
          ['run-3', 'run-2', 'run-1', 'run-0'],
        );
        assert.equal(second.cursor, undefined);
        assert.equal((await runs.list({ workflowId: 'order' })).runs.length, 2);
        assert.equal((await runs.list({ key: 'odd', statuses: ['completed'] })).runs.length, 3);
        assert.equal((await runs.list({ statuses: ['failed', 'waiting'] })).runs.length, 0);
        await runs.close();
      }),
  },
  {
    name: 'whoever watches is told of every effect and of the end',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        const told: string[] = [];
        const stop = runs.watch(({ runId, event }) => void told.push(`${runId} ${event.kind}`));
        await shop.start(runs, 'safe', { runId: 'seen' });
        await runs.ended('seen');
        stop();
        await shop.start(runs, 'safe', { runId: 'unseen' });
        await runs.ended('unseen');
        assert.deepEqual(told, ['seen begins', 'seen done', 'seen begins', 'seen done', 'seen ended']);
        await runs.close();
      }),
  },
];
