import { Stripe } from 'stripe';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createStripeEmulator,
  listen,
  type ListeningEmulators,
  manualClock,
  type ManualClock,
  type StripeEmulator,
} from '../../src/testing.ts';

let server: ListeningEmulators | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Sandbox {
  readonly stripe: Stripe;
  readonly emulator: StripeEmulator;
  readonly clock: ManualClock;
  readonly client: (key: string, settings?: Stripe.StripeConfig) => Stripe;
}

/** The official client, pointed at an emulator on this machine. */
async function sandbox(settings: Stripe.StripeConfig = {}, clock = manualClock()): Promise<Sandbox> {
  const emulator = createStripeEmulator({ clock });
  server = await listen([emulator]);
  const { hostname, port } = new URL(server.url);
  const client: Sandbox['client'] = (key, more = {}) =>
    new Stripe(key, {
      host: hostname,
      port,
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
      ...more,
    });
  return { stripe: client('sk_test_dummy', settings), emulator, clock, client };
}

const never = { enabled: true, allow_redirects: 'never' } as const;
const payment = {
  amount: 1999,
  currency: 'usd',
  confirm: true,
  payment_method: 'pm_card_visa',
  automatic_payment_methods: never,
} satisfies Stripe.PaymentIntentCreateParams;

async function refusal(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeError);
  return error as Stripe.errors.StripeError;
}

describe('outcomes of a payment (docs/providers.md 1.2)', () => {
  test('a card that pays', async () => {
    const { stripe, emulator } = await sandbox();
    const intent = await stripe.paymentIntents.create(
      { ...payment, expand: ['latest_charge', 'customer'], metadata: { run_id: 'r 1&2', dash: 'é' } },
      { idempotencyKey: 'key-1' },
    );
    expect(intent).toMatchObject({
      object: 'payment_intent',
      status: 'succeeded',
      amount_received: 1999,
      last_payment_error: null,
      next_action: null,
      livemode: false,
      metadata: { run_id: 'r 1&2', dash: 'é' },
      latest_charge: { object: 'charge', paid: true, amount_captured: 1999 },
    });
    expect(intent.id).toMatch(/^pi_[A-Za-z0-9]{24}$/);
    expect(intent.payment_method).toMatch(/^pm_[A-Za-z0-9]{24}$/);
    expect(intent.lastResponse).toMatchObject({
      apiVersion: Stripe.API_VERSION,
      idempotencyKey: 'key-1',
      statusCode: 200,
    });
    expect(intent.lastResponse.headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
      'original-request': intent.lastResponse.requestId,
      'stripe-should-retry': 'false',
    });
    expect(emulator.charges()).toHaveLength(1);
  });

  test('a payment that is only authorised, and captured later', async () => {
    const { stripe } = await sandbox();
    const intent = await stripe.paymentIntents.create({ ...payment, capture_method: 'manual' });
    expect(intent).toMatchObject({ status: 'requires_capture', amount_capturable: 1999, amount_received: 0 });
    expect(await stripe.paymentIntents.capture(intent.id, { amount_to_capture: 1500 })).toMatchObject({
      status: 'succeeded',
      amount_received: 1500,
    });
  });

  test('a bank debit that settles later', async () => {
    const { stripe, emulator } = await sandbox();
    const { id } = await stripe.paymentIntents.create({
      ...payment,
      payment_method: 'pm_usBankAccount_success',
    });
    expect((await stripe.paymentIntents.retrieve(id)).status).toBe('processing');
    emulator.settle(id, 'succeeded');
    expect(await stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] })).toMatchObject({
      status: 'succeeded',
      latest_charge: { status: 'succeeded' },
    });
    expect(emulator.charges()).toHaveLength(1);
  });

  test('a bank debit that fails later', async () => {
    const { stripe, emulator } = await sandbox();
    const { id } = await stripe.paymentIntents.create({ ...payment, payment_method: 'pm_usBankAccount' });
    emulator.settle(id, 'failed');
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'generic_decline' },
    });
  });

  test('an intent without confirmation, with and without a payment method', async () => {
    const { stripe } = await sandbox();
    const { confirm: _, payment_method: __, ...bare } = payment;
    expect((await stripe.paymentIntents.create(bare)).status).toBe('requires_payment_method');
    const chosen = await stripe.paymentIntents.create({ ...bare, payment_method: 'pm_card_visa' });
    expect(chosen.status).toBe('requires_confirmation');
    expect((await stripe.paymentIntents.confirm(chosen.id, { off_session: true })).status).toBe('succeeded');
  });

  test('authentication asked of a customer who is there', async () => {
    const { stripe, emulator } = await sandbox();
    const asked = { ...payment, payment_method: 'pm_card_authenticationRequired' };
    const bySdk = await stripe.paymentIntents.create(asked);
    expect(bySdk).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } });
    const byPage = await stripe.paymentIntents.create({ ...asked, return_url: 'https://example.com/back' });
    expect(byPage).toMatchObject({
      status: 'requires_action',
      next_action: {
        type: 'redirect_to_url',
        redirect_to_url: { return_url: 'https://example.com/back', url: expect.stringMatching(/^https:/) },
      },
    });
    expect(emulator.settle(byPage.id, 'succeeded').status).toBe('succeeded');
    expect(emulator.settle(bySdk.id, 'failed')).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { code: 'payment_intent_authentication_failure' },
    });
  });

  test.each([
    ['pm_card_authenticationRequired'],
    ['pm_card_authenticationRequiredOnSetup'],
    ['pm_card_threeDSecure2Required'],
    ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
  ])('authentication needed of a customer who is not there: %s', async (method) => {
    const { stripe } = await sandbox();
    const error = await refusal(
      stripe.paymentIntents.create({ ...payment, payment_method: method, off_session: true }),
    );
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
      payment_intent: { status: 'requires_payment_method', payment_method: null },
    });
  });

  test('authentication that the request forbids to ask for', async () => {
    const { stripe, emulator } = await sandbox();
    const error = await refusal(
      stripe.paymentIntents.create({
        ...payment,
        payment_method: 'pm_card_authenticationRequired',
        error_on_requires_action: true,
      }),
    );
    expect(error).toMatchObject({
      code: 'authentication_required',
      decline_code: 'authentication_not_handled',
    });
    expect(emulator.charges()).toEqual([]);
  });

  test('a card that is set up for absent customers pays', async () => {
    const { stripe } = await sandbox();
    const method = 'pm_card_authenticationRequiredSetupForOffSession';
    const intent = await stripe.paymentIntents.create({
      ...payment,
      payment_method: method,
      off_session: true,
    });
    expect(intent.status).toBe('succeeded');
  });

  test('a cancelled intent takes no payment any more', async () => {
    const { stripe } = await sandbox();
    const { id } = await stripe.paymentIntents.create({ ...payment, confirm: false });
    const cancelled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
    expect(await refusal(stripe.paymentIntents.confirm(id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
      payment_intent: { id },
    });
  });
});

describe('declines (docs/providers.md 1.3)', () => {
  const lost = 'do_not_try_again';
  test.each([
    // id, code, decline_code, advice_code, network decline, network advice, param
    ['visa_chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later', '01'],
    ['chargeDeclined', 'card_declined', 'generic_decline', 'try_again_later', '01'],
    [
      'visa_chargeDeclinedInsufficientFunds',
      'card_declined',
      'insufficient_funds',
      'try_again_later',
      '51',
      '02',
    ],
    ['visa_chargeDeclinedLostCard', 'card_declined', 'lost_card', lost, '41', '01'],
    ['visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card', lost, '43', '01'],
    [
      'chargeDeclinedExpiredCard',
      'expired_card',
      'expired_card',
      'confirm_card_data',
      '54',
      '03',
      'exp_month',
    ],
    ['chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc', 'confirm_card_data', 'N7', '03', 'cvc'],
    ['chargeDeclinedProcessingError', 'processing_error', 'processing_error', 'try_again_later', '06'],
    [
      'visa_chargeDeclinedVelocityLimitExceeded',
      'card_declined',
      'card_velocity_exceeded',
      'try_again_later',
      '61',
      '02',
    ],
  ])(
    'pm_card_%s',
    async (id, code, declineCode, advice, networkDecline, networkAdvice?: string, param?: string) => {
      const { stripe, emulator } = await sandbox();
      const error = await refusal(
        stripe.paymentIntents.create({ ...payment, payment_method: `pm_card_${id}`, off_session: true }),
      );
      expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
      expect(error).toMatchObject({ statusCode: 402, code, decline_code: declineCode, param });
      expect(error.raw).toMatchObject({
        type: 'card_error',
        advice_code: advice,
        network_decline_code: networkDecline,
        charge: emulator.charges()[0]!.id,
        doc_url: expect.stringContaining('https://'),
        request_log_url: expect.stringContaining(error.requestId!),
      });
      expect((error.raw as Record<string, unknown>)['network_advice_code']).toBe(networkAdvice);
      const declined = error.payment_intent!;
      expect(declined).toMatchObject({
        status: 'requires_payment_method',
        payment_method: null,
        latest_charge: emulator.charges()[0]!.id,
        client_secret: expect.stringContaining(`${declined.id}_secret_`),
        last_payment_error: {
          code,
          decline_code: declineCode,
          payment_method: {
            object: 'payment_method',
            billing_details: { email: expect.stringContaining('@') },
          },
        },
      });
      expect((await stripe.paymentIntents.retrieve(declined.id)).status).toBe('requires_payment_method');
    },
  );

  test('a saved card that declines', async () => {
    const { stripe } = await sandbox();
    const customer = await stripe.customers.create({ email: 'a@example.com', name: 'A' });
    const saved = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer: customer.id });
    expect(saved).toMatchObject({ customer: customer.id, card: { last4: '0341' } });
    const charge = { ...payment, payment_method: saved.id, off_session: true };
    expect(await refusal(stripe.paymentIntents.create(charge))).toMatchObject({ statusCode: 400 });
    expect(await refusal(stripe.paymentIntents.create({ ...charge, customer: customer.id }))).toMatchObject({
      statusCode: 402,
      decline_code: 'generic_decline',
      payment_intent: { customer: customer.id },
    });
    const again = stripe.paymentMethods.attach(saved.id, { customer: customer.id });
    const error = await refusal(again);
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.code).toBeUndefined();
  });

  test('cards that decline cannot be saved', async () => {
    const { stripe } = await sandbox();
    const { id } = await stripe.customers.create();
    const error = await refusal(
      stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: id }),
    );
    expect(error).toMatchObject({ statusCode: 402, decline_code: 'generic_decline' });
  });
});

describe('requests that are refused', () => {
  test.each<[string, Record<string, unknown>, { code?: string | undefined; param?: string | undefined }]>([
    ['a missing amount', { amount: undefined }, { code: 'parameter_missing', param: 'amount' }],
    ['a missing currency', { currency: undefined }, { code: 'parameter_missing', param: 'currency' }],
    ['an amount too small', { amount: 10 }, { code: 'amount_too_small', param: 'amount' }],
    ['an amount too large', { amount: 100_000_000 }, { code: 'amount_too_large', param: 'amount' }],
    ['an amount with a fraction', { amount: 19.99 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['an amount of zero', { amount: 0 }, { code: 'parameter_invalid_integer', param: 'amount' }],
    ['a currency that is none', { currency: 'usdollar' }, { param: 'currency' }],
    ['an unknown parameter', { colour: 'red' }, { code: 'parameter_unknown', param: 'colour' }],
    ['an empty text', { customer: '' }, { code: 'parameter_invalid_empty', param: 'customer' }],
    [
      'an unknown payment method',
      { payment_method: 'pm_x' },
      { code: 'resource_missing', param: 'payment_method' },
    ],
    ['an unknown customer', { customer: 'cus_x' }, { code: 'resource_missing', param: 'customer' }],
    ['a redirect to nowhere', { automatic_payment_methods: undefined }, {}],
    [
      'the removed list of types',
      { payment_method_types: ['card'] },
      { code: 'parameter_unknown', param: 'payment_method_types' },
    ],
  ])('%s is a 400', async (_, change, expected) => {
    const { stripe, emulator } = await sandbox();
    const error = await refusal(stripe.paymentIntents.create({ ...payment, ...change }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
    expect(error.statusCode).toBe(400);
    expect({ code: error.code, param: error.param }).toEqual({
      code: undefined,
      param: undefined,
      ...expected,
    });
    expect(emulator.paymentIntents()).toEqual([]);
  });

  test('an unknown object in the path is a 404', async () => {
    const { stripe } = await sandbox();
    const error = await refusal(stripe.customers.retrieve('cus_nobody'));
    expect(error).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'id' });
    expect(error.message).toBe("No such customer: 'cus_nobody'");
  });

  test('a wrong key is a 401 that does not show it', async () => {
    const { client } = await sandbox();
    const error = await refusal(client('sk_live_verysecretindeed').paymentIntents.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).not.toContain('verysecret');
  });

  test('a wrong account is a 403', async () => {
    const { stripe } = await sandbox();
    const error = await refusal(stripe.paymentIntents.list({}, { stripeAccount: 'nonsense' }));
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error.code).toBe('account_invalid');
  });

  test('an unknown version is a 400, and an older one is answered as such', async () => {
    const { stripe } = await sandbox();
    expect(await refusal(stripe.customers.list({}, { apiVersion: '1999-01-01' }))).toMatchObject({
      statusCode: 400,
    });
    const intent = await stripe.paymentIntents.create(
      { ...payment, automatic_payment_methods: undefined, payment_method_types: ['card'] } as never,
      { apiVersion: '2026-06-24.dahlia' },
    );
    expect(intent.status).toBe('succeeded');
    expect(intent.lastResponse.apiVersion).toBe('2026-06-24.dahlia');
  });
});

describe('idempotency (docs/providers.md 1.4)', () => {
  const use = { idempotencyKey: 'dunning-run1-attempt1' };

  test('a repeat gets the first answer, and charges once', async () => {
    const { stripe, emulator } = await sandbox();
    const first = await stripe.paymentIntents.create(payment, use);
    const second = await stripe.paymentIntents.create(payment, use);
    expect(second).toEqual(first);
    expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(second.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId);
    expect(second.lastResponse.requestId).not.toBe(first.lastResponse.requestId);
    expect(emulator.charges()).toHaveLength(1);
  });

  test('a decline is replayed too, a new key is a new attempt', async () => {
    const { stripe, emulator } = await sandbox();
    const declining = { ...payment, payment_method: 'pm_card_chargeDeclined' };
    const first = await refusal(stripe.paymentIntents.create(declining, use));
    const second = await refusal(stripe.paymentIntents.create(declining, use));
    expect(second.payment_intent!.id).toBe(first.payment_intent!.id);
    expect(second.headers!['idempotent-replayed']).toBe('true');
    await refusal(stripe.paymentIntents.create(declining, { idempotencyKey: 'attempt2' }));
    expect(emulator.charges()).toHaveLength(2);
  });

  test('a key with other parameters, or on another call, is an idempotency error', async () => {
    const { stripe } = await sandbox();
    await stripe.paymentIntents.create(payment, use);
    const amount = await refusal(stripe.paymentIntents.create({ ...payment, amount: 2999 }, use));
    expect(amount).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(amount).toMatchObject({ statusCode: 400, rawType: 'idempotency_error' });
    expect(await refusal(stripe.customers.create({}, use))).toBeInstanceOf(
      Stripe.errors.StripeIdempotencyError,
    );
  });

  test('a validation error is not kept', async () => {
    const { stripe } = await sandbox();
    await refusal(stripe.paymentIntents.create({ ...payment, amount: 1 }, use));
    expect((await stripe.paymentIntents.create(payment, use)).status).toBe('succeeded');
  });

  test('an injected 500 that was kept is replayed, and the official client does not retry it', async () => {
    const { stripe, emulator } = await sandbox({ maxNetworkRetries: 2 });
    const headers = { 'stripe-should-retry': 'false' };
    emulator.faults.add({ effect: { kind: 'status', statusCode: 500, stored: true, headers } });
    const first = await refusal(stripe.paymentIntents.create(payment, use));
    expect(first).toBeInstanceOf(Stripe.errors.StripeAPIError);
    const second = await refusal(stripe.paymentIntents.create(payment, use));
    expect(second.headers!['idempotent-replayed']).toBe('true');
    expect(emulator.requests).toHaveLength(2);
    expect(emulator.charges()).toEqual([]);
  });

  test('a key in use is a conflict, and can be used again afterwards', async () => {
    const clock = manualClock();
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { stripe, emulator } = await sandbox({}, { ...clock, sleep: () => held });
    emulator.faults.add({ effect: { kind: 'delay', milliseconds: 1000 } });
    const first = stripe.paymentIntents.create(payment, use);
    await expect.poll(() => emulator.requests.length).toBe(1);
    const conflict = await refusal(stripe.paymentIntents.create(payment, use));
    expect(conflict).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    release();
    const { id } = await first;
    expect((await stripe.paymentIntents.create(payment, use)).id).toBe(id);
    expect(emulator.charges()).toHaveLength(1);
  });

  test('after a day the same key charges again', async () => {
    const { stripe, emulator, clock } = await sandbox();
    await stripe.paymentIntents.create(payment, use);
    clock.advance(24 * 60 * 60 * 1000);
    await stripe.paymentIntents.create(payment, use);
    expect(emulator.charges()).toHaveLength(2);
  });
});

describe('faults, and what the official client does about them (docs/providers.md 1.5)', () => {
  test('it does not retry a plain 429', async () => {
    const { stripe, emulator } = await sandbox({ maxNetworkRetries: 2 });
    emulator.faults.add({ effect: { kind: 'status', statusCode: 429 } });
    const error = await refusal(stripe.paymentIntents.create(payment));
    expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
    expect(error).toMatchObject({ code: 'rate_limit' });
    expect(emulator.requests).toHaveLength(1);
  });

  test('it retries a 429 that says so, with the same key', async () => {
    const { stripe, emulator } = await sandbox({ maxNetworkRetries: 1 });
    emulator.faults.add({
      effect: {
        kind: 'status',
        statusCode: 429,
        headers: { 'stripe-should-retry': 'true', 'retry-after': '0' },
      },
    });
    expect((await stripe.paymentIntents.create(payment)).status).toBe('succeeded');
    const keys = emulator.requests.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  test('a reset after the payment was made leads to one charge', async () => {
    const { stripe, emulator } = await sandbox({ maxNetworkRetries: 1 });
    emulator.faults.add({ match: { method: 'POST' }, effect: { kind: 'reset', executed: true } });
    const intent = await stripe.paymentIntents.create(payment);
    expect(intent.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(emulator.charges()).toHaveLength(1);
    expect(emulator.requests.map(({ failure }) => failure)).toEqual(['reset', undefined]);
  });
});

describe('lists', () => {
  test('the official client pages through them', async () => {
    const { stripe } = await sandbox();
    const { id: customer } = await stripe.customers.create();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      ids.unshift((await stripe.paymentIntents.create({ ...payment, customer })).id);
      await stripe.paymentIntents.create(payment);
    }
    const listed: string[] = [];
    for await (const intent of stripe.paymentIntents.list({
      customer,
      limit: 2,
      expand: ['data.customer'],
    })) {
      expect(intent.customer).toMatchObject({ object: 'customer', id: customer });
      listed.push(intent.id);
    }
    expect(listed).toEqual(ids);
  });
});
