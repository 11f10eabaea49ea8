import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqliteStore } from './sqlite-store.ts';

const makers: Record<string, readonly [make: (path: string) => void, why: RegExp]> = {
  'a folder': [(path) => mkdirSync(path), /it is a folder/],
  'a document': [(path) => writeFileSync(path, 'arazzo: 1.0.1'), /it is another kind of file/],
  'a pipe': [(path) => void execFileSync('mkfifo', [path]), /it is no regular file/],
};

const place = (): string => join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db');
const refused = (code: string, message: RegExp): object => ({
  code,
  message: expect.stringMatching(message) as string,
});

test.each(Object.entries(makers))('%s is said to be no store, and gets no key', async (_, [make, why]) => {
  const path = place();
  make(path);
  for (const options of [{ readOnly: true }, {}, { env: { HEDDLE_STORE_KEY: '0'.repeat(64) } }]) {
    await expect(openSqliteStore(path, { env: {}, ...options })).rejects.toMatchObject(
      refused('store/not-a-store', why),
    );
  }
  expect(existsSync(`${path}.key`)).toBe(false);
});

test('an empty file is no store to look at, and becomes one when it is written', async () => {
  const path = place();
  writeFileSync(path, '');
  const looked = openSqliteStore(path, { env: {}, readOnly: true });
  await expect(looked).rejects.toMatchObject(refused('store/not-a-store', /it is empty/));
  await (await openSqliteStore(path, { env: {} })).close();
  await (await openSqliteStore(path, { env: {}, readOnly: true })).close();
});

test('a folder that is missing is named', async () => {
  const path = join(place(), 'new', 'kept.db');
  const named = /the folder \S+new does not exist/;
  const looked = openSqliteStore(path, { env: {}, onlyExisting: true });
  await expect(looked).rejects.toMatchObject(refused('store/not-a-store', named));
  await expect(openSqliteStore(path, { env: {} })).rejects.toMatchObject(refused('store/unwritable', named));
});
