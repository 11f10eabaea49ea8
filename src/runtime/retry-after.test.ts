import { expect, test } from 'vitest';
import { memoryStore } from '../journal/memory-store.ts';
import { localSubject } from '../suite/local-places.ts';
import { until, withShop } from '../suite/shop.ts';

const subject = localSubject(async () => ({ store: memoryStore(), remove: async () => undefined }));

test('a server that says when to come again says it to every run that calls it', () =>
  withShop(subject, async (shop) => {
    const runs = await shop.open();
    const busy = { statusCode: 429, headers: { 'retry-after': '600' } };
    shop.provider.on('GET /item', (times) => (times === 1 ? busy : { statusCode: 200 }));
    await shop.start(runs, 'patient', { runId: 'refused' });
    await until(runs, 'refused', 'waiting');
    await shop.start(runs, 'safe', { runId: 'other' });
    await until(runs, 'other', 'waiting');
    expect((await runs.run('other'))!.dueAt).toBe(shop.place.clock.now() + 600_000);
    expect(shop.provider.calls).toEqual(['GET /item']);
    await shop.place.pass(600_000);
    expect((await runs.ended('other'))?.status).toBe('completed');
    await runs.close();
  }));

test('a server is believed for an hour at a time, and what else it answers holds nobody up', () =>
  withShop(subject, async (shop) => {
    const runs = await shop.open();
    const headers = { 'retry-after': '999999999' };
    shop.provider.on('GET /item', (times) => ({ statusCode: times === 1 ? 500 : 503, headers }));
    for (const runId of ['one', 'two']) {
      await shop.start(runs, 'patient', { runId });
      await runs.ended(runId);
    }
    expect(shop.provider.calls.length).toBe(2);
    await shop.start(runs, 'safe', { runId: 'other' });
    await until(runs, 'other', 'waiting');
    expect((await runs.run('other'))!.dueAt).toBe(shop.place.clock.now() + 3_600_000);
    await runs.close();
  }));
