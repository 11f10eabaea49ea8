import { type Charge, type ChargeResult, makeCharge } from './charge.ts';
import { docUrl, invalid, StripeFailure } from './errors.ts';
import { keep, type PaymentIntent } from './payment-intent.ts';
import type { HeldPaymentMethod } from './payment-method.ts';
import type { StripeState } from './state.ts';
import type { Decline } from './test-payment-methods.ts';

/** How an intent is confirmed. */
export interface Confirmation {
  /** The customer is not there to authenticate. */
  readonly offSession: boolean;
  /** Decline instead of asking for an action. */
  readonly errorOnRequiresAction: boolean;
  readonly returnUrl?: string;
}

/** What an issuer says when nobody is there to authenticate (docs/providers.md 1.2). */
const authenticationRequired: Decline = {
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
};

/** Not recorded; the code is that of the documentation. */
const authenticationFailed: Decline = {
  code: 'payment_intent_authentication_failure',
  decline_code: 'authentication_not_handled',
  message: 'The customer did not authenticate the payment.',
};

/**
 * Confirms an intent with a payment method: charges it, or asks for an action, or leaves it processing.
 * Throws the 402 of a decline, after keeping the declined intent. Whether it may be confirmed is checked before.
 */
export function confirm(
  state: StripeState,
  intent: PaymentIntent,
  method: HeldPaymentMethod,
  how: Confirmation,
): PaymentIntent {
  const chosen = keep(state, intent, {
    payment_method: method.shown.id,
    last_payment_error: null,
    next_action: null,
  });
  if (!mustAuthenticate(method, how)) return attempt(state, chosen, method);
  if (how.offSession) throw declined(state, chosen, method, authenticationRequired);
  if (how.errorOnRequiresAction) {
    const unhandled = { ...authenticationRequired, decline_code: 'authentication_not_handled' };
    throw declined(state, chosen, method, unhandled, 'uncharged');
  }
  return keep(state, chosen, { status: 'requires_action', next_action: nextAction(state, how.returnUrl) });
}

/**
 * What happens outside of any request: the customer authenticates or does not (`requires_action`), the bank pays or
 * does not (`processing`). Returns the intent afterwards; throws an Error for an intent that waits for neither.
 */
export function settle(state: StripeState, id: string, outcome: 'succeeded' | 'failed'): PaymentIntent {
  const intent = state.paymentIntents.get(id);
  const method = state.paymentMethods.get(intent?.payment_method ?? '');
  if (intent?.status === 'requires_action' && method !== undefined) {
    const ready = keep(state, intent, { next_action: null });
    return swallowDecline(state, () => {
      if (outcome === 'failed') throw declined(state, ready, method, authenticationFailed, 'uncharged');
      return attempt(state, ready, method);
    });
  }
  if (intent?.status === 'processing' && method !== undefined) {
    const { decline } = method.behaviour;
    if (outcome === 'succeeded') return paid(state, intent, makeCharge(state, intent, method, 'captured'));
    return swallowDecline(state, () => {
      throw declined(state, intent, method, decline ?? bankDeclined);
    });
  }
  throw new Error(`Nothing outside is awaited for the payment intent "${id}".`);
}

/** Not recorded; the code and message are our own. */
const bankDeclined: Decline = {
  code: 'payment_method_provider_decline',
  decline_code: 'generic_decline',
  message: 'The bank did not pay.',
};

function mustAuthenticate({ behaviour, shown }: HeldPaymentMethod, how: Confirmation): boolean {
  const { authentication } = behaviour;
  if (authentication === 'on-session') return !how.offSession;
  if (authentication === 'until-saved') return shown.customer === null || !how.offSession;
  return authentication === 'always';
}

function attempt(state: StripeState, intent: PaymentIntent, method: HeldPaymentMethod): PaymentIntent {
  const charge = (result: ChargeResult): Charge => makeCharge(state, intent, method, result);
  if (method.behaviour.type === 'us_bank_account') {
    return keep(state, intent, { status: 'processing', latest_charge: charge('pending').id });
  }
  if (method.behaviour.decline !== undefined) throw declined(state, intent, method, method.behaviour.decline);
  if (intent.capture_method === 'manual') {
    return keep(state, intent, {
      status: 'requires_capture',
      amount_capturable: intent.amount,
      latest_charge: charge('authorised').id,
    });
  }
  return paid(state, intent, charge('captured'));
}

function paid(state: StripeState, intent: PaymentIntent, charge: Charge): PaymentIntent {
  return keep(state, intent, {
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
  });
}

/** Keeps the intent as declined, and returns its 402. Without a charge when the issuer was never asked. */
function declined(
  state: StripeState,
  intent: PaymentIntent,
  method: HeldPaymentMethod,
  decline: Decline,
  asked: 'charged' | 'uncharged' = 'charged',
): StripeFailure {
  const charge = asked === 'charged' ? makeCharge(state, intent, method, decline) : undefined;
  const error = {
    ...(charge === undefined ? {} : { charge: charge.id }),
    ...decline,
    doc_url: docUrl(decline.code),
    payment_method: method.shown,
    type: 'card_error',
  } as const;
  const kept = keep(state, intent, {
    status: 'requires_payment_method',
    payment_method: null,
    last_payment_error: error,
    ...(charge === undefined ? {} : { latest_charge: charge.id }),
  });
  return new StripeFailure(402, { ...error, payment_intent: kept });
}

/** A decline that nobody waits for is only seen in the intent. */
function swallowDecline(state: StripeState, act: () => PaymentIntent): PaymentIntent {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof StripeFailure)) throw error;
    const { id } = error.error['payment_intent'] as PaymentIntent;
    return state.paymentIntents.get(id)!;
  }
}

function nextAction(state: StripeState, returnUrl: string | undefined): PaymentIntent['next_action'] {
  if (returnUrl === undefined) {
    return {
      type: 'use_stripe_sdk',
      use_stripe_sdk: { source: state.ids('payatt_', 24), type: 'stripe_3ds2_fingerprint' },
    };
  }
  const url = `https://hooks.stripe.com/redirect/authenticate/${state.ids('src_', 24)}`;
  return { type: 'redirect_to_url', redirect_to_url: { return_url: returnUrl, url } };
}

/** The 400 for an intent that is in no state for what was asked; it shows the intent. */
export function unexpectedState(intent: PaymentIntent, message: string): StripeFailure {
  return invalid(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
}
