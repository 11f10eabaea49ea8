import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration } from './duration.ts';
import { shownValue } from './shown-value.ts';
import { wrap } from './wrap.ts';

describe('wrapping', () => {
  test('breaks at spaces and indents what follows', () => {
    expect(wrap('  one two three', 9, 4)).toEqual(['  one two', '    three']);
    expect(wrap('a line', undefined)).toEqual(['a line']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
  });

  test('loses no word, and no row is too long unless a word is', () => {
    const word = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !/\s/.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 1, max: 40 }), (words, width) => {
        const rows = wrap(words.join(' '), width, 2);
        expect(rows.join(' ').split(/\s+/).filter(Boolean)).toEqual(words);
        const tooLong = rows.filter((row) => row.length > width);
        expect(tooLong.filter((row) => row.trim().includes(' '))).toEqual([]);
      }),
    );
  });
});

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1000, '1 s'],
  [1234, '1.2 s'],
  [59_940, '59.9 s'],
  [59_999, '1 min'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [12_000_000, '3 h 20 min'],
])('%i milliseconds are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('a value is shown on one line, quoted where it matters, and cut when it is long', () => {
  expect(shownValue(undefined)).toBe('nothing');
  expect(shownValue(null)).toBe('null');
  expect(shownValue('a\nb')).toBe('a\\nb');
  expect(shownValue('a', true)).toBe('"a"');
  expect(shownValue({ a: [1] })).toBe('{"a":[1]}');
  expect(shownValue('x'.repeat(400))).toBe(`${'x'.repeat(300)}…`);
});
