import { expect, test } from 'vitest';
import { countSegments } from './segments.ts';

test.each([
  ['nothing', '', 1],
  ['160 plain characters', 'a'.repeat(160), 1],
  ['161 plain characters', 'a'.repeat(161), 2],
  ['306 plain characters', 'a'.repeat(306), 2],
  ['307 plain characters', 'a'.repeat(307), 3],
  ['80 characters that take two places', '€'.repeat(80), 1],
  ['81 characters that take two places', '€'.repeat(81), 2],
  ['a pair that would be torn apart', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
  ['70 characters with a curly quote', `${'a'.repeat(69)}’`, 1],
  ['71 characters with a curly quote', `${'a'.repeat(70)}’`, 2],
  ['35 emoji', '😀'.repeat(35), 1],
  ['36 emoji', '😀'.repeat(36), 2],
  ['67 emoji, of which 33 fit a part', '😀'.repeat(67), 3],
])('%s', (_, text, segments) => {
  expect(countSegments(text)).toBe(segments);
});
