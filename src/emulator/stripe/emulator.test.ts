import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manualClock } from '../manual-clock.ts';
import { createStripeEmulator, type StripeEmulator } from './emulator.ts';
import { testPaymentMethods } from './test-payment-methods.ts';

interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  // Parsed JSON, looked into by matchers only.
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(
  stripe: StripeEmulator,
  method: string,
  target: string,
  body = '',
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const {
    statusCode,
    headers,
    body: bytes,
  } = await stripe.handle({
    method,
    url: `https://api.stripe.com${target}`,
    headers: {
      authorization: 'Bearer sk_test_1',
      'content-type': 'application/x-www-form-urlencoded',
      ...more,
    },
    ...(body === '' ? {} : { body }),
  });
  return { statusCode, headers, body: JSON.parse(new TextDecoder().decode(bytes)) as Answer['body'] };
}

const emulator = (): StripeEmulator => createStripeEmulator({ clock: manualClock() });
const base = 'amount=1999&currency=usd';
const confirmed = `${base}&confirm=true&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never`;

describe('payments', () => {
  test.each([...testPaymentMethods.keys()])('%s ends in a state of the API, absent or not', async (id) => {
    const stripe = emulator();
    for (const absent of ['true', 'false']) {
      const body = `${confirmed}&payment_method=${id}&off_session=${absent}`;
      const { statusCode } = await ask(stripe, 'POST', '/v1/payment_intents', body);
      const { status, payment_method: method } = stripe.paymentIntents().at(-1)!;
      const open = ['succeeded', 'processing', 'requires_action'].includes(status);
      expect([statusCode, method === null]).toEqual(open ? [200, false] : [402, true]);
    }
  });

  test('two emulators with one seed answer alike, another seed gives other ids', async () => {
    const [one, two] = [emulator(), emulator()];
    const other = createStripeEmulator({ clock: manualClock(), seed: 'other' });
    const answers = await Promise.all(
      [one, two, other].map((each) => ask(each, 'POST', '/v1/payment_intents', base)),
    );
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]!.body['id']).not.toBe(answers[0]!.body['id']);
  });

  test('an update changes and unsets, and offers a declined intent another card', async () => {
    const stripe = emulator();
    const declined = `${confirmed}&payment_method=pm_card_chargeDeclined&description=d&metadata[a]=1&metadata[b]=2`;
    await ask(stripe, 'POST', '/v1/payment_intents', declined);
    const path = `/v1/payment_intents/${stripe.paymentIntents()[0]!.id}`;
    expect((await ask(stripe, 'POST', `${path}/confirm`)).body).toMatchObject({
      error: {
        code: 'payment_intent_unexpected_state',
        payment_intent: { status: 'requires_payment_method' },
      },
    });
    const change = 'description=&metadata[a]=&metadata[c]=3&payment_method=pm_card_visa';
    expect((await ask(stripe, 'POST', path, change)).body).toMatchObject({
      status: 'requires_confirmation',
      description: null,
      metadata: { b: '2', c: '3' },
    });
    expect((await ask(stripe, 'POST', `${path}/confirm`)).body).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    });
    expect((await ask(stripe, 'POST', path, 'amount=5000')).statusCode).toBe(400);
    expect((await ask(stripe, 'POST', path, 'amount=')).body).toMatchObject({ error: { param: 'amount' } });
  });

  test('an intent of an old version takes cards only, and needs no return URL', async () => {
    const stripe = emulator();
    const old = { 'stripe-version': '2022-11-15' };
    const body = `${base}&confirm=true&payment_method=`;
    expect((await ask(stripe, 'POST', '/v1/payment_intents', `${body}pm_card_visa`, old)).statusCode).toBe(
      200,
    );
    const bank = await ask(stripe, 'POST', '/v1/payment_intents', `${body}pm_usBankAccount`, old);
    expect(bank.body).toMatchObject({ error: { param: 'payment_method' } });
  });

  test.each([['off_session=true'], ['return_url=https://a.example'], ['error_on_requires_action=true']])(
    '%s is for a confirmation',
    async (parameter) => {
      const answer = await ask(emulator(), 'POST', '/v1/payment_intents', `${base}&${parameter}`);
      expect(answer.body).toMatchObject({ error: { param: parameter.split('=')[0] } });
    },
  );

  test('nothing outside is awaited for a payment that is done', async () => {
    expect(() => emulator().settle('pi_none', 'succeeded')).toThrow('pi_none');
  });
});

describe('customers', () => {
  test('are created with a card, changed and found', async () => {
    const stripe = emulator();
    const { body } = await ask(
      stripe,
      'POST',
      '/v1/customers',
      'email=a@example.com&payment_method=pm_card_visa',
    );
    const path = `/v1/customers/${String(body['id'])}`;
    const saved = (await ask(stripe, 'GET', `${path}/payment_methods`)).body['data'] as {
      readonly id: string;
    }[];
    const change = `name=B&email=&invoice_settings[default_payment_method]=${saved[0]!.id}`;
    const changed = await ask(
      stripe,
      'POST',
      path,
      `${change}&expand[]=invoice_settings.default_payment_method`,
    );
    expect(changed.body).toMatchObject({
      name: 'B',
      email: null,
      invoice_settings: { default_payment_method: { object: 'payment_method', customer: body['id'] } },
    });
    expect((await ask(stripe, 'GET', '/v1/customers?email=a@example.com')).body).toMatchObject({ data: [] });
  });

  test('are not created with a card that cannot be saved', async () => {
    const stripe = emulator();
    const answer = await ask(stripe, 'POST', '/v1/customers', 'payment_method=pm_card_chargeDeclined');
    expect([answer.statusCode, stripe.customers()]).toEqual([402, []]);
  });
});

describe('refusals', () => {
  test.each([
    ['GET', '/v1/payment_intents?limit=0', 400],
    ['GET', '/v1/payment_intents?starting_after=pi_x', 400],
    ['GET', '/v1/payment_intents?expand[]=data.amount', 200],
    ['GET', '/v1/payment_intents/pi_x', 404],
    ['GET', '/v1/refunds', 404],
    ['DELETE', '/v1/customers/cus_x', 404],
    ['GET', '/v1/customers?a=1&a[b]=2', 400],
  ])('%s %s', async (method, target, status) => {
    expect((await ask(emulator(), method, target)).statusCode).toBe(status);
  });

  test.each([['amount'], ['latest_charge.amount'], ['nothing'], ['a.b.c.d.e'], ['__proto__']])(
    'what cannot be expanded: %s',
    async (path) => {
      const body = `${confirmed}&payment_method=pm_card_visa&expand[]=${path}`;
      const answer = await ask(emulator(), 'POST', '/v1/payment_intents', body);
      expect(answer.body).toMatchObject({ error: { param: 'expand' } });
    },
  );

  test('a key of more than 255 characters', async () => {
    const key = { 'idempotency-key': 'k'.repeat(256) };
    expect((await ask(emulator(), 'POST', '/v1/customers', '', key)).statusCode).toBe(400);
  });

  test.each([[''], ['Basic !!!'], ['Bearer pk_test_1'], ['Bearer sk_live_1'], ['Digest x']])(
    'credentials "%s"',
    async (authorization) => {
      expect((await ask(emulator(), 'GET', '/v1/customers', '', { authorization })).statusCode).toBe(401);
    },
  );

  test('another key than the one of the account', async () => {
    const stripe = createStripeEmulator({ apiKey: 'sk_test_mine', clock: manualClock() });
    expect((await ask(stripe, 'GET', '/v1/customers')).statusCode).toBe(401);
  });
});

test('any form is answered with an envelope', async () => {
  const stripe = emulator();
  const name = fc.constantFrom(
    'amount',
    'metadata[a]',
    'expand[]',
    'shipping[x][y]',
    '__proto__',
    'confirm',
    'customer',
    'a[',
  );
  const value = fc.oneof(fc.string(), fc.constantFrom('', '1999', 'usd', 'true', 'pm_card_visa'));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 6 }), async (pairs) => {
      const body = new URLSearchParams([...pairs]).toString();
      const answer = await ask(stripe, 'POST', '/v1/payment_intents', `${base}&${body}`);
      expect([200, 400, 402]).toContain(answer.statusCode);
      expect(answer.body).toHaveProperty(answer.statusCode === 200 ? 'id' : 'error.type');
    }),
  );
});
