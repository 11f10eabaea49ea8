import { describe, expect, test } from 'vitest';
import { reconcileMessage } from './reconcile-message.ts';
import { reconcilePayment } from './reconcile-payment.ts';

const sentAt = Date.UTC(2026, 0, 2, 12);

describe('what came of a text', () => {
  const at = 'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json';
  const about = (body: object) =>
    reconcileMessage({
      path: '/2010-04-01/Accounts/{AccountSid}/Messages.json',
      request: { method: 'POST', url: at, headers: {} },
      scope: { url: at, method: 'POST', header: {}, query: {}, path: {}, body },
      sentAt,
    });
  const sent = { To: '+15558675310', From: '+15005550006', Body: 'Hello' };
  const message = (sid: string, rest: object = {}): object => ({
    sid,
    body: 'Hello',
    direction: 'outbound-api',
    date_created: new Date(sentAt).toUTCString(),
    ...rest,
  });

  test('is looked up by recipient, sender and day, where there is a recipient', () => {
    const { searchParams } = new URL(about(sent)!.url);
    expect(Object.fromEntries(searchParams)).toEqual({
      To: sent.To,
      From: sent.From,
      'DateSent>': '2026-01-02',
      PageSize: '100',
    });
    expect(about({ Body: 'Hello' })).toBeUndefined();
  });

  test('is told by a message with its text, from its time, the earliest first; another proves nothing', () => {
    const asked = about(sent)!;
    const old = new Date(sentAt - 3_600_000).toUTCString();
    const messages = [
      message('SM4'),
      message('SM3', { body: 'Sent from your Twilio trial account - Hello' }),
      message('SM2', { direction: 'inbound' }),
      message('SM1', { body: 'Hello you' }),
      message('SM0', { date_created: old }),
    ];
    expect(asked.conclude({ messages })).toMatchObject({
      kind: 'happened',
      candidates: [{ claim: 'twilio:SM3' }, { claim: 'twilio:SM4', statusCode: 201 }],
    });
    expect(asked.conclude({ messages: messages.slice(2) })).toEqual({ kind: 'nothing' });
    expect(asked.conclude('what is this?')).toEqual({ kind: 'nothing' });
  });

  test('is looked for on the next page too, at the same origin only', () => {
    const asked = about(sent)!;
    const page = (next_page_uri: string): object => ({ messages: [], next_page_uri });
    expect(asked.conclude(page('/2010-04-01/next'))).toMatchObject({
      kind: 'more',
      url: 'https://api.twilio.com/2010-04-01/next',
    });
    expect(asked.conclude(page('https://evil.example/'))).toEqual({ kind: 'nothing' });
  });
});

describe('what came of a payment', () => {
  const about = (path: string, body: object = {}) =>
    reconcilePayment({
      path,
      request: {
        method: 'POST',
        url: `https://api.stripe.com${path.replace('{intent}', 'pi_1')}?expand[]=a`,
        headers: {},
      },
      scope: { url: '', method: 'POST', header: {}, query: {}, path: {}, body },
      sentAt,
    });
  const intent = (status: string, rest: object = {}): object => ({
    object: 'payment_intent',
    status,
    ...rest,
  });

  test('is told by the status of its intent', () => {
    const asked = about('/v1/payment_intents/{intent}/confirm')!;
    expect(asked.url).toBe('https://api.stripe.com/v1/payment_intents/pi_1');
    expect(asked.conclude(intent('requires_confirmation'))).toEqual({ kind: 'did-not' });
    expect(asked.conclude(intent('requires_payment_method'))).toEqual({ kind: 'did-not' });
    const declined = intent('requires_payment_method', { last_payment_error: { code: 'card_declined' } });
    expect(asked.conclude(declined)).toMatchObject({
      kind: 'happened',
      candidates: [{ statusCode: 402, body: { error: { code: 'card_declined' } } }],
    });
    expect(asked.conclude(intent('succeeded'))).toMatchObject({
      kind: 'happened',
      candidates: [{ statusCode: 200 }],
    });
    expect(asked.conclude({ object: 'error' })).toEqual({ kind: 'nothing' });
  });

  test('can be made again when no money was to be taken, and is for a person when it was', () => {
    const asked = about('/v1/payment_intents', { amount: 1 })!;
    expect(asked.conclude({ data: [] })).toEqual({ kind: 'did-not' });
    for (const confirm of [true, 'true']) expect(about('/v1/payment_intents', { confirm })).toBeUndefined();
    expect(about('/v1/refunds')).toBeUndefined();
  });
});
