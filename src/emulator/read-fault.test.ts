import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFault } from './read-fault.ts';

test.each([
  { effect: { kind: 'reset', executed: true } },
  { match: { method: 'POST', path: '/v1*', nth: 2 }, times: 'always', effect: { kind: 'refuse' } },
  { times: 3, effect: { kind: 'status', statusCode: 429, headers: { 'retry-after': '3' } } },
  { effect: { kind: 'delay', milliseconds: 10 } },
])('%j is a fault', (value) => {
  expect(readFault(value)).toBe(value);
});

test.each([
  [null, 'A fault'],
  [{}, '"effect"'],
  [{ effect: { kind: 'explode' } }, '"effect.kind"'],
  [{ effect: { kind: 'status', statusCode: 700 } }, '"effect.statusCode"'],
  [{ effect: { kind: 'status', statusCode: 500, headers: { a: 'b\r\nc: d' } } }, '"effect.headers"'],
  [{ effect: { kind: 'status', statusCode: 500, headers: [] } }, '"effect.headers"'],
  [{ effect: { kind: 'delay', milliseconds: -1 } }, '"effect.milliseconds"'],
  [{ times: 0, effect: { kind: 'reset' } }, '"times"'],
  [{ match: { nth: 1.5 }, effect: { kind: 'reset' } }, '"match.nth"'],
  [{ match: { path: 1 }, effect: { kind: 'reset' } }, '"match.method" and'],
  [{ match: [], effect: { kind: 'reset' } }, '"match"'],
])('%j is refused, and the field named', (value, start) => {
  const problem = readFault(value);
  expect(typeof problem === 'string' && problem.startsWith(start)).toBe(true);
});

test('any JSON is read as it stands, or refused', () => {
  const effect = fc.record({
    kind: fc.constantFrom('status', 'delay', 'reset', 'x'),
    statusCode: fc.jsonValue(),
  });
  const nearly = fc.record(
    { effect, match: fc.jsonValue(), times: fc.jsonValue() },
    { requiredKeys: ['effect'] },
  );
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), nearly), (value) => {
      const read = readFault(value);
      expect(typeof read === 'string' ? read.endsWith('.') : read === value).toBe(true);
    }),
  );
});
