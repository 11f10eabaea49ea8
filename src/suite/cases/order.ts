import assert from 'node:assert/strict';
import { TransportFailure } from '../../engine/ports.ts';
import { until, withShop } from '../shop.ts';
import type { SuiteCase } from '../subject.ts';

/** How many runs go on at the same time, and which. */
export const order: readonly SuiteCase[] = [
  {
    name: 'no more runs are in hand than there are slots, and all come to their end',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open(4);
        let most = 0;
        let inHand = 0;
        runs.watch(({ event }) => {
          if (event.kind === 'begins' && event.effect.name.includes('/put#')) inHand++;
          if (event.kind === 'ended') inHand--;
          most = Math.max(most, inHand);
        });
        const ids = Array.from({ length: 30 }, (_, n) => `run-${n}`);
        await Promise.all(ids.map((runId) => shop.start(runs, 'safe', { runId })));
        for (const runId of ids) assert.equal((await runs.ended(runId))?.status, 'completed');
        assert(most <= 4, `${most} runs were in hand.`);
        await runs.close();
      }),
  },
  {
    name: 'runs with the same key go on one after the other, in the order of their starts',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        const told: string[] = [];
        runs.watch(({ runId, event }) => {
          if (event.kind !== 'done') told.push(`${runId} ${event.kind}`);
        });
        const ids = ['a', 'b', 'c'];
        for (const runId of ids) await shop.start(runs, 'safe', { runId, key: 'customer' });
        for (const runId of ids) await runs.ended(runId);
        assert.deepEqual(
          told,
          ids.flatMap((id) => [`${id} begins`, `${id} begins`, `${id} ended`]),
        );
        await runs.close();
      }),
  },
  {
    name: 'a run that needs attention keeps its key until it is settled or cancelled, and others are told',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        shop.provider.on('POST /orders', 'reset');
        await shop.start(runs, 'order', { runId: 'first', key: 'customer' });
        await until(runs, 'first', 'needs-attention');
        const { run, diagnostics } = await shop.start(runs, 'safe', { runId: 'second', key: 'customer' });
        assert.equal(run.isBlocked, true);
        assert.deepEqual(
          diagnostics.map(({ code }) => code),
          ['run/waits'],
        );
        assert.match(diagnostics[0]!.message, /"first"/);
        await shop.start(runs, 'safe', { runId: 'stranger', key: 'another' });
        assert.equal((await runs.ended('stranger'))?.status, 'completed');
        assert.equal((await runs.run('second'))?.isBlocked, true);
        await runs.cancel('first');
        assert.equal((await runs.ended('second'))?.status, 'completed');
        await runs.close();
      }),
  },
  {
    name: 'whoever asks after a run is told of the one before it, also when that falls into doubt later',
    run: (subject) =>
      withShop(subject, async (shop) => {
        const runs = await shop.open();
        let lose = (): void => undefined;
        const lost = new Promise<never>((_, reject) => {
          lose = () => reject(new TransportFailure('reset', 'unknown', 'the connection was reset'));
        });
        shop.provider.on('POST /orders', lost);
        await shop.start(runs, 'order', { runId: 'first', key: 'customer' });
        await shop.provider.called('POST /orders', 1);
        const told = async (): Promise<string> => {
          const { diagnostics } = await runs.resume('second');
          return diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`).join();
        };
        const { diagnostics } = await shop.start(runs, 'safe', { runId: 'second', key: 'customer' });
        assert.match(diagnostics[0]!.message, /^Run "second" is queued behind run "first", .* is running\.$/);
        assert.match(await told(), /^run\/waits .* is running\. It begins by itself/);
        lose();
        await until(runs, 'first', 'needs-attention');
        assert.match(await told(), /^run\/waits .* needs attention\. Settle or cancel run "first"\.$/);
        await shop.start(runs, 'safe', { runId: 'third', key: 'customer' });
        await runs.cancel('second');
        await runs.settle('first', { happened: true });
        assert.equal((await runs.ended('third'))?.status, 'completed');
        assert.equal(shop.provider.calls.filter((call) => call === 'POST /orders').length, 1);
        await runs.close();
      }),
  },
];
