import type { Har } from 'har-format';
import { expect, test } from 'vitest';
import { har } from './har.ts';
import { type AttemptResult, refusal, type RunResult } from './run-result.ts';

const start = Date.UTC(2026, 10, 1);

function resultOf(...attempts: readonly Partial<AttemptResult>[]): RunResult {
  const steps = attempts.map((attempt, index) => ({
    workflowId: 'pay',
    stepId: `step-${index}`,
    status: 'succeeded' as const,
    outputs: {},
    attempts: [
      {
        name: `pay/step-${index}#1.1`,
        method: 'POST',
        url: 'https://shop.example/orders?page=2&token=***',
        criteria: [],
        startedAt: start,
        durationMs: 15,
        requests: 1,
        facts: {},
        ...attempt,
      },
    ],
  }));
  return { ...refusal([]), status: 'completed', runId: 'order-7', steps };
}

const parsed = (result: RunResult): Har => JSON.parse(har(result, '1.2.3')) as Har;

test('an archive has an entry for each attempt, the earliest first', () => {
  const { log } = parsed(resultOf({ statusCode: 200, startedAt: start + 1000 }, { statusCode: 402 }));
  expect(log).toMatchObject({
    version: '1.2',
    creator: { name: 'heddle', version: '1.2.3' },
    comment: 'run order-7',
  });
  expect(log.entries.map(({ comment, startedDateTime }) => [comment, startedDateTime])).toEqual([
    ['pay/step-1#1.1', '2026-11-01T00:00:00.000Z'],
    ['pay/step-0#1.1', '2026-11-01T00:00:01.000Z'],
  ]);
});

test('an entry without a record has what the journal knows, and says that it knows no more', () => {
  const [entry] = parsed(resultOf({ statusCode: 402 })).log.entries;
  expect(entry).toEqual({
    startedDateTime: '2026-11-01T00:00:00.000Z',
    time: 15,
    request: {
      method: 'POST',
      url: 'https://shop.example/orders?page=2&token=***',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [
        { name: 'page', value: '2' },
        { name: 'token', value: '***' },
      ],
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: 402,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: -1, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 15, receive: 0 },
    comment: 'pay/step-0#1.1',
  });
});

test('what was recorded is in its place', () => {
  const exchange = {
    request: { headers: { 'content-type': 'application/json' }, body: { bytes: 12, text: '{"amount":7}' } },
    response: { headers: { 'content-type': 'text/plain', location: '/orders/1' }, body: { bytes: 5 } },
  };
  const [entry] = parsed(resultOf({ statusCode: 201, exchange })).log.entries;
  expect(entry!.request).toMatchObject({
    headers: [{ name: 'content-type', value: 'application/json' }],
    postData: { mimeType: 'application/json', text: '{"amount":7}' },
    bodySize: 12,
  });
  expect(entry!.response).toMatchObject({
    content: { size: 5, mimeType: 'text/plain' },
    redirectURL: '/orders/1',
  });
});

test('a call without an answer says why, and one that was never built is not there', () => {
  const { method: _, ...unbuilt } = { method: undefined, name: 'pay/none#1.1' };
  const result = resultOf({ failure: 'the connection was reset', requests: 3 });
  const without = {
    ...result.steps[0]!,
    attempts: [{ ...unbuilt, criteria: [], durationMs: 0, requests: 0, facts: {} }],
  };
  const { entries } = parsed({ ...result, steps: [...result.steps, without] }).log;
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({
    response: { status: 0 },
    _error: 'the connection was reset',
    _requests: 3,
  });
});

test('what was found by asking the provider says so', () => {
  const { response } = parsed(resultOf({ statusCode: 201, requests: 0, facts: { reconciled: true } })).log
    .entries[0]!;
  expect(response).toMatchObject({ status: 201, comment: '201, found by asking' });
  expect(parsed(resultOf({ statusCode: 201 })).log.entries[0]!.response).not.toHaveProperty('comment');
});
