import { describe, expect, test } from 'vitest';
import { type Clock, type HttpRequest, TransportFailure } from '../engine/ports.ts';
import { emulatorTransport } from './emulator-transport.ts';
import type { FaultEffect } from './faults.ts';
import { manualClock } from './manual-clock.ts';
import { createStripeEmulator } from './stripe/emulator.ts';
import { createTwilioEmulator } from './twilio/emulator.ts';

const never = new AbortController().signal;
const create: HttpRequest = {
  method: 'POST',
  url: 'https://api.stripe.com/v1/payment_intents',
  headers: {
    Authorization: `Basic ${btoa('sk_test_1:')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    'Idempotency-Key': 'k-1',
  },
  body:
    'amount=1999&currency=usd&confirm=true&payment_method=pm_card_visa' +
    '&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never',
};

function both(clock: Clock = manualClock()) {
  const stripe = createStripeEmulator({ clock });
  const twilio = createTwilioEmulator({ clock });
  return { stripe, twilio, transport: emulatorTransport([stripe, twilio]) };
}

async function failure(promise: Promise<unknown>): Promise<TransportFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportFailure);
  return error as TransportFailure;
}

describe('requests', () => {
  test('go to the emulator of their origin', async () => {
    const { transport, stripe, twilio } = both();
    const { statusCode, body } = await transport.send(create, never);
    expect([statusCode, JSON.parse(new TextDecoder().decode(body)).status]).toEqual([200, 'succeeded']);
    const url = `https://api.twilio.com/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`;
    expect((await transport.send({ method: 'POST', url, headers: {} }, never)).statusCode).toBe(401);
    expect(stripe.requests).toMatchObject([{ method: 'POST', path: '/v1/payment_intents', statusCode: 200 }]);
    expect(stripe.requests[0]!.form[0]).toEqual(['amount', '1999']);
    expect(twilio.requests).toHaveLength(1);
  });

  test.each([
    ['https://accounts.twilio.com/v1/x', 'dns'],
    ['http://api.stripe.com/v1/customers', 'dns'],
    ['https://api.stripe.com.example.com/v1/customers', 'dns'],
    ['/v1/customers', 'protocol'],
  ])('to %s never leave', async (url, reason) => {
    const { transport, stripe } = both();
    expect(await failure(transport.send({ ...create, url }, never))).toMatchObject({
      reason,
      delivery: 'not-sent',
    });
    expect(stripe.requests).toEqual([]);
  });

  test('that are cancelled before they are sent do not arrive', async () => {
    const { transport, stripe } = both();
    const error = await failure(transport.send(create, AbortSignal.abort()));
    expect(error).toMatchObject({ reason: 'cancelled', delivery: 'not-sent' });
    expect(stripe.requests).toEqual([]);
  });
});

describe('faults', () => {
  test.each<[FaultEffect, string, string, number]>([
    [{ kind: 'refuse' }, 'refused', 'not-sent', 0],
    [{ kind: 'reset' }, 'reset', 'unknown', 0],
    [{ kind: 'reset', executed: true }, 'reset', 'unknown', 1],
  ])('%j', async (effect, reason, delivery, charges) => {
    const { transport, stripe } = both();
    stripe.faults.add({ effect });
    expect(await failure(transport.send(create, never))).toMatchObject({ reason, delivery });
    expect(stripe.requests).toMatchObject([{ failure: reason }]);
    expect(stripe.charges()).toHaveLength(charges);
    await transport.send(create, never);
    expect(stripe.charges()).toHaveLength(1);
  });

  test('a delay passes on the clock', async () => {
    const clock = manualClock();
    const { transport, stripe } = both(clock);
    stripe.faults.add({ effect: { kind: 'delay', milliseconds: 80_000 } });
    expect((await transport.send(create, never)).statusCode).toBe(200);
    expect(clock.sleeps).toEqual([80_000]);
  });

  test('whoever stops waiting during a delay does not know, and the emulator goes on', async () => {
    const waking: (() => void)[] = [];
    const held = new Promise<void>((resolve) => waking.push(resolve));
    const { transport, stripe } = both({ ...manualClock(), sleep: () => held });
    stripe.faults.add({ effect: { kind: 'delay', milliseconds: 1 } });
    const controller = new AbortController();
    const sent = transport.send(create, controller.signal);
    controller.abort(new DOMException('too long', 'TimeoutError'));
    expect(await failure(sent)).toMatchObject({ reason: 'timeout', delivery: 'unknown' });
    expect(stripe.charges()).toEqual([]);
    waking[0]!();
    await expect.poll(() => stripe.charges().length).toBe(1);
  });

  test('a status has the envelope and headers of the provider, and those it is given', async () => {
    const { transport, stripe } = both();
    stripe.faults.add({ effect: { kind: 'status', statusCode: 429, headers: { 'retry-after': '3' } } });
    const { statusCode, headers, body } = await transport.send(create, never);
    expect(statusCode).toBe(429);
    expect(headers).toMatchObject({
      'retry-after': '3',
      'stripe-rate-limited-reason': 'global-rate',
      'request-id': expect.stringMatching(/^req_/),
    });
    expect(headers).not.toHaveProperty('stripe-should-retry');
    expect(JSON.parse(new TextDecoder().decode(body))).toMatchObject({ error: { code: 'rate_limit' } });
    stripe.faults.add({ effect: { kind: 'status', statusCode: 503, body: ['own'] } });
    const own = await transport.send(create, never);
    expect(JSON.parse(new TextDecoder().decode(own.body))).toEqual(['own']);
    expect(stripe.charges()).toEqual([]);
  });
});
