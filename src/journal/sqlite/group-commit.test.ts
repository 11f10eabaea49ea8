import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StoreFailure } from '../store.ts';
import { loadSqlite } from './database.ts';
import { groupCommit } from './group-commit.ts';

/** A database on a disk that can be filled, and what was tried and told. */
async function disk() {
  const sqlite = await loadSqlite();
  const database = new sqlite(join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db'));
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE kept (value TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO kept (value) VALUES (?)');
  const later: (() => void)[] = [];
  const told: (string | undefined)[] = [];
  const commits = groupCommit(database, {
    path: 'kept.db',
    later: (callback) => void later.push(callback),
    troubled: (failure: StoreFailure | undefined) => void told.push(failure?.code),
  });
  const pages = (count: number): void => database.exec(`PRAGMA max_page_count = ${count}`);
  return {
    told,
    later,
    fill: () => pages(1),
    makeSpace: () => pages(1_000_000),
    add: (value: string, patient: boolean) => commits.add(() => insert.run(value).changes, patient),
    flush: () => commits.flush(),
    kept: () =>
      database
        .prepare('SELECT substr(value, 1, 5) AS value FROM kept')
        .all()
        .map((row) => (row as { readonly value: string }).value),
    check: () => database.prepare('PRAGMA integrity_check').get(),
  };
}

const long = (name: string): string => name + '-'.repeat(20_000);

test('a full disk is a clear error for who cannot wait; what must be kept stays in line until there is space', async () => {
  const store = await disk();
  await store.add('first', true);
  store.fill();
  const patient = store.add(long('later'), true);
  await expect(store.add(long('start'), false)).rejects.toMatchObject({ code: 'store/full' });
  expect(store.told).toEqual(['store/full']);
  await expect(store.add(long('again'), false)).rejects.toMatchObject({ code: 'store/full' });
  expect(() => store.flush()).toThrow(expect.objectContaining({ code: 'store/full' }) as Error);
  expect(store.kept()).toEqual(['first']);
  store.makeSpace();
  for (const retry of store.later.splice(0)) retry();
  expect(await patient).toBe(1);
  expect(store.told).toEqual(['store/full', undefined]);
  await store.add('after', false);
  expect(store.kept()).toEqual(['first', 'later', 'after']);
  expect(store.check()).toEqual({ integrity_check: 'ok' });
});

test('a mistake in one work leaves the others of its turn alone', async () => {
  const store = await disk();
  const wrong = store.add(undefined as unknown as string, true);
  const right = store.add('right', true);
  await expect(wrong).rejects.toThrow(/NOT NULL/);
  expect(await right).toBe(1);
  expect(store.kept()).toEqual(['right']);
});
