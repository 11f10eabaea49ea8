import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { smallPlan } from '../../../test/support/small-plan.ts';
import type { NewRun } from '../store.ts';
import { loadSqlite } from './database.ts';
import { schemaVersion } from './schema.ts';
import { openSqliteStore } from './sqlite-store.ts';

const plan = smallPlan({ main: [{ id: 'a' }] });

function place(): string {
  return join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db');
}

function newRun(runId: string): NewRun {
  const inputs = { note: 'a secret that nobody may read' };
  return {
    plan,
    started: { kind: 'started', at: 1, runId, planHash: plan.hash, workflowId: 'main', inputs },
  };
}

describe('a store in a file', () => {
  test.each(['', '-wal'])('keeps nothing in a file that was moved away, kept.db%s', async (of) => {
    const path = place();
    const retries: (() => void)[] = [];
    const store = await openSqliteStore(path, { env: {}, later: (retry) => void retries.push(retry) });
    await store.start(newRun('one'), 'me');
    renameSync(path + of, `${path}.away`);
    await expect(store.start(newRun('two'))).rejects.toMatchObject({
      code: 'store/unwritable',
      message: `${path}${of} was removed, moved or replaced while the store was in use.`,
    });
    expect(store.trouble()?.code).toBe('store/unwritable');
    const written = store.write('one', { entries: [{ kind: 'repeated', at: 2 }] });
    renameSync(`${path}.away`, path + of);
    expect(await store.start(newRun('two'))).toMatchObject({ created: true });
    await written;
    expect(store.trouble()).toBe(undefined);
    await store.close();
    const again = await openSqliteStore(path, { env: {} });
    expect((await again.list({})).runs.map(({ runId }) => runId)).toEqual(['two', 'one']);
    await again.close();
  });

  test('belongs to one owner at a time; others can only look', async () => {
    const path = place();
    const store = await openSqliteStore(path, { env: {} });
    await store.start(newRun('one'));
    await expect(openSqliteStore(path, { env: {} })).rejects.toMatchObject({
      code: 'store/in-use',
      message: expect.stringContaining(`process ${process.pid}`) as string,
      hint: expect.stringContaining('POST /runs, /runs/{id}/cancel,') as string,
    });
    const reader = await openSqliteStore(path, { env: {}, readOnly: true });
    expect(await reader.run('one')).toMatchObject({ runId: 'one', status: 'queued' });
    await reader.close();
    await store.close();
    await (await openSqliteStore(path, { env: {} })).close();
  });

  test('is refused when a newer release wrote it, when it is something else, and with another key', async () => {
    const path = place();
    await (await openSqliteStore(path, { env: {} })).close();
    const env = { HEDDLE_STORE_KEY: '0'.repeat(64) };
    await expect(openSqliteStore(path, { env })).rejects.toMatchObject({ code: 'store/wrong-key' });
    const database = new (await loadSqlite())(path);
    database.exec('PRAGMA user_version = 999');
    database.close();
    await expect(openSqliteStore(path, { env: {} })).rejects.toMatchObject({ code: 'store/newer' });
    const other = place();
    writeFileSync(other, 'not a database, but long enough to be taken for something'.repeat(100));
    await expect(openSqliteStore(other, { env })).rejects.toMatchObject({ code: 'store/not-a-store' });
  });

  test('of the first schema is read as it is, and brought to this one when it is opened', async () => {
    const path = place();
    const store = await openSqliteStore(path, { env: {} });
    await store.start(newRun('one'));
    await store.close();
    const database = new (await loadSqlite())(path);
    database.exec(`DROP INDEX runs_ended; CREATE INDEX runs_ended ON runs (changed_at) WHERE ended = 1;
      CREATE INDEX runs_held ON runs (holder) WHERE holder IS NOT NULL; PRAGMA user_version = 1`);
    const version = (): unknown => database.prepare('PRAGMA user_version').get();
    const reader = await openSqliteStore(path, { env: {}, readOnly: true });
    expect(await reader.run('one')).toMatchObject({ status: 'queued' });
    await reader.close();
    expect(version()).toEqual({ user_version: 1 });
    const after = await openSqliteStore(path, { env: {} });
    expect(await after.entries('one')).toEqual([newRun('one').started]);
    expect(version()).toEqual({ user_version: schemaVersion });
    await after.close();
    database.close();
  });

  test('keeps inputs sealed, and its key for the owner alone', async () => {
    const path = place();
    const store = await openSqliteStore(path, { env: {} });
    await store.start(newRun('one'));
    const written = Buffer.concat([readFileSync(path), readFileSync(`${path}-wal`)]);
    expect(written.includes('a secret that nobody may read')).toBe(false);
    expect(statSync(`${path}.key`).mode & 0o777).toBe(0o600);
    await store.close();
  });

  test('loses no more than the commit that a cut through the last page of its log hits', async () => {
    const path = place();
    const cut = place();
    const store = await openSqliteStore(path, { env: {} });
    await store.start(newRun('one'));
    await store.start(newRun('two'));
    for (const end of ['', '-wal', '.key']) copyFileSync(`${path}${end}`, `${cut}${end}`);
    await store.close();
    truncateSync(`${cut}-wal`, statSync(`${cut}-wal`).size - 1000);
    const after = await openSqliteStore(cut, { env: {} });
    expect(await after.run('one')).toMatchObject({ runId: 'one' });
    expect(await after.run('two')).toBeUndefined();
    expect((await after.start(newRun('two'))).created).toBe(true);
    await after.close();
  });

  test('numbers the entries of a journal without gaps, whatever was rolled back in between', async () => {
    const store = await openSqliteStore(place(), { env: {} });
    await store.start(newRun('one'), 'me');
    const entry = (at: number) => ({ kind: 'repeated', at }) as const;
    // A mistake in one work has the whole turn done again, each work by itself.
    const turn = [
      store.write('one', { entries: [entry(2), entry(3)] }),
      store.write('nobody', { entries: [] }),
      store.write('one', { entries: [entry(4)] }),
    ];
    expect((await Promise.allSettled(turn)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    await store.write('one', { entries: [entry(5)] });
    expect((await store.entries('one')).map(({ at }) => at)).toEqual([1, 2, 3, 4, 5]);
    expect((await store.run('one'))?.length).toBe(5);
    await store.close();
  });

  test('is backed up while it is in use', async () => {
    const path = place();
    const copy = place();
    const store = await openSqliteStore(path, { env: {} });
    await store.start(newRun('one'));
    const reader = await openSqliteStore(path, { env: {}, readOnly: true });
    reader.backup(copy);
    await reader.close();
    copyFileSync(`${path}.key`, `${copy}.key`);
    await store.close();
    const restored = await openSqliteStore(copy, { env: {} });
    expect(await restored.entries('one')).toEqual([newRun('one').started]);
    await restored.close();
  });
});
