import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { smallPlan } from '../support/small-plan.ts';
import type * as Suite from '../../src/suite/runs-suite.ts';
import type * as Places from '../../src/suite/local-places.ts';
import type * as Database from '../../src/journal/sqlite/database.ts';
import type * as Sqlite from '../../src/journal/sqlite/sqlite-store.ts';

// A thread runs what is built: so does all of the rest here.
const built = async (path: string): Promise<unknown> =>
  import(new URL(`../../dist/${path}`, import.meta.url).href);
const { runsSuite } = (await built('suite/runs-suite.js')) as typeof Suite;
const { localSubject } = (await built('suite/local-places.js')) as typeof Places;
const { loadSqlite } = (await built('journal/sqlite/database.js')) as typeof Database;
const { openSqliteStore } = (await built('journal/sqlite/sqlite-store.js')) as typeof Sqlite;

const plan = smallPlan({ main: [{ id: 'a' }] });

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  path = join(folder, 'kept.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

const open = (more: Sqlite.SqliteStoreOptions = {}) =>
  openSqliteStore(path, { env: {}, ownThread: true, ...more });

const newRun = (runId: string, text = '') => ({
  plan,
  started: {
    kind: 'started' as const,
    at: 1,
    runId,
    planHash: plan.hash,
    workflowId: 'main',
    inputs: { text },
  },
});

const entry = (at: number) => ({ kind: 'repeated', at }) as const;

describe('runs in a store that a thread writes', () => {
  const subject = localSubject(async () => {
    const store = await open();
    return { store, remove: () => store.close() };
  });
  test.each(runsSuite)('$name', async (each) => {
    await expect(each.run(subject)).resolves.toBeUndefined();
  });
});

describe('a store that a thread writes', () => {
  test('reads at once what was written, keeps the order of writes that are not waited for, and is whole afterwards', async () => {
    const store = await open();
    await store.start(newRun('one'), 'me');
    const writes: Promise<void>[] = [];
    for (let at = 2; at <= 50; at++) {
      writes.push(store.write('one', { entries: [entry(at)] }));
      // Some are sent while others are under way, some together.
      if (at % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(writes);
    expect((await store.entries('one')).map(({ at }) => at)).toEqual(range(1, 50));
    await store.close();
    const after = await open();
    expect(after.verify()).toEqual({ runs: 1, entries: 50 });
    await after.close();
  });

  test('tells mistakes to those that made them', async () => {
    const store = await open();
    await store.start(newRun('one'), 'me');
    const turns = [
      [store.write('one', { entries: [entry(2)] }), store.write('nobody', { entries: [] })],
      await new Promise((resolve) => setImmediate(resolve)).then(() => [
        store.write('nobody', { entries: [] }),
        store.write('one', { entries: [entry(3)] }),
      ]),
    ];
    const settled = await Promise.allSettled(turns.flat());
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect((await store.entries('one')).map(({ at }) => at)).toEqual([1, 2, 3]);
    await store.close();
  });

  test('tells of a run that is damaged, and goes on with the others', async () => {
    const store = await open();
    await store.start(newRun('one'));
    await store.start(newRun('two'), 'me');
    const sqlite = await loadSqlite();
    const database = new sqlite(path);
    database.exec("UPDATE entries SET body = x'00' WHERE run = 1");
    database.close();
    const taken = store.takeOne('one', 'me', 1);
    const written = store.write('two', { entries: [entry(2)] });
    await expect(taken).rejects.toMatchObject({
      name: 'StoreFailure',
      code: 'store/damaged',
      hint: 'Restore the store from a backup.',
    });
    await expect(written).resolves.toBeUndefined();
    expect((await store.entries('two')).length).toBe(2);
    await store.close();
  });

  test('rejects what cannot be written, and what is asked of it once it is closed', async () => {
    const store = await open();
    await store.start(newRun('one'), 'me');
    const endless = { ...entry(2), at: 2n as unknown as number };
    await expect(store.write('one', { entries: [endless] })).rejects.toThrow('BigInt');
    await Promise.all([store.close(), store.close()]);
    await expect(store.write('one', { entries: [] })).rejects.toThrow('The store is closed.');
    await expect(store.start(newRun('two'))).rejects.toThrow('The store is closed.');
  });

  test('writes nothing when it is only to be looked at', async () => {
    await (await open()).close();
    const store = await open({ readOnly: true });
    await expect(store.start(newRun('one'))).rejects.toMatchObject({ code: 'store/unwritable' });
    await store.close();
  });

  test('writes what was in line before it is closed', async () => {
    const store = await open();
    await store.start(newRun('one'), 'me');
    const write = store.write('one', { entries: [entry(2)] });
    await store.close();
    await expect(write).resolves.toBeUndefined();
    const after = await open({ ownThread: false });
    expect((await after.entries('one')).length).toBe(2);
    await after.close();
  });
});

test('a thread that has ended is a clear error for all that would write, and keeps what was written', async () => {
  const made = once(process, 'worker') as Promise<[Worker]>;
  const told: (string | undefined)[] = [];
  const store = await open({ later: () => undefined, troubled: (failure) => void told.push(failure?.code) });
  await store.start(newRun('one'), 'me');
  const [thread] = await made;
  await thread.terminate();
  const failure = {
    code: 'store/unwritable',
    hint: expect.stringContaining('Start the process again') as string,
  };
  await expect(store.start(newRun('two'))).rejects.toMatchObject(failure);
  await expect(store.write('one', { entries: [entry(2)] })).rejects.toMatchObject(failure);
  expect(told).toEqual(['store/unwritable']);
  expect(await store.run('one')).toMatchObject({ status: 'running' });
  await store.close();
  const after = await open();
  expect(after.verify()).toEqual({ runs: 1, entries: 1 });
  await after.close();
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
