import type { PaymentIntent } from './payment-intent.ts';
import type { HeldPaymentMethod } from './payment-method.ts';
import type { StripeState } from './state.ts';
import type { Decline } from './test-payment-methods.ts';

/** One attempt to take money, as the API shows it. */
export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  /** In the smallest unit of the currency. */
  readonly amount: number;
  readonly amount_captured: number;
  readonly captured: boolean;
  readonly currency: string;
  readonly customer: string | null;
  readonly failure_code: string | null;
  readonly paid: boolean;
  readonly payment_intent: string;
  readonly payment_method: string;
  readonly status: 'succeeded' | 'pending' | 'failed';
  readonly [field: string]: unknown;
}

/** What a charge comes to. */
export type ChargeResult = 'captured' | 'authorised' | 'pending' | Decline;

/** Charges the amount of an intent, and keeps the charge. A pending charge goes on as the same one. */
export function makeCharge(
  state: StripeState,
  intent: PaymentIntent,
  { shown }: HeldPaymentMethod,
  result: ChargeResult,
): Charge {
  const decline = typeof result === 'string' ? undefined : result;
  const latest = state.charges.get(intent.latest_charge ?? '');
  const charge: Charge = {
    id: latest?.status === 'pending' ? latest.id : state.ids('ch_3', 23),
    object: 'charge',
    amount: intent.amount,
    amount_captured: result === 'captured' ? intent.amount : 0,
    amount_refunded: 0,
    balance_transaction: result === 'captured' ? state.ids('txn_3', 23) : null,
    billing_details: shown['billing_details'],
    captured: result === 'captured',
    created: state.now(),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    livemode: false,
    metadata: intent.metadata,
    outcome: outcome(decline),
    paid: decline === undefined && result !== 'pending',
    payment_intent: intent.id,
    payment_method: shown.id,
    payment_method_details: { [shown.type]: shown[shown.type], type: shown.type },
    receipt_email: intent.receipt_email,
    refunded: false,
    status: decline === undefined ? (result === 'pending' ? 'pending' : 'succeeded') : 'failed',
  };
  state.charges.set(charge.id, charge);
  return charge;
}

function outcome(decline: Decline | undefined): Readonly<Record<string, unknown>> {
  const blocked = decline?.decline_code === 'fraudulent';
  return {
    advice_code: decline?.advice_code ?? null,
    network_advice_code: decline?.network_advice_code ?? null,
    network_decline_code: decline?.network_decline_code ?? null,
    network_status:
      decline === undefined ? 'approved_by_network' : blocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: decline?.decline_code ?? null,
    risk_level: blocked ? 'highest' : 'normal',
    seller_message: decline?.message ?? 'Payment complete.',
    type: decline === undefined ? 'authorized' : blocked ? 'blocked' : 'issuer_declined',
  };
}
