import { describe, expect, test } from 'vitest';
import { stripe } from './stripe.ts';

const path = '/v1/payment_intents/{intent}/confirm';
const url = 'https://api.stripe.com/v1/payment_intents/pi_1/confirm';

function answer(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  return stripe.verdict({
    request: { method: 'POST', url },
    path,
    response: { statusCode, headers: { 'request-id': 'req_1', ...headers }, body },
  });
}

const error = (members: object) => ({ error: { message: 'Invalid key sk_test_***', ...members } });

describe('an answer is classified', () => {
  test.each([
    [200, { object: 'payment_intent', id: 'pi_1', status: 'succeeded' }, undefined, true],
    [402, error({ type: 'card_error', code: 'card_declined' }), 'declined', true],
    [402, error({ type: 'card_error', code: 'authentication_required' }), 'declined', true],
    [400, error({ type: 'invalid_request_error', code: 'amount_too_small' }), 'invalid-request', true],
    [404, error({ type: 'invalid_request_error', code: 'resource_missing' }), 'invalid-request', true],
    [400, error({ type: 'idempotency_error' }), 'idempotency', true],
    [404, error({ type: 'idempotency_error' }), 'idempotency', true],
    [409, error({ type: 'idempotency_error', code: 'idempotency_key_in_use' }), 'idempotency', false],
    [401, error({ type: 'invalid_request_error' }), 'configuration', true],
    [403, error({ code: 'account_invalid' }), 'configuration', true],
    [429, error({ code: 'rate_limit' }), 'rate-limited', false],
    [429, error({ code: 'lock_timeout' }), 'rate-limited', false],
    [424, error({}), 'provider-error', false],
    [500, error({ type: 'api_error' }), 'provider-error', false],
    [503, 'upstream is down', 'provider-error', false],
    [400, undefined, 'invalid-request', true],
    [400, { error: null }, 'invalid-request', true],
  ])('%i %j as %s, decided: %s', (statusCode, body, classification, decided) => {
    expect(answer(statusCode, body)).toMatchObject({ decided, mayRetry: true, inDoubt: false });
    expect(answer(statusCode, body).classification).toBe(classification);
  });
});

describe('Stripe-Should-Retry: false', () => {
  const veto = { 'stripe-should-retry': 'false' };
  test.each([409, 424, 429, 500, 502])('vetoes the repeat of a %i', (statusCode) => {
    expect(answer(statusCode, error({}), veto).mayRetry).toBe(false);
    expect(answer(statusCode, error({}), { 'stripe-should-retry': 'true' }).mayRetry).toBe(true);
  });
  test.each([200, 400, 402])('says nothing on a %i, which always has it', (statusCode) => {
    expect(answer(statusCode, error({}), veto).mayRetry).toBe(true);
  });
});

describe('a decline', () => {
  test.each([
    ['generic_decline', 'try_again_later', '01', undefined, true],
    ['insufficient_funds', 'try_again_later', '51', '02', true],
    ['lost_card', 'do_not_try_again', '41', '01', false],
    ['stolen_card', 'do_not_try_again', '43', '01', false],
    ['card_velocity_exceeded', 'try_again_later', '61', '02', true],
  ])('for %s with the advice %s keeps its codes', (decline, advice, network, networkAdvice, mayRetry) => {
    const verdict = answer(
      402,
      error({
        type: 'card_error',
        code: 'card_declined',
        decline_code: decline,
        advice_code: advice,
        network_decline_code: network,
        ...(networkAdvice === undefined ? {} : { network_advice_code: networkAdvice }),
        payment_intent: { id: 'pi_1', status: 'requires_payment_method', client_secret: 'pi_1_secret_2' },
        payment_method: { billing_details: { name: 'Jane' } },
      }),
    );
    expect(verdict.facts).toEqual({
      requestId: 'req_1',
      errorType: 'card_error',
      errorCode: 'card_declined',
      declineCode: decline,
      adviceCode: advice,
      networkDeclineCode: network,
      ...(networkAdvice === undefined ? {} : { networkAdviceCode: networkAdvice }),
      paymentIntent: 'pi_1',
      paymentIntentStatus: 'requires_payment_method',
    });
    expect(verdict.mayRetry).toBe(mayRetry);
  });

  test.each(['expired_card', 'incorrect_cvc', 'processing_error'])(
    'for %s is one with and without a decline code',
    (code) => {
      expect(answer(402, error({ code, decline_code: code })).facts.declineCode).toBe(code);
      expect(answer(402, error({ code })).facts).not.toHaveProperty('declineCode');
    },
  );
});

describe('facts', () => {
  test('of an intent that is read back tell why it was declined', () => {
    const last_payment_error = { code: 'card_declined', decline_code: 'lost_card', message: 'No.' };
    const body = {
      object: 'payment_intent',
      id: 'pi_1',
      status: 'requires_payment_method',
      last_payment_error,
    };
    expect(answer(200, body).facts).toEqual({
      requestId: 'req_1',
      errorCode: 'card_declined',
      declineCode: 'lost_card',
      paymentIntent: 'pi_1',
      paymentIntentStatus: 'requires_payment_method',
    });
  });

  test('tell a replay and the limit that was met', () => {
    const headers = { 'idempotent-replayed': 'true', 'stripe-rate-limited-reason': 'global-rate' };
    expect(answer(429, error({}), headers).facts).toMatchObject({
      idempotentReplayed: true,
      rateLimitedReason: 'global-rate',
    });
  });

  test('are never sentences, objects or inherited members', () => {
    const body = error({
      code: 'Your key sk_test_1 is wrong',
      param: { a: 1 },
      decline_code: 'x'.repeat(300),
    });
    expect(answer(400, body).facts).toEqual({ requestId: 'req_1' });
    expect(answer(400, JSON.parse('{"error":{"__proto__":{"code":"x"}}}')).facts).toEqual({
      requestId: 'req_1',
    });
  });
});

describe('without an answer', () => {
  test.each([
    ['POST', 'unknown', true],
    ['POST', 'not-sent', false],
    ['GET', 'unknown', false],
    ['DELETE', 'unknown', false],
  ] as const)('a %s whose delivery is %s is in doubt: %s, and its key stays', (method, delivery, inDoubt) => {
    const failure = { reason: 'reset', delivery } as const;
    expect(stripe.verdict({ request: { method, url }, path, failure })).toEqual({
      facts: {},
      decided: false,
      mayRetry: true,
      inDoubt,
    });
  });
});

describe('known outcomes', () => {
  const names = (method: string, at: string, body: unknown = {}) =>
    stripe.outcomes!({ method, path: at, body })
      .filter(({ statusCode }) => statusCode === 200 || statusCode === 402)
      .map(({ statusCode, body: answered }) => {
        const { status, error: refused } = answered as { status?: string; error?: { code: string } };
        return `${statusCode} ${status ?? refused!.code}`;
      });

  test.each([
    [
      'POST',
      '/v1/payment_intents',
      { confirm: true },
      ['200 succeeded', '402 card_declined', '200 requires_action', '200 processing'],
    ],
    [
      'POST',
      '/v1/payment_intents',
      { confirm: 'true', off_session: true },
      ['200 succeeded', '402 card_declined', '402 authentication_required', '200 processing'],
    ],
    [
      'POST',
      '/v1/payment_intents',
      { confirm: true, error_on_requires_action: true, capture_method: 'manual' },
      [
        '200 succeeded',
        '402 card_declined',
        '402 authentication_required',
        '200 processing',
        '200 requires_capture',
      ],
    ],
    ['POST', '/v1/payment_intents', {}, ['200 requires_confirmation', '200 requires_payment_method']],
    ['POST', '/payment_intents', { payment_method: 'pm_1', confirm: false }, ['200 requires_confirmation']],
    [
      'POST',
      path,
      { off_session: true },
      [
        '200 succeeded',
        '402 card_declined',
        '402 authentication_required',
        '200 processing',
        '200 requires_capture',
      ],
    ],
    [
      'GET',
      '/v1/payment_intents/{intent}',
      undefined,
      [
        '200 succeeded',
        '200 processing',
        '200 requires_action',
        '200 requires_capture',
        '200 requires_confirmation',
        '200 requires_payment_method',
        '200 canceled',
      ],
    ],
    ['POST', '/v1/payment_intents/{intent}/cancel', {}, []],
    ['GET', '/v1/customers', {}, []],
  ])('of %s %s with %j', (method, at, body, expected) => {
    expect(names(method, at, body)).toEqual(expected);
  });

  test('put a declined intent without its payment method into the error', () => {
    const declined = stripe.outcomes!({ method: 'POST', path, body: {} }).find(
      (each) => each.statusCode === 402,
    )!;
    expect(declined.body).toMatchObject({
      error: {
        type: 'card_error',
        payment_intent: { object: 'payment_intent', status: 'requires_payment_method', payment_method: null },
      },
    });
  });

  test('include what any call may answer, so that no step for it counts as unreachable', () => {
    const statuses = stripe.outcomes!({ method: 'POST', path, body: {} }).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual(expect.arrayContaining([400, 401, 403, 404, 409, 429, 500]));
  });

  test('have facts and classes of their own', () => {
    for (const { statusCode, body } of stripe.outcomes!({ method: 'POST', path, body: {} })) {
      const { classification } = answer(statusCode, body);
      expect(classification === undefined).toBe(statusCode < 300);
    }
  });
});
