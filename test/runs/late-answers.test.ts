import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';
import { localSubject } from '../../src/suite/local-places.ts';
import { runsSuite } from '../../src/suite/runs-suite.ts';
import { outputsOf, until, withShop } from '../../src/suite/shop.ts';

const late = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** A store that others see changed some time before who changed it hears of it, in the order of the changes, as one that a thread writes. */
function lateStore(): Store {
  const store = memoryStore();
  return {
    ...store,
    async start(...given) {
      const started = await store.start(...given);
      await late();
      if (!started.created) await late();
      return started;
    },
    async write(runId, change) {
      await store.write(runId, change);
      if (change.stand !== undefined) await late();
    },
    async take(...given) {
      const taken = await store.take(...given);
      await late();
      return taken;
    },
    async takeOne(...given) {
      const taken = await store.takeOne(...given);
      await late();
      return taken;
    },
  };
}

const subject = localSubject(async () => ({ store: lateStore(), remove: async () => undefined }));

describe('runs in a store that answers late', () => {
  test.each(runsSuite)('$name', async (each) => {
    await expect(each.run(subject)).resolves.toBeUndefined();
  });

  test('a run that is cancelled as soon as it is seen to run is cancelled', async () => {
    await withShop(subject, async (shop) => {
      const runs = await shop.open(1);
      for (const [runId, before] of [
        ['started', undefined],
        ['taken', 'another'],
      ] as const) {
        let answer = (): void => undefined;
        if (before !== undefined) {
          await shop.start(runs, 'safe', { runId: before });
        }
        shop.provider.on('POST /orders', new Promise<void>((resolve) => (answer = resolve)));
        const starting = shop.start(runs, 'order', { runId });
        await until(runs, runId, 'running');
        const cancelling = runs.cancel(runId);
        await Promise.all([
          starting,
          late(),
          shop.provider.called('POST /orders', before === undefined ? 1 : 2),
        ]);
        await late();
        answer();
        expect((await cancelling).run?.status).toBe('cancelled');
      }
      await runs.close();
    });
  });

  test('a run that is settled as soon as it is seen to need attention stays in hand', async () => {
    await withShop(subject, async (shop) => {
      const runs = await shop.open();
      let answer = (): void => undefined;
      shop.provider.on('POST /orders', 'reset');
      shop.provider.on('GET /item', new Promise<void>((resolve) => (answer = resolve)));
      await shop.start(runs, 'order', { runId: 'one' });
      await until(runs, 'one', 'needs-attention');
      await runs.settle('one', { happened: true, answer: { statusCode: 200, body: { id: 'mine' } } });
      await shop.provider.called('GET /item', 1);
      await late();
      expect(runs.load().running).toBe(1);
      answer();
      expect(await outputsOf(runs, 'one')).toEqual({ post: 'mine', get: 'get-1' });
      await runs.close();
    });
  });

  test('a run that is resumed as soon as it is seen to wait goes on', async () => {
    await withShop(subject, async (shop) => {
      const runs = await shop.open();
      shop.provider.on('POST /orders', 'reset');
      await shop.start(runs, 'order', { runId: 'one' });
      await until(runs, 'one', 'needs-attention');
      await runs.resume('one');
      const kinds = (await runs.read('one'))!.entries.map(({ kind }) => kind);
      expect(kinds).toContain('repeated');
      await runs.close();
    });
  });

  test('a run that is being started when the runs are closed is let go of before they are', async () => {
    await withShop(subject, async (shop) => {
      const runs = await shop.open();
      const prepared = await shop.prepared('order');
      let answer = (): void => undefined;
      shop.provider.on('POST /orders', new Promise<void>((resolve) => (answer = resolve)));
      const starting = runs.start({ prepared, inputs: {}, runId: 'one' });
      await until(runs, 'one', 'running');
      const closing = runs.close();
      await shop.provider.called('POST /orders', 1);
      await late();
      answer();
      await closing;
      expect((await starting).created).toBe(true);
      expect((await runs.run('one'))?.status).toBe('queued');
      expect(shop.provider.calls).toEqual(['POST /orders']);
    });
  });

  test('a slot that a start did not need is given to the run that waits for it', async () => {
    await withShop(subject, async (shop) => {
      const runs = await shop.open(1);
      await shop.start(runs, 'safe', { runId: 'one' });
      await runs.ended('one');
      const [again] = await Promise.all([
        shop.start(runs, 'safe', { runId: 'one' }),
        shop.start(runs, 'safe', { runId: 'two' }),
      ]);
      expect(again.created).toBe(false);
      expect((await runs.ended('two'))?.status).toBe('completed');
      await runs.close();
    });
  });
});
