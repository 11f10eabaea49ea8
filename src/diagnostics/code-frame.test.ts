import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeFrame } from './code-frame.ts';

const text = ['one', 'two: three', 'four'].join('\n');
const at = (line: number, column: number, length?: number) => ({
  file: 'x',
  pointer: '',
  line,
  column,
  ...(length === undefined ? {} : { length }),
});

describe('a code frame', () => {
  test('shows the line with its neighbours and underlines the place', () => {
    expect(codeFrame(text, at(2, 6, 5))).toBe(
      ['  1 | one', '> 2 | two: three', '    |      ^^^^^', '  3 | four'].join('\n'),
    );
  });

  test('ends with the text, at the top and at the bottom', () => {
    expect(codeFrame(text, at(1, 1))).toBe(['> 1 | one', '    | ^', '  2 | two: three'].join('\n'));
    expect(codeFrame(text, at(3, 1)).split('\n').at(-2)).toBe('> 3 | four');
  });

  test('cuts long lines around the place', () => {
    const frame = codeFrame(`${'a'.repeat(5000)}HERE${'b'.repeat(5000)}`, at(1, 5001, 4));
    const [line, mark] = frame.split('\n');
    expect(line).toContain('HERE');
    expect(line!.slice(mark!.indexOf('^'), mark!.indexOf('^') + 4)).toBe('HERE');
    expect(line!.length).toBeLessThan(120);
  });

  test('shows no character that could steer a terminal', () => {
    const frame = codeFrame('a\u001b[31mred\u0007\u009b', at(1, 1));
    for (const control of ['\u001b', '\u0007', '\u009b']) expect(frame).not.toContain(control);
  });

  test('is made of any text and any place', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 999 }),
        (any, line, column) => {
          expect(codeFrame(any, at(line, column, column))).toBeTypeOf('string');
        },
      ),
    );
  });
});
