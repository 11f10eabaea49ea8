import { member } from './facts.ts';
import type { KnownOutcome } from '../plan/known-outcome.ts';

const intents = /(?:^|\/v1)\/payment_intents$/;
const intent = /(?:^|\/v1)\/payment_intents\/[^/]+$/;
const confirmation = /(?:^|\/v1)\/payment_intents\/[^/]+\/confirm$/;

/**
 * What Stripe answers to the operations on PaymentIntents, best first, refusals last. Bodies hold the members that workflows look at, with the
 * values that recorded traffic has. `body` holds the members of the payload that are known before the run; an absent one may still be sent.
 */
export function stripeOutcomes(operation: {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}): readonly KnownOutcome[] {
  const { method, path, body } = operation;
  if (method === 'GET' && intent.test(path)) {
    return [...settled, requiresConfirmation, declinedBefore, canceled, notFound, ...refusals];
  }
  if (method !== 'POST') return [];
  if (confirmation.test(path)) return [...confirmed(body, true), notFound, inFlight, ...refusals];
  if (!intents.test(path)) return [];
  return isTrue(member(body, 'confirm'))
    ? [...confirmed(body, member(body, 'capture_method') === 'manual'), inFlight, ...refusals]
    : [...created(body), inFlight, ...refusals];
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function created(body: unknown): readonly KnownOutcome[] {
  return member(body, 'payment_method') === undefined
    ? [requiresConfirmation, withoutPaymentMethod]
    : [requiresConfirmation];
}

/** With the customer away, a card that needs authentication is declined; with the customer present, the intent waits for it. */
function confirmed(body: unknown, mayBeManual: boolean): readonly KnownOutcome[] {
  const [paid, processing, requiresAction, requiresCapture] = settled;
  const away = isTrue(member(body, 'off_session'));
  const unattended = away || isTrue(member(body, 'error_on_requires_action'));
  return [
    paid,
    declined,
    unattended ? refusedForAuthentication(away) : requiresAction,
    processing,
    ...(mayBeManual ? [requiresCapture] : []),
  ];
}

function sample(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return {
    id: 'pi_3SampleSampleSample000001',
    object: 'payment_intent',
    amount: 1999,
    amount_received: 0,
    currency: 'usd',
    latest_charge: null,
    last_payment_error: null,
    next_action: null,
    payment_method: null,
    ...members,
  };
}

const attached = { payment_method: 'pm_1SampleSampleSample000001' };
const charged = { latest_charge: 'ch_3SampleSampleSample000001' };

const settled: readonly [KnownOutcome, KnownOutcome, KnownOutcome, KnownOutcome] = [
  {
    name: 'a payment that succeeds',
    statusCode: 200,
    body: sample({ ...attached, ...charged, status: 'succeeded', amount_received: 1999 }),
  },
  {
    name: 'a payment that the bank still processes',
    statusCode: 200,
    body: sample({ ...attached, ...charged, status: 'processing' }),
  },
  {
    name: 'a payment that the customer must authenticate',
    statusCode: 200,
    body: sample({ ...attached, status: 'requires_action', next_action: { type: 'use_stripe_sdk' } }),
  },
  {
    name: 'a payment that is authorised and not yet captured',
    statusCode: 200,
    body: sample({ ...attached, ...charged, status: 'requires_capture', amount_capturable: 1999 }),
  },
];

const requiresConfirmation: KnownOutcome = {
  name: 'a payment that is not confirmed yet',
  statusCode: 200,
  body: sample({ ...attached, status: 'requires_confirmation' }),
};

const withoutPaymentMethod: KnownOutcome = {
  name: 'a payment without a payment method',
  statusCode: 200,
  body: sample({ status: 'requires_payment_method' }),
};

const canceled: KnownOutcome = {
  name: 'a canceled payment',
  statusCode: 200,
  body: sample({ status: 'canceled' }),
};

const cardDeclined = {
  type: 'card_error',
  code: 'card_declined',
  decline_code: 'generic_decline',
  advice_code: 'try_again_later',
  network_decline_code: '01',
  message: 'Your card was declined.',
};

const declined: KnownOutcome = refused('a declined card', cardDeclined);

const declinedBefore: KnownOutcome = {
  name: 'a payment whose card was declined',
  statusCode: 200,
  body: sample({
    ...charged,
    status: 'requires_payment_method',
    last_payment_error: { ...cardDeclined, charge: charged.latest_charge },
  }),
};

function refusedForAuthentication(away: boolean): KnownOutcome {
  return refused('a card that needs authentication', {
    type: 'card_error',
    code: 'authentication_required',
    decline_code: away ? 'authentication_required' : 'authentication_not_handled',
    message: 'Your card was declined. This transaction requires authentication.',
  });
}

/** A 402: the intent is inside the error, without its payment method. */
function refused(name: string, reason: Readonly<Record<string, string>>): KnownOutcome {
  const error = { ...reason, charge: charged.latest_charge };
  return {
    name,
    statusCode: 402,
    body: {
      error: {
        ...error,
        payment_intent: sample({ ...charged, status: 'requires_payment_method', last_payment_error: error }),
      },
    },
  };
}

const notFound = failed('a payment that does not exist', 404, {
  type: 'invalid_request_error',
  code: 'resource_missing',
  param: 'intent',
});

const inFlight = failed('a request that is still in flight', 409, {
  type: 'idempotency_error',
  code: 'idempotency_key_in_use',
});

/** What any operation may answer. A workflow may have steps for these, which are not unreachable for being rare. */
const refusals: readonly KnownOutcome[] = [
  failed('a request with a bad parameter', 400, { type: 'invalid_request_error', code: 'parameter_missing' }),
  failed('a key that is not valid', 401, { type: 'invalid_request_error' }),
  failed('a key without the permission', 403, { type: 'invalid_request_error' }),
  failed('too many requests', 429, { type: 'invalid_request_error', code: 'rate_limit' }),
  failed('an error at Stripe', 500, { type: 'api_error' }),
];

function failed(name: string, statusCode: number, error: Readonly<Record<string, string>>): KnownOutcome {
  return { name, statusCode, body: { error } };
}
