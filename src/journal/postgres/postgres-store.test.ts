import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { smallPlan } from '../../../test/support/small-plan.ts';
import { onPostgres, startCluster, type Cluster, withoutPostgres } from '../../../test/support/postgres.mjs';
import { sealWith } from '../seal.ts';
import type { NewRun } from '../store.ts';
import { type Database, openDatabase } from './database.ts';
import type { Segment } from './desk.ts';
import { postgresReader, postgresSeal, postgresStore } from './postgres-store.ts';
import { migrateDatabase } from './schema.ts';
import type { TakenHere } from './take-runs.ts';
import { joinWorkers } from './worker.ts';

const plan = smallPlan({ main: [{ id: 'a' }] });
const env = { HEDDLE_STORE_KEY: '11'.repeat(32) };

function newRun(runId: string, key?: string): NewRun {
  const inputs = { note: 'a secret' };
  const common = { kind: 'started', at: 1, runId, planHash: plan.hash, workflowId: 'main', inputs } as const;
  return { plan, started: key === undefined ? common : { ...common, key } };
}

/** What comes of something that is tried again until it comes: the server ends connections in its own time. */
async function soon<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let looks = 0; ; looks++) {
    const found = await look().catch((error: unknown) => {
      if (looks > 200) throw error;
      return undefined;
    });
    if (found !== undefined) return found;
    if (looks > 200) throw new Error('It did not come.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.skipIf(withoutPostgres !== undefined)(`a store ${onPostgres}`, () => {
  let cluster: Cluster;
  let url: string;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);
  beforeEach(async () => {
    url = await cluster.database();
  });

  /** A worker with a store, what it put into the queue, and the runs whose turn came in its hands. */
  async function worker(takesNext = false) {
    const database: Database = await openDatabase(url);
    await migrateDatabase(database, 'here', async () => undefined);
    const seal = sealWith(Buffer.from(env.HEDDLE_STORE_KEY, 'hex'));
    const queued: Segment[] = [];
    const next: TakenHere[] = [];
    let displaced = 0;
    const self = await joinWorkers(database, { executor: 'e', displaced: () => displaced++ });
    const store = postgresStore({
      desk: {
        database,
        shown: 'here',
        worker: self,
        enqueue: async (_, more) => void queued.push(...more),
        takesNext: () => takesNext,
        carryNext: (taken) => void next.push(taken),
      },
      seal,
      reader: postgresReader(database, 'here', seal, async () => undefined),
      later: () => new Promise((resolve) => setTimeout(resolve, 20)),
      troubled: () => undefined,
    });
    return {
      database,
      self,
      store,
      queued,
      next,
      displaced: () => displaced,
      /** Its connections break, as when the network fails for a moment. */
      cut: () =>
        database.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()
             AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = (SELECT id FROM heddle.workers WHERE nonce = $1))`,
          [self.nonce],
        ),
      close: async (): Promise<void> => {
        await store.close();
        self.leave();
        await database.end();
      },
    };
  }

  test('gives the runs of a worker that is gone to the others, and refuses what it writes after that', async () => {
    const [first, second] = [await worker(), await worker()];
    await first.store.start(newRun('one'), first.self.nonce);
    expect(await second.self.round()).toEqual([]);
    expect(await second.store.take({ runId: 'one', now: 2 })).toBeUndefined();
    await first.cut();
    const gone = await soon(async () => (await second.self.round())[0]);
    expect(gone.nonce).toBe(first.self.nonce);
    await second.store.takeOver(gone, [], 3);
    await second.self.release(gone);
    expect(second.queued).toMatchObject([{ runId: 'one', number: 2, delay: 0 }]);
    const entry = { kind: 'repeated', at: 4 } as const;
    await expect(first.store.write('one', { entries: [entry] })).rejects.toMatchObject({
      code: 'store/in-use',
    });
    expect(await second.store.take({ runId: 'one', now: 5, segment: 1 })).toBeUndefined();
    const taken = await second.store.take({ runId: 'one', now: 5, segment: 2 });
    expect(taken).toMatchObject({
      was: 'running',
      wasDue: true,
      entries: [{ kind: 'taken', orphaned: true }],
    });

    const before = first.self.nonce;
    await first.self.round();
    expect({ displaced: first.displaced(), isSame: first.self.nonce === before }).toEqual({
      displaced: 1,
      isSame: false,
    });
    first.store.forgetHeld();
    await expect(first.store.write('one', { entries: [entry] })).rejects.toMatchObject({
      code: 'store/in-use',
    });
    expect((await first.store.start(newRun('two'), first.self.nonce)).run.status).toBe('running');
    expect((await second.store.entries('one')).map(({ kind }) => kind)).toEqual(['started', 'taken']);
    await Promise.all([first.close(), second.close()]);
  });

  test('keeps its runs to a worker whose connection was lost for a moment', async () => {
    const [first, second] = [await worker(), await worker()];
    await first.store.start(newRun('one'), first.self.nonce);
    await first.cut();
    expect(await soon(() => first.self.round())).toEqual([]);
    expect(await second.self.round()).toEqual([]);
    await first.store.write('one', { entries: [{ kind: 'repeated', at: 2 }] });
    expect(first.displaced()).toBe(0);
    await Promise.all([first.close(), second.close()]);
  });

  test('lets one run of a key go on at a time, whoever starts them at once', async () => {
    const [first, second] = [await worker(), await worker()];
    const started = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const { store, self } = n % 2 === 0 ? first : second;
        return store.start(newRun(`run-${n}`, 'customer'), self.nonce);
      }),
    );
    expect(started.filter(({ run }) => run.status === 'running').length).toBe(1);
    expect(started.filter(({ run }) => run.isBlocked).length).toBe(19);
    const holder = started.findIndex(({ run }) => run.status === 'running');
    const { store, queued } = holder % 2 === 0 ? first : second;
    await store.write(`run-${holder}`, { entries: [], stand: { kind: 'ended', at: 2, status: 'completed' } });
    expect(queued.length).toBe(1);
    expect(await store.run(queued[0]!.runId)).toMatchObject({ isBlocked: false, status: 'queued' });
    await Promise.all([first.close(), second.close()]);
  });

  test('gives the next run of a key to the worker that ended the one before it, which no queue hears of', async () => {
    const { store, self, queued, next, close } = await worker(true);
    for (const runId of ['one', 'two', 'three']) await store.start(newRun(runId, 'customer'), self.nonce);
    await store.write('one', { entries: [], stand: { kind: 'ended', at: 7, status: 'completed' } });
    expect(next).toMatchObject([
      { run: { runId: 'two', status: 'running' }, was: 'queued', segment: { runId: 'two', number: 1 } },
    ]);
    expect((await store.entries('two')).slice(1)).toEqual([
      { kind: 'taken', at: 7, nonce: self.nonce, orphaned: false },
    ]);
    await store.write('two', { entries: [], stand: { kind: 'ended', at: 8, status: 'needs-attention' } });
    expect([next.length, queued]).toEqual([1, []]);
    expect(await store.run('three')).toMatchObject({ isBlocked: true, status: 'queued' });
    await close();
  });

  test('is one run however many workers start it at once', async () => {
    const workers = [await worker(), await worker(), await worker()];
    const started = await Promise.all(
      Array.from({ length: 60 }, (_, n) => workers[n % 3]!.store.start(newRun('same', `k${n % 2}`))),
    );
    expect(started.filter(({ created }) => created).length).toBe(1);
    await Promise.all(workers.map(({ close }) => close()));
  });

  test('gives a thing at a provider to the run that asks first', async () => {
    const { store, close } = await worker();
    await store.start(newRun('one'));
    await store.start(newRun('two'));
    expect(await store.claim('one', ['twilio:SM1', 'twilio:SM2'])).toBe('twilio:SM1');
    expect(await store.claim('one', ['twilio:SM1'])).toBe('twilio:SM1');
    expect(await store.claim('two', ['twilio:SM1', 'twilio:SM2'])).toBe('twilio:SM2');
    expect(await store.claim('two', ['twilio:SM1'])).toBeUndefined();
    await close();
  });

  test('belongs to the key of the worker that opens it first', async () => {
    const { database, close } = await worker();
    const other = { HEDDLE_STORE_KEY: '22'.repeat(32) };
    await postgresSeal(database, 'here', other, false);
    await postgresSeal(database, 'here', env, true);
    await expect(postgresSeal(database, 'here', other, true)).rejects.toMatchObject({
      code: 'store/wrong-key',
    });
    await expect(postgresSeal(database, 'here', {}, true)).rejects.toMatchObject({ code: 'store/wrong-key' });
    await close();
  });

  test('writes in the end what it could not write at once, and once', async () => {
    const { store, self, close } = await worker();
    await store.start(newRun('one'), self.nonce);
    const written = Array.from({ length: 10 }, (_, n) =>
      store.write('one', { entries: [{ kind: 'repeated', at: n }] }),
    );
    await cluster.crash();
    await Promise.all(written);
    await store.write('one', { entries: [{ kind: 'repeated', at: 10 }] });
    const entries = await store.entries('one');
    expect(entries.slice(1).map(({ at }) => at)).toEqual(Array.from({ length: 11 }, (_, n) => n));
    await close();
  }, 60_000);
});
