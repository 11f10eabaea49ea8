import { expect, test, vi } from 'vitest';
import { openDatabase } from './database.ts';
import { storeFailureOf } from './failure.ts';
import { isPostgres, shownLocation } from './location.ts';

vi.mock('pg', () => {
  throw new Error('Cannot find package');
});

test('without the package it says how to install it', async () => {
  await expect(openDatabase('postgres://here/name')).rejects.toMatchObject({
    code: 'store/no-driver',
    message: expect.stringContaining('pg') as string,
    hint: expect.stringContaining('npm install @dbos-inc/dbos-sdk@5.3.0 pg') as string,
  });
});

test.each([
  ['postgres://ann:hunter2@db.example:6432/runs?sslmode=require', 'postgres://ann@db.example:6432/runs'],
  ['postgresql://db.example/runs', 'postgresql://db.example/runs'],
  ['postgres://ann:hunt/er2@db.example:nowhere/runs', 'postgres://…'],
  ['heddle.db', 'heddle.db'],
])('%s is shown as %s', (location, shown) => {
  expect(shownLocation(location)).toBe(shown);
});

test('a path that begins like a word of a URL is a path', () => {
  expect([isPostgres('postgres.db'), isPostgres('postgres://x'), isPostgres('postgresql://x')]).toEqual([
    false,
    true,
    true,
  ]);
});

test.each([
  [{ code: 'ECONNREFUSED' }, 'store/unwritable'],
  [{ code: '28P01', severity: 'FATAL' }, 'store/unwritable'],
  [{ code: '3D000', severity: 'FATAL' }, 'store/not-a-store'],
  [{ code: '42501', severity: 'ERROR' }, 'store/unwritable'],
  [{ code: '53100', severity: 'ERROR' }, 'store/full'],
  [{ code: '53300', severity: 'FATAL' }, 'store/unwritable'],
  [{ code: '57P01', severity: 'FATAL' }, 'store/unwritable'],
  [new Error('Connection terminated unexpectedly'), 'store/unwritable'],
  [{ code: '42601', severity: 'ERROR' }, undefined],
  [{ code: 'ERR_ASSERTION' }, undefined],
  [new TypeError('x is not a function'), undefined],
])('%o means %s', (error, code) => {
  expect(storeFailureOf(error, 'here')?.code).toBe(code);
});
