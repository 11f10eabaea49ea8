import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ComparisonOperator } from './condition.ts';
import { evaluateCompare, isTruthy } from './evaluate-compare.ts';

const operators: readonly ComparisonOperator[] = ['==', '!=', '<', '<=', '>', '>='];

/** The operators that hold between two values. */
function holding(left: unknown, right: unknown): string {
  return operators.filter((operator) => evaluateCompare(operator, left, right)).join(' ');
}

const [equal, less, greater, apart] = ['== <= >=', '!= < <=', '!= > >=', '!='];

describe('a comparison (docs/clauses.md 2.2)', () => {
  it.each<readonly [unknown, unknown, string]>([
    // Missing and null.
    [undefined, undefined, '=='],
    [undefined, null, '=='],
    [null, null, '=='],
    [null, 0, apart],
    [undefined, '', apart],
    [null, false, apart],
    [null, [], apart],
    // Strings: letter case does not count.
    ['Approved', 'approved', equal],
    ['a', 'B', less],
    ['b', 'A', greater],
    ['É', 'é', equal],
    ['İ', 'i', greater],
    ['ΟΔΟΣ', 'οδοσ', equal],
    ['straße', 'STRASSE', greater],
    ['', 'a', less],
    // Numbers as text: numeric order, but equality of the texts.
    ['9', '10', less],
    ['1.0', '1', '!= <= >='],
    ['1e2', '99', greater],
    ['9', '10a', greater],
    // Numbers.
    [1, 1, equal],
    [1, 2, less],
    [0, -0, equal],
    [10, '9', greater],
    ['200', 200, equal],
    [200, '2e2', equal],
    [200, '200 ', apart],
    [200, ' 200', apart],
    [16, '0x10', apart],
    [0, '', apart],
    [1, '+1', apart],
    // Booleans are never coerced.
    [true, true, '=='],
    [true, false, apart],
    [true, 'true', apart],
    [true, 1, apart],
    [false, 0, apart],
    // Objects and arrays.
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }, '=='],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, '=='],
    [{ a: 'X' }, { a: 'x' }, apart],
    [{ a: 1 }, { a: 1, b: 2 }, apart],
    [{ a: undefined }, { b: undefined }, apart],
    [[1, 2], [1, 2], '=='],
    [[1, 2], [2, 1], apart],
    [[], {}, apart],
    [[1], 1, apart],
    [[], '', apart],
    [{}, '[object Object]', apart],
  ])('of %j with %j holds for: %s', (left, right, expected) => {
    expect(holding(left, right)).toBe(expected);
  });

  it('does not take inherited members for equal ones', () => {
    expect(evaluateCompare('==', JSON.parse('{"__proto__": 1}'), { a: 1 })).toBe(false);
    expect(evaluateCompare('==', { constructor: Object }, { a: 1 })).toBe(false);
  });

  it('of values nested without end does not exhaust the stack', () => {
    const nest = (): unknown => {
      let value: unknown = 1;
      for (let level = 0; level < 100_000; level++) value = [value];
      return value;
    };
    expect(evaluateCompare('==', nest(), nest())).toBe(true);
  });

  it('is symmetric, and != is the negation of ==', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(evaluateCompare('==', left, right)).toBe(evaluateCompare('==', right, left));
        expect(evaluateCompare('!=', left, right)).toBe(!evaluateCompare('==', left, right));
        expect(evaluateCompare('<', left, right)).toBe(evaluateCompare('>', right, left));
        expect(evaluateCompare('<=', left, right)).toBe(evaluateCompare('>=', right, left));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a bare value', () => {
  it('fails when it is false, null, missing, 0, NaN or empty text', () => {
    for (const value of [false, null, undefined, 0, -0, Number.NaN, '']) expect(isTruthy(value)).toBe(false);
  });

  it('passes when it is anything else, empty lists and objects included', () => {
    for (const value of [true, 1, -1, 'false', '0', ' ', [], {}]) expect(isTruthy(value)).toBe(true);
  });
});
