import type { StripeState } from './state.ts';

/** The states of a PaymentIntent. */
export type PaymentIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'requires_capture'
  | 'processing'
  | 'succeeded'
  | 'canceled';

/** A PaymentIntent as the API shows it; of the fields that never change here, only the value is given. */
export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  /** In the smallest unit of the currency. */
  readonly amount: number;
  readonly amount_capturable: number;
  readonly amount_received: number;
  readonly automatic_payment_methods: {
    readonly allow_redirects: 'always' | 'never';
    readonly enabled: true;
  } | null;
  readonly canceled_at: number | null;
  readonly cancellation_reason: string | null;
  readonly capture_method: string;
  readonly client_secret: string;
  readonly confirmation_method: string;
  readonly created: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly description: string | null;
  readonly last_payment_error: Readonly<Record<string, unknown>> | null;
  readonly latest_charge: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly next_action: Readonly<Record<string, unknown>> | null;
  readonly payment_method: string | null;
  readonly payment_method_types: readonly string[];
  readonly receipt_email: string | null;
  readonly setup_future_usage: string | null;
  readonly shipping: unknown;
  readonly statement_descriptor: string | null;
  readonly statement_descriptor_suffix: string | null;
  readonly status: PaymentIntentStatus;
}

/** What a new intent is told. */
export type PaymentIntentTerms = Pick<
  PaymentIntent,
  | 'amount'
  | 'automatic_payment_methods'
  | 'capture_method'
  | 'confirmation_method'
  | 'currency'
  | 'customer'
  | 'description'
  | 'metadata'
  | 'payment_method'
  | 'payment_method_types'
  | 'receipt_email'
  | 'setup_future_usage'
  | 'shipping'
  | 'statement_descriptor'
  | 'statement_descriptor_suffix'
>;

/** A new intent, not yet confirmed and not yet kept. */
export function makePaymentIntent(state: StripeState, terms: PaymentIntentTerms): PaymentIntent {
  const id = state.ids('pi_3', 23);
  const fixed = {
    amount_details: { tip: {} },
    application: null,
    application_fee_amount: null,
    livemode: false,
    on_behalf_of: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    processing: null,
    review: null,
    source: null,
    transfer_data: null,
    transfer_group: null,
  };
  return {
    ...fixed,
    ...terms,
    id,
    object: 'payment_intent',
    amount_capturable: 0,
    amount_received: 0,
    canceled_at: null,
    cancellation_reason: null,
    client_secret: state.ids(`${id}_secret_`, 25),
    created: state.now(),
    last_payment_error: null,
    latest_charge: null,
    next_action: null,
    status: terms.payment_method === null ? 'requires_payment_method' : 'requires_confirmation',
  };
}

/** Keeps an intent with a change made to it, and returns it. */
export function keep(
  state: StripeState,
  intent: PaymentIntent,
  change: Partial<PaymentIntent> = {},
): PaymentIntent {
  const changed = { ...intent, ...change };
  state.paymentIntents.set(changed.id, changed);
  return changed;
}
