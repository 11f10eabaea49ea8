import { expect, test } from 'vitest';
import { retryAfterMilliseconds } from './retry-after.ts';

const now = Date.UTC(1994, 10, 6, 8, 49, 37);

test.each([
  ['0', 0],
  ['3', 3000],
  [' 120 ', 120_000],
  ['9'.repeat(400), Number.MAX_SAFE_INTEGER],
  ['Sun, 06 Nov 1994 08:49:40 GMT', 3000],
  ['Sunday, 06-Nov-94 08:49:40 GMT', 3000],
  ['Sun Nov  6 08:49:40 1994', 3000],
  ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ['-1', undefined],
  ['1.5', undefined],
  ['', undefined],
  ['soon', undefined],
  ['1994', 1_994_000],
  ['2030-01-01', undefined],
  ['Sun, 99 Nov 1994 08:49:40 GMT', undefined],
  ['Sun, 06 Nov 1994 08:49:40 +0100', undefined],
])('Retry-After "%s" means %s ms', (field, expected) => {
  expect(retryAfterMilliseconds({ 'retry-after': field }, now)).toBe(expected);
});

test('a date counts from the date of the answer, so that a wrong clock does no harm', () => {
  const headers = {
    'retry-after': 'Sun, 06 Nov 1994 08:49:40 GMT',
    date: 'Sun, 06 Nov 1994 08:49:30 GMT',
  };
  expect(retryAfterMilliseconds(headers, now + 86_400_000)).toBe(10_000);
});

test('an answer without the field asks for nothing', () => {
  expect(retryAfterMilliseconds({}, now)).toBeUndefined();
});
