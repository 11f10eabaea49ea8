import type { StripeState } from './state.ts';
import type { TestPaymentMethod } from './test-payment-methods.ts';

/** A PaymentMethod as the API shows it. */
export interface PaymentMethod {
  readonly id: string;
  readonly object: 'payment_method';
  readonly type: TestPaymentMethod['type'];
  readonly customer: string | null;
  readonly [field: string]: unknown;
}

/** A PaymentMethod and how it behaves, which the API does not show. */
export interface HeldPaymentMethod {
  readonly shown: PaymentMethod;
  readonly behaviour: TestPaymentMethod;
}

/**
 * Unlike the real test methods, whose billing details are empty, ours belong to an invented person, so that what must
 * not leak is there to leak.
 */
const billingDetails = {
  address: {
    city: 'Springfield',
    country: 'US',
    line1: '12 Example Street',
    line2: null,
    postal_code: '97477',
    state: 'OR',
  },
  email: 'pat.payer@example.com',
  name: 'Pat Payer',
  phone: '+15555550142',
  tax_id: null,
};

/** Makes a PaymentMethod that behaves so, and keeps it. */
export function makePaymentMethod(state: StripeState, behaviour: TestPaymentMethod): HeldPaymentMethod {
  const held: HeldPaymentMethod = {
    shown: {
      id: state.ids('pm_1', 23),
      object: 'payment_method',
      allow_redisplay: 'unspecified',
      billing_details: billingDetails,
      [behaviour.type]: behaviour.type === 'card' ? card(state, behaviour) : bankAccount(state, behaviour),
      created: state.now(),
      customer: null,
      livemode: false,
      metadata: {},
      type: behaviour.type,
    },
    behaviour,
  };
  state.paymentMethods.set(held.shown.id, held);
  return held;
}

function card(state: StripeState, { brand, last4 }: TestPaymentMethod): Readonly<Record<string, unknown>> {
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'US',
    display_brand: brand,
    exp_month: 8,
    exp_year: new Date(state.now() * 1000).getUTCFullYear() + 1,
    fingerprint: state.ids('', 16),
    funding: 'credit',
    generated_from: null,
    last4,
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  };
}

function bankAccount(
  state: StripeState,
  { brand, last4 }: TestPaymentMethod,
): Readonly<Record<string, unknown>> {
  return {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: brand,
    financial_connections_account: null,
    fingerprint: state.ids('', 16),
    last4,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: '110000000',
    status_details: {},
  };
}
