import { describe, expect, test } from 'vitest';
import { textReplacements } from './text-replacements.ts';

/** Makes replacements in a text, the last first, as readers of SARIF do. */
function applied(before: string, replacements: ReturnType<typeof textReplacements>): string {
  const starts = [0, ...[...before.matchAll(/\n/g)].map(({ index }) => index + 1)];
  let text = before;
  for (const { startLine, startColumn, endLine, endColumn, text: inserted } of replacements.toReversed()) {
    const start = starts[startLine - 1]! + startColumn - 1;
    const end = starts[endLine - 1]! + endColumn - 1;
    text = text.slice(0, start) + inserted + text.slice(end);
  }
  return text;
}

describe('the replacements that make one text of another', () => {
  test.each([
    ['a word', 'a: cat\nb: dog\n', 'a: cow\nb: dog\n', [[1, 5, 1, 7, 'ow']]],
    ['a new line', 'a: 1\nc: 3\n', 'a: 1\nb: 2\nc: 3\n', [[2, 1, 2, 1, 'b: 2\n']]],
    ['a line that goes', 'a: 1\nb: 2\nc: 3\n', 'a: 1\nc: 3\n', [[2, 1, 3, 1, '']]],
    ['a line at the end', 'a: 1\n', 'a: 1\nb: 2\n', [[2, 1, 2, 1, 'b: 2\n']]],
    ['the end of a text without a line break', 'a: 1', 'a: 12', [[1, 5, 1, 5, '2']]],
    [
      'two places',
      'a: 1\nb: 2\nc: 3\n',
      'a: 7\nb: 2\nc: 8\n',
      [
        [1, 4, 1, 5, '7'],
        [3, 4, 3, 5, '8'],
      ],
    ],
    ['a line break of two characters', 'a: 1\r\nb: 2\r\n', 'a: 1\nb: 2\r\n', [[1, 5, 2, 1, '\n']]],
    ['half a pair of UTF-16', 'a: 😀\n', 'a: 😁\n', [[1, 4, 1, 6, '😁']]],
    ['nothing', 'a: 1\n', 'a: 1\n', []],
  ])('%s', (_, before, after, expected) => {
    const found = textReplacements(before, after);
    expect(
      found.map((each) => [each.startLine, each.startColumn, each.endLine, each.endColumn, each.text]),
    ).toEqual(expected);
    expect(applied(before, found)).toBe(after);
  });
});
