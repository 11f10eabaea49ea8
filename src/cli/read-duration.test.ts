import { InvalidArgumentError } from 'commander';
import { expect, test } from 'vitest';
import { readDuration } from './read-duration.ts';

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['15 min', 900_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
])('%s is a duration', (text, milliseconds) => {
  expect(readDuration(text)).toBe(milliseconds);
});

test.each(['', '90', '0s', '-1s', '1e3s', '0.1ms', '5 weeks', `${'9'.repeat(12)}d`])(
  '"%s" is none',
  (text) => {
    expect(() => readDuration(text)).toThrow(InvalidArgumentError);
  },
);
