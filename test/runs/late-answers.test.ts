import { describe, expect, test } from 'vitest';
import { memoryStore } from '../../src/journal/memory-store.ts';
import type { Store } from '../../src/journal/store.ts';
import { localSubject } from '../../src/suite/local-places.ts';
import { runsSuite } from '../../src/suite/runs-suite.ts';
import { outputsOf, until, withShop } from '../../src/suite/shop.ts';

const late = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** A store that others see changed some time before who changed it hears of it, as one that a thread writes. */
function lateStore(): Store {
  const store = memoryStore();
  return {
    ...store,
    async start(...given) {
      const started = await store.start(...given);
      if (!started.created) await late();
      return started;
    },
    async write(runId, change) {
      await store.write(runId, change);
      if (change.stand !== undefined) await late();
    },
  };
}

const subject = localSubject(async () => ({ store: lateStore(), remove: async () => undefined }));

describe('runs in a store that answers late', () => {
  test.each(runsSuite)('$name', async (each) => {
    await expect(each.run(subject)).resolves.toBeUndefined();
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
