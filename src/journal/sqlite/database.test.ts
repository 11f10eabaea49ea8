import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { loadSqlite } from './database.ts';

test.each([
  ['Node has none', { node: '20.19.0' }],
  ['the one in Node is older than is safe', { node: '24.0.0', sqlite: '3.51.2' }],
  ['the one in Node writes that it is an experiment', { node: '22.23.3', sqlite: '3.51.3' }],
])('SQLite is that of the package where %s', async (_, versions) => {
  expect(await loadSqlite(versions)).toBe(DatabaseSync);
});
