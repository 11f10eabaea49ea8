import { expect, test } from 'vitest';
import { genericVerdict } from './generic.ts';

const request = { url: 'https://api.example.com/a' };

test.each([
  [200, undefined],
  [301, undefined],
  [400, 'invalid-request'],
  [401, 'configuration'],
  [403, 'configuration'],
  [404, undefined],
  [409, undefined],
  [422, 'invalid-request'],
  [429, 'rate-limited'],
  [500, 'provider-error'],
])('a %i is a decision of class %s', (statusCode, classification) => {
  const response = { statusCode, headers: { 'x-request-id': 'r-1' }, body: undefined };
  const verdict = genericVerdict({ request: { ...request, method: 'POST' }, path: '/a', response });
  expect(verdict).toMatchObject({
    facts: { requestId: 'r-1' },
    decided: true,
    mayRetry: true,
    inDoubt: false,
  });
  expect(verdict.classification).toBe(classification);
});

test.each([
  ['POST', true],
  ['PATCH', true],
  ['PURGE', true],
  ['PUT', false],
  ['DELETE', false],
  ['GET', false],
  ['QUERY', false],
])('a %s without an answer is in doubt: %s', (method, inDoubt) => {
  const exchange = { request: { ...request, method }, path: '/a' };
  const verdict = (delivery: 'unknown' | 'not-sent') =>
    genericVerdict({ ...exchange, failure: { reason: 'reset', delivery } });
  expect(verdict('unknown').inDoubt).toBe(inDoubt);
  expect(verdict('not-sent').inDoubt).toBe(false);
});
