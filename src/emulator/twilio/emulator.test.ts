import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock, type ManualClock } from '../manual-clock.ts';
import { createTwilioEmulator, type TwilioEmulator } from './emulator.ts';
import type { Message } from './message.ts';

const account = `AC${'a'.repeat(32)}`;
const path = `/2010-04-01/Accounts/${account}/Messages.json`;

interface Page {
  readonly messages: readonly Message[];
  readonly next_page_uri: string | null;
  readonly code?: number;
}

async function ask(
  twilio: TwilioEmulator,
  method: string,
  target: string,
  fields: Record<string, string> = {},
) {
  const { statusCode, headers, body } = await twilio.handle({
    method,
    url: `https://api.twilio.com${target}`,
    headers: {
      Authorization: `Basic ${btoa(`${account}:token`)}`,
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    ...(method === 'POST' ? { body: new URLSearchParams(fields).toString() } : {}),
  });
  return { statusCode, headers, body: JSON.parse(new TextDecoder().decode(body)) as Message & Page };
}

const message = { From: '+15005550006', To: '+15558675310', Body: 'Hello' };

function started(): { readonly twilio: TwilioEmulator; readonly clock: ManualClock } {
  const clock = manualClock(Date.UTC(2026, 0, 1, 12));
  return { twilio: createTwilioEmulator({ clock, numbers: ['+15551230000'] }), clock };
}

test('an answer has the headers of the API', async () => {
  const { headers } = await ask(started().twilio, 'POST', path, message);
  expect(headers).toEqual({
    'content-type': 'application/json',
    'twilio-concurrent-requests': '1',
    'twilio-request-duration': '0.080',
    'twilio-request-id': expect.stringMatching(/^RQ[0-9a-f]{32}$/),
  });
});

test('fields it does not know are ignored, further numbers can send', async () => {
  const { twilio } = started();
  const sent = await ask(twilio, 'POST', path, { ...message, From: '+15551230000', AccountSid: 'AC1' });
  expect([sent.statusCode, sent.body.account_sid]).toEqual([201, account]);
});

test('the same text sent twice is two messages', async () => {
  const { twilio } = started();
  await ask(twilio, 'POST', path, message);
  await ask(twilio, 'POST', path, message);
  expect(new Set(twilio.messages().map(({ sid }) => sid)).size).toBe(2);
});

describe('a list', () => {
  test('keeps its pages when messages arrive meanwhile', async () => {
    const { twilio } = started();
    for (let i = 0; i < 4; i++) await ask(twilio, 'POST', path, { ...message, Body: String(i) });
    const first = await ask(twilio, 'GET', `${path}?PageSize=2&To=%2B15558675310`);
    await ask(twilio, 'POST', path, { ...message, Body: 'new' });
    const second = await ask(twilio, 'GET', first.body.next_page_uri!);
    const texts = [...first.body.messages, ...second.body.messages].map(({ body }) => body);
    expect(texts).toEqual(['3', '2', '1', '0']);
    expect(second.body.next_page_uri).toBeNull();
  });

  test.each([
    ['DateSent=2026-01-01', 1],
    ['DateSent=2026-01-02', 0],
    ['DateSent%3E=2026-01-01', 1],
    ['DateSent%3E=2026-01-02', 0],
    ['DateSent%3C=2026-01-01', 1],
    ['DateSent%3C=2025-12-31', 0],
    ['DateSent%3E=2026-01-01T12:00:00Z', 1],
    ['DateSent%3E=2026-01-01T12:00:01Z', 0],
  ])('by %s has %i', async (query, count) => {
    const { twilio } = started();
    await ask(twilio, 'POST', path, message);
    expect((await ask(twilio, 'GET', `${path}?${query}`)).body.messages).toHaveLength(count);
  });

  test.each([['DateSent=yesterday'], ['PageSize=-1'], ['PageSize=0'], ['Page=x'], ['PageToken=PASM1']])(
    'by %s is refused',
    async (query) => {
      const { statusCode, body } = await ask(started().twilio, 'GET', `${path}?${query}`);
      expect([statusCode, body.code]).toEqual([400, 20001]);
    },
  );
});

test.each([
  [{ Status: 'canceled' }, 409],
  [{ Status: 'sent' }, 400],
  [{ Body: 'other' }, 400],
  [{ Body: '' }, 200],
])('a queued message changed by %j is answered with %i', async (change, statusCode) => {
  const { twilio } = started();
  const { body } = await ask(twilio, 'POST', path, message);
  expect((await ask(twilio, 'POST', body.uri, change)).statusCode).toBe(statusCode);
});

test.each([['/2010-04-01/Accounts/nobody/Messages.json'], ['/2010-04-01/Accounts'], ['/elsewhere']])(
  '%s is not found',
  async (target) => {
    const { statusCode, body } = await ask(started().twilio, 'GET', target);
    expect([statusCode, body.code]).toEqual([404, 20404]);
  },
);

test('any form is answered', async () => {
  const { twilio } = started();
  const name = fc.constantFrom('To', 'From', 'Body', 'MediaUrl', 'SendAt', 'ScheduleType', '__proto__');
  await fc.assert(
    fc.asyncProperty(fc.dictionary(name, fc.string()), async (fields) => {
      const { statusCode } = await ask(twilio, 'POST', path, { ...message, ...fields });
      expect([201, 400]).toContain(statusCode);
    }),
  );
});
