import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deepFreeze } from '../plan/freeze.ts';
import { hashOf } from './hash.ts';

/** The same value with the members of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}

describe('a hash', () => {
  test('does not depend on the order of members, nor on members that are undefined', () => {
    expect(hashOf({ a: 1, b: { c: 2, d: 3 } })).toBe(hashOf({ b: { d: 3, c: 2 }, a: 1, e: undefined }));
    expect(hashOf({})).toMatch(/^sha256-[0-9a-f]{64}$/);
  });

  test('depends on everything else', () => {
    const values = [
      {},
      [],
      null,
      '',
      0,
      false,
      [1, 2],
      [2, 1],
      [[1], 2],
      { a: [] },
      { a: {} },
      { a: null },
      '{}',
    ];
    expect(new Set(values.map(hashOf)).size).toBe(values.length);
  });

  test('is the same for any JSON value written in any order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(hashOf(reversed(value))).toBe(hashOf(value));
      }),
    );
  });
});

describe('freezing', () => {
  test('reaches everything within', () => {
    const value = deepFreeze({ a: [{ b: 1 }] });
    expect(() => Object.assign(value.a[0]!, { b: 2 })).toThrow(TypeError);
    expect(() => value.a.push({ b: 3 })).toThrow(TypeError);
  });
});
