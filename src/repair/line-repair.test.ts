import { expect, test } from 'vitest';
import { editText } from './edit-text.ts';
import { lineRepair } from './line-repair.ts';

function mended(text: string): string | undefined {
  const repair = lineRepair(text);
  return repair && editText(text, repair.edits);
}

test.each([
  ['line breaks stay', 'summary: a: b\r\nx: 1\r\n', "summary: 'a: b'\r\nx: 1\r\n"],
  ['after a dash', '- - @a # c\n', "- - '@a' # c\n"],
  ['both kinds', 'a:\n\tsummary: b: c\n', undefined],
  ['one line is not enough', 'summary: a: b\nx: [1\n', undefined],
  ['brackets are left alone', '{ summary: @a }\n', undefined],
  ['a name may be meant', '- @a: b\n', undefined],
  ['nothing is wrong', 'a: 1\n', undefined],
])('%s', (_, text, after) => {
  expect(mended(text)).toBe(after);
});

test('long texts and lines are not read again and again', () => {
  expect(lineRepair(`summary: a: b\n${'x: 1\n'.repeat(300_000)}`)).toBeUndefined();
  expect(lineRepair(`summary: a: ${'b '.repeat(2000)}\n`)).toBeUndefined();
});

test('lines that are others by now are not edited', () => {
  const { edits = [] } = lineRepair('summary: a: b\n') ?? {};
  expect(editText('summary: a: c\n', edits)).toBeUndefined();
});
