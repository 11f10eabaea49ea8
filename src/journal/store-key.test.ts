import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeKey } from './store-key.ts';

const place = (): string => join(mkdtempSync(join(tmpdir(), 'heddle-')), 'kept.db');
const hex = (digit: string): string => digit.repeat(64);
const bytes = (digit: string): Buffer => Buffer.from(hex(digit), 'hex');
const refused = (code: string, message: RegExp): Error =>
  expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error;

test('a new store gets a key of its own, which it keeps, for its owner alone', () => {
  const path = place();
  const made = storeKey(path, {});
  expect(made.length).toBe(32);
  expect(statSync(`${path}.key`).mode & 0o777).toBe(0o600);
  writeFileSync(path, 'a store');
  expect(Buffer.from(storeKey(path, {}))).toEqual(Buffer.from(made));
  expect(Buffer.from(storeKey(place(), {}))).not.toEqual(Buffer.from(made));
});

test('the variable wins over the file that is named, and that over the one beside the store', () => {
  const path = place();
  const named = `${path}.elsewhere`;
  writeFileSync(named, `${hex('b')}\n`);
  writeFileSync(`${path}.key`, hex('c'));
  const file = { HEDDLE_STORE_KEY_FILE: named };
  expect(storeKey(path, { ...file, HEDDLE_STORE_KEY: hex('A') })).toEqual(bytes('a'));
  expect(storeKey(path, { ...file, HEDDLE_STORE_KEY: '' })).toEqual(bytes('b'));
  expect(storeKey(path, { HEDDLE_STORE_KEY_FILE: '' })).toEqual(bytes('c'));
});

test('what is no key is refused without being repeated, and so is a store whose key is gone', () => {
  const path = place();
  const almost = hex('d').slice(1);
  let told: unknown;
  try {
    storeKey(path, { HEDDLE_STORE_KEY: almost });
  } catch (error) {
    told = error;
  }
  expect(told).toEqual(refused('store/wrong-key', /HEDDLE_STORE_KEY/));
  expect(String(told)).not.toContain(almost);
  expect(() => storeKey(path, { HEDDLE_STORE_KEY_FILE: `${path}.none` })).toThrow(
    refused('store/wrong-key', /cannot be read/),
  );
  writeFileSync(path, 'a store');
  expect(() => storeKey(path, {})).toThrow(refused('store/wrong-key', /missing/));
  expect(existsSync(`${path}.key`)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('a store');
  expect(() => storeKey(join(path, 'no', 'folder'), {})).toThrow(
    refused('store/unwritable', /cannot be made/),
  );
});
