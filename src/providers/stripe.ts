import type { FailureClass, ProviderVerdict } from '../engine/outcome.ts';
import { addFact, type Facts, member, objectMember } from './facts.ts';
import { mentions } from './mentions.ts';
import type { Exchange, ProviderProfile } from './profile.ts';
import { reconcilePayment } from './reconcile-payment.ts';
import { stripeOutcomes } from './stripe-outcomes.ts';

/**
 * Stripe, API version 2026-10-28.endive. What is not in the OpenAPI description, and where it is from:
 *
 * - Without `Stripe-Version` the account's default version applies and bodies differ between tenants, so it is pinned to the version
 *   that the official client 23.1.0 sends.
 * - `Idempotency-Key` works on every POST. On GET and DELETE it has no effect; those are idempotent by definition
 *   (docs.stripe.com/api/idempotent_requests).
 * - The first *executed* request's status and body are stored under the key, 402 and 500 included, and replayed with
 *   `Idempotent-Replayed: true`. Not stored: failed validation, 401, 429, 409 (docs.stripe.com/error-low-level).
 * - Keys may be forgotten once they are 24 hours old; the same key then charges again (docs.stripe.com/api/idempotent_requests).
 * - 25 requests a second in test mode, 100 in live mode (docs.stripe.com/rate-limits).
 */
export const stripe: ProviderProfile = {
  name: 'stripe',
  title: 'Stripe',
  origins: ['https://api.stripe.com'],
  recognises: (source) => mentions(source, 'stripe', 'stripe.com'),
  description: 'workflows/failed-payment-dunning/openapi/stripe.openapi.yaml',
  headers: { 'Stripe-Version': '2026-10-28.endive' },
  idempotency: { header: 'Idempotency-Key', methods: ['POST'], lifeMilliseconds: 24 * 3_600_000 },
  credentials: [
    { kind: 'bearer', token: 'STRIPE_API_KEY' },
    { kind: 'bearer', token: 'STRIPE_SECRET_KEY' },
    // By Basic the key is the user name, and the password is empty.
    { kind: 'basic', username: 'STRIPE_API_KEY' },
    { kind: 'basic', username: 'STRIPE_SECRET_KEY' },
  ],
  verdict,
  reconcile: reconcilePayment,
  pace: ({ request }) =>
    /^Bearer [sr]k_test_/.test(request.headers['authorization'] ?? '')
      ? { key: 'stripe test mode', perSecond: 25, burst: 25 }
      : { key: 'stripe live mode', perSecond: 100, burst: 100 },
  outcomes: stripeOutcomes,
};

function verdict({ request, response, failure }: Exchange): ProviderVerdict {
  if (response === undefined) {
    const unknown = failure?.delivery === 'unknown' && request.method === 'POST';
    return { facts: {}, decided: false, mayRetry: true, inDoubt: unknown };
  }
  const { statusCode, headers, body } = response;
  const error = objectMember(body, 'error');
  const classification = classify(statusCode, error);
  // A repeat with the same key either runs for the first time or replays what was stored; with a new key it could charge twice.
  const undecided = statusCode === 409 || statusCode === 424 || statusCode === 429 || statusCode >= 500;
  // Stripe sends `Stripe-Should-Retry: false` with every settled answer too, 200 and 402 included; it vetoes only where a repeat
  // would be the natural thing. `do_not_try_again` is the card network's veto: repeating is fined.
  const vetoed =
    (undecided && headers['stripe-should-retry'] === 'false') ||
    (statusCode === 402 && error.advice_code === 'do_not_try_again');
  return {
    facts: factsOf(headers, body, error),
    ...(classification === undefined ? {} : { classification }),
    decided: !undecided,
    mayRetry: !vetoed,
    // An answer is never in doubt: the key makes the repeat of a 5xx safe.
    inDoubt: false,
  };
}

function classify(statusCode: number, error: Readonly<Record<string, unknown>>): FailureClass | undefined {
  if (statusCode < 400) return undefined;
  if (statusCode >= 500 || statusCode === 424) return 'provider-error';
  if (statusCode === 429 || error.code === 'lock_timeout') return 'rate-limited';
  // 400 or 404: the key was used with other parameters. 409: the key is in flight.
  if (error.type === 'idempotency_error' || error.code === 'idempotency_key_in_use') return 'idempotency';
  if (statusCode === 401 || statusCode === 403) return 'configuration';
  return statusCode === 402 ? 'declined' : 'invalid-request';
}

/** Never the message, which may quote the masked key; never `client_secret`, `billing_details` or `request_log_url`. */
function factsOf(
  headers: Readonly<Record<string, string>>,
  body: unknown,
  error: Readonly<Record<string, unknown>>,
): Facts {
  const facts: Facts = {};
  addFact(facts, 'requestId', headers['request-id']);
  addFact(facts, 'rateLimitedReason', headers['stripe-rate-limited-reason']);
  if (headers['idempotent-replayed'] === 'true') facts.idempotentReplayed = true;
  const isIntent = member(body, 'object') === 'payment_intent';
  const intent = isIntent ? body : error.payment_intent;
  // Reading a declined intent back answers 200 with the same fields under `last_payment_error`.
  const reason = isIntent ? objectMember(body, 'last_payment_error') : error;
  addFact(facts, 'errorType', member(reason, 'type'));
  addFact(facts, 'errorCode', member(reason, 'code'));
  addFact(facts, 'declineCode', member(reason, 'decline_code'));
  addFact(facts, 'adviceCode', member(reason, 'advice_code'));
  addFact(facts, 'networkDeclineCode', member(reason, 'network_decline_code'));
  addFact(facts, 'networkAdviceCode', member(reason, 'network_advice_code'));
  addFact(facts, 'param', member(reason, 'param'));
  addFact(facts, 'paymentIntent', member(intent, 'id'));
  addFact(facts, 'paymentIntentStatus', member(intent, 'status'));
  return facts;
}
