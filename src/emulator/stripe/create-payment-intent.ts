import { confirm } from './confirm.ts';
import { findCustomer } from './customers.ts';
import type { FormFields } from '../form.ts';
import { invalid } from './errors.ts';
import { checkAmount, readCurrency } from './money.ts';
import { mergeMetadata, readParameters, required } from './parameters.ts';
import { keep, makePaymentIntent, type PaymentIntent } from './payment-intent.ts';
import { usePaymentMethod } from './payment-methods.ts';
import {
  checkPaymentMethod,
  checkReturnUrl,
  confirmationShape,
  readConfirmation,
} from './read-confirmation.ts';
import type { StripeCall } from './route.ts';
import { isSince } from './versions.ts';

/** The parameters of an intent that may be given when it is created and changed later. */
export const changeableShape = {
  amount: 'integer',
  currency: 'text',
  customer: 'text',
  description: 'text',
  metadata: 'fields',
  payment_method: 'text',
  receipt_email: 'text',
  setup_future_usage: ['off_session', 'on_session'],
  shipping: 'fields',
  statement_descriptor: 'text',
  statement_descriptor_suffix: 'text',
} as const;

const shape = {
  ...changeableShape,
  automatic_payment_methods: 'fields',
  capture_method: ['automatic', 'automatic_async', 'manual'],
  confirm: 'boolean',
  confirmation_method: ['automatic', 'manual'],
} as const;

/** `POST /v1/payment_intents`: creates an intent and, when told to, confirms it. Nothing is kept of a 400. */
export function createPaymentIntent({ state, parameters, version }: StripeCall): PaymentIntent {
  const given = readParameters(parameters, { ...shape, ...confirmationShape });
  const { how, types, kept } = readConfirmation(given, version);
  const amount = required(kept.amount, 'amount');
  const currency = readCurrency(required(kept.currency, 'currency'));
  checkAmount(amount, currency);
  if (kept.confirm !== true) refuseConfirmationParameters(given);
  const customer = kept.customer === undefined ? null : findCustomer(state, kept.customer, 'parameter').id;
  const allowed = { ...allowedMethods(kept.automatic_payment_methods, version), ...types };
  const method = kept.payment_method === undefined ? undefined : usePaymentMethod(state, kept.payment_method);
  if (method !== undefined) checkPaymentMethod({ customer, ...allowed }, method);
  if (kept.confirm === true) {
    checkReturnUrl(allowed, how);
    if (method === undefined) {
      throw invalid('A payment intent cannot be confirmed without a payment method.', {
        code: 'parameter_missing',
        param: 'payment_method',
      });
    }
  }
  const intent = makePaymentIntent(state, {
    amount,
    ...allowed,
    capture_method: kept.capture_method ?? 'automatic_async',
    confirmation_method: kept.confirmation_method ?? 'automatic',
    currency,
    customer,
    description: kept.description ?? null,
    metadata: mergeMetadata({}, kept.metadata),
    payment_method: method?.shown.id ?? null,
    receipt_email: kept.receipt_email ?? null,
    setup_future_usage: kept.setup_future_usage ?? null,
    shipping: kept.shipping ?? null,
    statement_descriptor: kept.statement_descriptor ?? null,
    statement_descriptor_suffix: kept.statement_descriptor_suffix ?? null,
  });
  return kept.confirm === true && method !== undefined
    ? confirm(state, intent, method, how)
    : keep(state, intent);
}

function refuseConfirmationParameters(given: Readonly<Record<string, unknown>>): void {
  for (const param of ['off_session', 'return_url', 'error_on_requires_action']) {
    if (given[param] !== undefined)
      throw invalid(`${param} is only for a request with confirm=true.`, { param });
  }
}

/** Which payment methods an intent allows: from 2023-08-16 those of the Dashboard, redirects included, unless told. */
function allowedMethods(
  given: FormFields | undefined,
  version: string,
): Pick<PaymentIntent, 'automatic_payment_methods' | 'payment_method_types'> {
  const read = readParameters(
    given ?? {},
    { allow_redirects: ['always', 'never'], enabled: 'boolean' },
    'automatic_payment_methods',
  );
  const enabled =
    given === undefined
      ? isSince(version, '2023-08-16')
      : required(read.enabled, 'automatic_payment_methods[enabled]');
  if (!enabled) return { automatic_payment_methods: null, payment_method_types: ['card'] };
  return {
    automatic_payment_methods: {
      allow_redirects: read.allow_redirects === 'never' ? 'never' : 'always',
      enabled: true,
    },
    payment_method_types: ['card', 'us_bank_account'],
  };
}
