import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/journal/postgres/database.ts';
import { load } from '../../src/load.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { prepare } from '../../src/prepare.ts';
import { migratePostgres } from '../../src/runtime/dbos/migrate.ts';
import { sharedPacer } from '../../src/runtime/dbos/shared-pacer.ts';
import type { Runs } from '../../src/runtime/runs.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { type Provider, provider } from '../../src/suite/provider.ts';
import { description } from '../server/served-shop.ts';
import { openApart } from '../support/dbos-subject.ts';
import { type Cluster, onPostgres, startCluster, withoutPostgres } from '../support/postgres.mjs';

/** Two calls, of which the first is on its way when a test wants it. */
const document = `arazzo: 1.0.1
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: ./shop.openapi.yaml, type: openapi }]
workflows:
  - workflowId: buy
    steps:
      - { stepId: post, operationId: post, successCriteria: [{ condition: $statusCode == 200 }] }
      - { stepId: get, operationId: get }
`;

describe.skipIf(withoutPostgres !== undefined)(`workers that share runs ${onPostgres}`, () => {
  let cluster: Cluster;
  let plan: Plan;
  let url: string;
  let shop: Provider;
  let opened: Runs[];
  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.prepare(migratePostgres);
    const loaded = await load('shop.arazzo.yaml', {
      text: document,
      sources: { shop: 'https://shop.example/openapi.yaml' },
      fetchText: async (location) => ({ ok: true, text: description(), location }),
    });
    plan = loaded.plan!;
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);
  beforeEach(async () => {
    url = await cluster.database();
    shop = provider();
    opened = [];
  });
  afterEach(async () => {
    for (const runs of opened) await runs.close();
  });

  const ready = (of: Plan, workflowId: string) =>
    prepare(of, { workflowId, transport: shop, credentials: {} });
  async function open(slots = 10): Promise<Runs> {
    const { runs } = await openApart({ url, prepare: ready, slots });
    opened.push(runs);
    return runs;
  }
  async function start(runs: Runs, runId: string, key?: string): Promise<void> {
    const { prepared } = await ready(plan, 'buy');
    const { run, diagnostics } = await runs.start({
      prepared: prepared!,
      inputs: {},
      runId,
      ...(key === undefined ? {} : { key }),
    });
    expect(run, JSON.stringify(diagnostics)).toBeDefined();
  }

  test('a run is seen, awaited and cancelled by a worker that does not have it', async () => {
    const [first, second] = [await open(), await open()];
    let answer = (): void => undefined;
    shop.on('POST /orders', new Promise<void>((resolve) => (answer = resolve)));
    await start(first, 'one');
    await shop.called('POST /orders', 1);
    expect((await second.run('one'))?.status).toBe('running');
    expect((await second.resume('one')).run?.status).toBe('running');
    const told = second.ended('one');
    const cancelling = second.cancel('one');
    // The call is on its way: it comes to its end first, wherever it is.
    expect(
      await Promise.race([cancelling, new Promise((resolve) => setTimeout(resolve, 1000, 'waits'))]),
    ).toBe('waits');
    answer();
    expect((await cancelling).run?.status).toBe('cancelled');
    expect((await told)?.status).toBe('cancelled');
    expect(shop.calls).toEqual(['POST /orders']);
  });

  test('what one has no room for, another one takes, and those with one key go on one after the other', async () => {
    const [first, second] = [await open(1), await open(10)];
    const ids = Array.from({ length: 8 }, (_, n) => `run-${n}`);
    const told: string[] = [];
    for (const runs of [first, second]) {
      runs.watch(({ runId, event }) => {
        if (event.kind !== 'done') told.push(`${runId} ${event.kind}`);
      });
    }
    for (const runId of ids) await start(first, runId, 'customer');
    for (const runId of ids) expect((await second.ended(runId))?.status).toBe('completed');
    expect(told).toEqual(ids.flatMap((runId) => [`${runId} begins`, `${runId} begins`, `${runId} ended`]));
  }, 60_000);

  test('calls of all workers follow each other at one pace, and heed what a server says to one of them', async () => {
    const databases = [await openDatabase(url), await openDatabase(url)];
    const [first, second] = databases.map((database) => sharedPacer(database, systemClock));
    // So slow that the time which the test takes is nothing beside it.
    const pace = { key: 'stripe', perSecond: 1 / 1000, burst: 1 };
    for (let times = 0; times < 6; times++) {
      const ahead = await (times % 2 === 0 ? first! : second!).reserve(pace);
      expect(Math.round(ahead / 1_000_000)).toBe(times);
    }
    const endless = { key: 'https://api.example', perSecond: Infinity, burst: 1 };
    expect(await second!.reserve(endless)).toBe(0);
    first!.hold(endless.key, 60_000);
    let isHeld = false;
    for (let looks = 0; looks < 100 && !isHeld; looks++) {
      await second!.listen();
      isHeld = second!.isHeld(endless.key);
    }
    expect(isHeld).toBe(true);
    expect(await second!.reserve(endless)).toBeGreaterThan(50_000);
    for (const database of databases) await database.end();
  });

  test('DBOS runs once in a process', async () => {
    const sdk = { DBOS: { isInitialized: () => true } } as never;
    const { openDbosRuns } = await import('../../src/runtime/dbos/dbos-runs.ts');
    await expect(openDbosRuns({ url, prepare: ready, sdk })).rejects.toMatchObject({ code: 'store/in-use' });
  });
});
