import { expect, test } from 'vitest';
import { createIds } from './ids.ts';

test('ids have their shape, never repeat, and are the same for the same seed', () => {
  const [one, two, other] = [createIds('a'), createIds('a'), createIds('b')];
  const first = Array.from({ length: 1000 }, () => one('SM', 32, 'hex'));
  expect(first.every((id) => /^SM[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(new Set(first).size).toBe(1000);
  expect(Array.from({ length: 1000 }, () => two('SM', 32, 'hex'))).toEqual(first);
  expect(other('SM', 32, 'hex')).not.toBe(first[0]);
  expect(one('pi_', 24)).toMatch(/^pi_[0-9A-Za-z]{24}$/);
});
