import type { Confirmation } from './confirm.ts';
import { invalid } from './errors.ts';
import { unknownParameter } from './parameters.ts';
import type { PaymentIntent } from './payment-intent.ts';
import type { HeldPaymentMethod } from './payment-method.ts';
import { isSince } from './versions.ts';

/** The parameters that create and confirm share: how to confirm, and with which payment methods. */
export const confirmationShape = {
  allowed_payment_method_types: 'list',
  error_on_requires_action: 'boolean',
  off_session: ['true', 'false', 'one_off', 'recurring'],
  payment_method_types: 'list',
  return_url: 'text',
  use_stripe_sdk: 'boolean',
} as const;

interface GivenConfirmation {
  readonly error_on_requires_action?: boolean;
  readonly off_session?: string;
  readonly return_url?: string;
  readonly use_stripe_sdk?: boolean;
  readonly payment_method_types?: readonly string[];
  readonly allowed_payment_method_types?: readonly string[];
}

/**
 * Takes apart what was given: how to confirm, the payment methods allowed, and the rest, which the intent keeps.
 * The list of allowed payment methods changed its name in 2026-09-30.endive (docs/providers.md 1.6): throws the 400 of an
 * unknown parameter for the name of the other version.
 */
export function readConfirmation<G extends GivenConfirmation>(
  given: G,
  version: string,
): {
  readonly how: Confirmation;
  readonly types: Partial<Pick<PaymentIntent, 'payment_method_types' | 'automatic_payment_methods'>>;
  readonly kept: Omit<G, keyof GivenConfirmation>;
} {
  const {
    error_on_requires_action: errorOnRequiresAction = false,
    off_session: offSession,
    return_url: returnUrl,
    use_stripe_sdk: _usesSdk,
    payment_method_types: older,
    allowed_payment_method_types: newer,
    ...kept
  } = given;
  const renamed = isSince(version, '2026-09-30');
  if (renamed && older !== undefined) throw unknownParameter('payment_method_types');
  if (!renamed && newer !== undefined) throw unknownParameter('allowed_payment_method_types');
  const types = newer ?? older;
  return {
    how: {
      errorOnRequiresAction,
      offSession: offSession !== undefined && offSession !== 'false',
      ...(returnUrl === undefined ? {} : { returnUrl }),
    },
    types: types === undefined ? {} : { payment_method_types: types, automatic_payment_methods: null },
    kept,
  };
}

/** Throws the 400 of an intent that might redirect and does not know where to (docs/providers.md 1.6). */
export function checkReturnUrl(
  { automatic_payment_methods: automatic }: Pick<PaymentIntent, 'automatic_payment_methods'>,
  { returnUrl }: Confirmation,
): void {
  if (returnUrl !== undefined || automatic?.allow_redirects !== 'always') return;
  throw invalid(
    'This payment intent accepts payment methods that may redirect the customer, so confirming it takes a return_url. ' +
      'To do without, set automatic_payment_methods[enabled] to true and automatic_payment_methods[allow_redirects] to never.',
  );
}

/** Throws a 400 when a payment method is not for this intent: another customer's, or of a type that is not allowed. */
export function checkPaymentMethod(
  intent: Pick<PaymentIntent, 'customer' | 'payment_method_types'>,
  { shown }: HeldPaymentMethod,
): void {
  if (shown.customer !== null && shown.customer !== intent.customer) {
    throw invalid(
      intent.customer === null
        ? 'The payment method belongs to a customer. Give that customer with the payment intent.'
        : 'The payment method belongs to another customer than the payment intent.',
    );
  }
  if (!intent.payment_method_types.includes(shown.type)) {
    throw invalid(`The payment method is of type ${shown.type}, which this payment intent does not allow.`, {
      param: 'payment_method',
    });
  }
}
