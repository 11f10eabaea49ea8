import { expect, test } from 'vitest';
import { attemptLines } from './attempt-lines.ts';
import type { AttemptResult } from './run-result.ts';
import { attemptText } from './step-texts.ts';
import { makeStyle } from './style.ts';

const ended = 'the process ended before the answer was kept';
const post = { method: 'POST', url: 'https://press.example/orders', name: 'w/order#1.1' };
const made = { criteria: [], durationMs: 0, requests: 1, facts: {} };

test.each<[string, Partial<AttemptResult>, string]>([
  ['answered', { statusCode: 201 }, '201'],
  ['without an answer', { failure: 'reset', delivery: 'unknown' }, 'no answer, reset'],
  ['that was found', { statusCode: 201, facts: { reconciled: true } }, '201, found by asking'],
  [
    'that was found for an earlier attempt',
    { statusCode: 201, requests: 0, facts: { reconciled: true } },
    '201, found by asking',
  ],
  [
    'that was not found and not made again',
    {
      requests: 0,
      failure: `${ended}; the provider knows nothing of it, which proves nothing`,
      delivery: 'unknown',
    },
    `not sent again, ${ended}; the provider knows nothing of it, which proves nothing`,
  ],
  ['that an earlier attempt left at a status', { statusCode: 503, requests: 0 }, '503, not sent again'],
  ['without a token', { requests: 0, failure: 'no token', delivery: 'not-sent' }, 'not sent, no token'],
  [
    'to somebody who opted out',
    { requests: 0, failure: 'opted out', delivery: 'not-sent', classification: 'suppressed' },
    'not sent, opted out',
  ],
  ['of which a person said that it happened', { facts: { settled: true } }, 'settled'],
  ['that a person answered', { statusCode: 201, facts: { settled: true } }, '201, settled'],
])('a call %s', (_, part, told) => {
  const attempt: AttemptResult = { ...post, ...made, ...part };
  expect(attemptText(attempt)).toBe(`POST /orders: ${told}`);
  const shown = { label: 'order', operation: 'POST /orders', attempt, succeeded: false };
  const status = part.statusCode === undefined ? told.split(', ')[0]! : told;
  expect(attemptLines(shown, makeStyle({ coloured: false }))[0]).toBe(
    `✗ order  POST /orders  ${status}  0 ms`,
  );
});
