import { member, objectMember } from './facts.ts';
import type { Candidate, Conclusion, Reconciliation, SentCall } from './profile.ts';

/**
 * A call whose idempotency key Stripe may have forgotten is not sent again before the payment intent was read. Reading is consistent at once.
 *
 * - Confirming, capturing and cancelling: the status of the intent tells whether it was done.
 * - Creating an intent without confirming it takes no money, so it can be done again.
 *
 * Anything else cannot be told from a read; a person has to look.
 */
export function reconcilePayment({ path, request, scope: { body } }: SentCall): Reconciliation | undefined {
  if (request.method !== 'POST' || !URL.canParse(request.url)) return undefined;
  const url = new URL(request.url);
  url.search = '';
  const action = /\/payment_intents\/\{[^{}]+\}\/(confirm|capture|cancel)$/.exec(path)?.[1];
  if (action !== undefined) {
    url.pathname = url.pathname.slice(0, url.pathname.lastIndexOf('/'));
    return { settleMilliseconds: 0, url: url.href, conclude: (intent) => conclude(action, intent) };
  }
  const isConfirmed = String(
    typeof body === 'string' ? (new URLSearchParams(body).get('confirm') ?? false) : member(body, 'confirm'),
  );
  if (!path.endsWith('/payment_intents') || isConfirmed === 'true') return undefined;
  url.searchParams.set('limit', '1');
  return { settleMilliseconds: 0, url: url.href, conclude: () => ({ kind: 'did-not' }) };
}

/** Statuses of an intent on which an action has not been carried out yet. */
const before: Readonly<Record<string, readonly string[]>> = {
  confirm: ['requires_confirmation'],
  capture: ['requires_capture'],
  cancel: [
    'requires_payment_method',
    'requires_confirmation',
    'requires_action',
    'requires_capture',
    'processing',
  ],
};

function conclude(action: string, intent: unknown): Conclusion {
  const status = member(intent, 'status');
  if (member(intent, 'object') !== 'payment_intent' || typeof status !== 'string') return { kind: 'nothing' };
  const error = objectMember(intent, 'last_payment_error');
  if (action === 'confirm' && status === 'requires_payment_method') {
    // Without an error it was never confirmed, and lacks something to pay with.
    if (Object.keys(error).length === 0) return { kind: 'did-not' };
    const body = { error: { ...error, payment_intent: intent } };
    return { kind: 'happened', candidates: [{ statusCode: 402, body }] };
  }
  if (before[action]!.includes(status)) return { kind: 'did-not' };
  const candidate: Candidate = { statusCode: 200, body: intent };
  return { kind: 'happened', candidates: [candidate] };
}
