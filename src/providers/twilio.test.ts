import { describe, expect, test } from 'vitest';
import { twilio } from './twilio.ts';

const create = '/Accounts/{AccountSid}/Messages.json';
const url = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json';

function answer(statusCode: number, body: unknown, method = 'POST', path = create) {
  return twilio.verdict({
    request: { method, url },
    path,
    response: { statusCode, headers: { 'twilio-request-id': 'RQ1' }, body },
  });
}

const sid = `SM${'a'.repeat(32)}`;

describe('a refusal is classified by its code', () => {
  test.each([
    [401, 20003, 'configuration', false],
    [404, 20404, 'invalid-request', false],
    [429, 20429, 'rate-limited', true],
    [400, 21211, 'recipient', false],
    [400, 21212, 'configuration', false],
    [400, 21606, 'configuration', false],
    [400, 21659, 'configuration', false],
    [400, 21660, 'configuration', false],
    [400, 21661, 'configuration', false],
    [400, 21408, 'configuration', false],
    [403, 21408, 'configuration', false],
    [400, 21602, 'invalid-request', false],
    [400, 21603, 'invalid-request', false],
    [400, 21604, 'invalid-request', false],
    [400, 21608, 'configuration', false],
    [400, 21610, 'suppressed', false],
    [400, 21611, 'rate-limited', true],
    [429, 21611, 'rate-limited', true],
    [400, 21612, 'recipient', false],
    [400, 21614, 'recipient', false],
    [400, 21617, 'invalid-request', false],
    [400, 21699, 'invalid-request', false],
    [400, undefined, 'invalid-request', false],
    [400, 'constructor', 'invalid-request', false],
    [403, undefined, 'configuration', false],
  ])('%i %s is %s, may be retried: %s', (statusCode, code, classification, mayRetry) => {
    const verdict = answer(statusCode, { code, message: 'Text +15558675310', status: statusCode });
    expect(verdict).toMatchObject({ classification, mayRetry, inDoubt: false, decided: statusCode !== 429 });
    expect(verdict.facts).toEqual({
      requestId: 'RQ1',
      ...(code === undefined ? {} : { errorCode: code }),
    });
  });
});

test('a message that was taken has an id and a status', () => {
  const body = { sid, status: 'queued', error_code: null, to: '+15558675310', body: 'Hello' };
  expect(answer(201, body)).toEqual({
    facts: { requestId: 'RQ1', messageSid: sid, messageStatus: 'queued' },
    decided: true,
    mayRetry: true,
    inDoubt: false,
  });
  expect(answer(200, { sid, status: 'undelivered', error_code: 30007 }, 'GET').facts).toMatchObject({
    messageStatus: 'undelivered',
    messageErrorCode: 30007,
  });
});

describe('whether a message was sent is in doubt', () => {
  const one = '/Accounts/{AccountSid}/Messages/{Sid}.json';
  test.each([
    ['POST', create, true],
    ['GET', create, false],
    ['POST', one, false],
    ['DELETE', one, false],
  ])('after a 500 to %s %s: %s', (method, path, inDoubt) => {
    expect(answer(500, { code: 20500 }, method, path)).toMatchObject({
      classification: 'provider-error',
      decided: false,
      inDoubt,
    });
  });

  test.each([
    ['POST', 'unknown', true],
    ['POST', 'not-sent', false],
    ['GET', 'unknown', false],
  ] as const)('after no answer to a %s whose delivery is %s: %s', (method, delivery, inDoubt) => {
    const failure = { reason: 'timeout', delivery } as const;
    expect(twilio.verdict({ request: { method, url }, path: create, failure }).inDoubt).toBe(inDoubt);
  });
});

describe('the recipient', () => {
  test.each([
    ['POST', create, { To: '+15558675310' }, '+15558675310'],
    [
      'POST',
      '/2010-04-01/Accounts/{AccountSid}/Messages.json',
      { To: ' +1 (555) 867-5310 ' },
      '+15558675310',
    ],
    ['POST', create, { To: 'WhatsApp:+15558675310' }, 'whatsapp:+15558675310'],
    ['POST', create, 'From=x&To=%2B15558675310', '+15558675310'],
    ['POST', create, {}, undefined],
    ['POST', create, { To: '' }, undefined],
    ['POST', create, undefined, undefined],
    ['GET', create, { To: '+15558675310' }, undefined],
    ['POST', '/Accounts/{AccountSid}/Calls.json', { To: '+15558675310' }, undefined],
  ])('of %s %s with %j is %s', (method, path, body, expected) => {
    expect(twilio.recipient!({ method, path, body })).toBe(expected);
  });
});

test('known outcomes of a create are a queued message and what the table says', () => {
  const outcomes = twilio.outcomes!({ method: 'POST', path: create, body: { To: 'x' } });
  expect(
    outcomes.map(({ statusCode, body }) => [statusCode, answer(statusCode, body).classification]),
  ).toEqual([
    [201, undefined],
    [400, 'suppressed'],
    [400, 'recipient'],
    [401, 'configuration'],
    [429, 'rate-limited'],
    [500, 'provider-error'],
  ]);
  expect(outcomes[0]!.body).toMatchObject({ status: 'queued', num_segments: '1' });
  const byService = twilio.outcomes!({ method: 'POST', path: create, body: { MessagingServiceSid: 'MG1' } });
  expect(byService[0]!.body).toMatchObject({ status: 'accepted' });
  expect(twilio.outcomes!({ method: 'GET', path: create, body: undefined })).toEqual([]);
});
