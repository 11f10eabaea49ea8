import { confirm, unexpectedState } from './confirm.ts';
import { changeableShape, createPaymentIntent } from './create-payment-intent.ts';
import { findCustomer } from './customers.ts';
import { invalid, noSuch } from './errors.ts';
import { listPage, listShape } from './list.ts';
import { checkAmount, readCurrency } from './money.ts';
import { mergeMetadata, readParameters, splitUnset } from './parameters.ts';
import { keep, type PaymentIntent, type PaymentIntentStatus } from './payment-intent.ts';
import { usePaymentMethod } from './payment-methods.ts';
import {
  checkPaymentMethod,
  checkReturnUrl,
  confirmationShape,
  readConfirmation,
} from './read-confirmation.ts';
import type { StripeCall, StripeRoute } from './route.ts';
import type { StripeState } from './state.ts';

const beforeMoney: readonly PaymentIntentStatus[] = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
];

/** The calls on payment intents. */
export const paymentIntentRoutes: readonly StripeRoute[] = [
  { method: 'POST', template: '/v1/payment_intents', answer: createPaymentIntent },
  { method: 'GET', template: '/v1/payment_intents', answer: list },
  { method: 'GET', template: '/v1/payment_intents/{intent}', answer: retrieve },
  { method: 'POST', template: '/v1/payment_intents/{intent}', answer: update },
  { method: 'POST', template: '/v1/payment_intents/{intent}/confirm', answer: confirmIntent },
  { method: 'POST', template: '/v1/payment_intents/{intent}/capture', answer: capture },
  { method: 'POST', template: '/v1/payment_intents/{intent}/cancel', answer: cancel },
];

function list({ state, parameters }: StripeCall): object {
  const { customer, ...page } = readParameters(parameters, { ...listShape, customer: 'text' });
  const found = [...state.paymentIntents.values()].filter(
    (intent) => customer === undefined || intent.customer === customer,
  );
  return listPage('/v1/payment_intents', found, page);
}

function retrieve({ state, parameters, path: [id = ''] }: StripeCall): object {
  const { client_secret: secret } = readParameters(parameters, { client_secret: 'text' });
  const intent = find(state, id);
  if (secret !== undefined && secret !== intent.client_secret) {
    throw invalid('The client_secret does not match this payment intent.', { param: 'client_secret' });
  }
  return intent;
}

function update({ state, parameters, path: [id = ''] }: StripeCall): object {
  const intent = find(state, id);
  const { set, unset } = splitUnset(parameters);
  for (const name of unset) {
    if (!['description', 'metadata', 'receipt_email', 'shipping', 'setup_future_usage'].includes(name)) {
      throw invalid(`${name} cannot be unset.`, { code: 'parameter_invalid_empty', param: name });
    }
  }
  const {
    amount,
    currency,
    metadata,
    payment_method: methodId,
    ...rest
  } = readParameters(set, changeableShape);
  const movesMoney = amount !== undefined || currency !== undefined || methodId !== undefined;
  if (movesMoney && !beforeMoney.includes(intent.status)) {
    throw unexpectedState(intent, `A payment intent that is ${intent.status} can no longer be changed so.`);
  }
  const terms = { amount: amount ?? intent.amount, currency: currency ?? intent.currency };
  const changed = { ...intent, ...rest, ...terms, currency: readCurrency(terms.currency) };
  checkAmount(changed.amount, changed.currency);
  if (rest.customer !== undefined) findCustomer(state, rest.customer, 'parameter');
  const method = methodId === undefined ? undefined : usePaymentMethod(state, methodId);
  if (method !== undefined) checkPaymentMethod(changed, method);
  return keep(state, changed, {
    ...Object.fromEntries([...unset].map((name) => [name, null])),
    metadata: mergeMetadata(unset.has('metadata') ? {} : intent.metadata, metadata),
    ...(method === undefined
      ? {}
      : { payment_method: method.shown.id, status: 'requires_confirmation', next_action: null }),
  });
}

function confirmIntent({ state, parameters, path: [id = ''], version }: StripeCall): object {
  const intent = find(state, id);
  const { payment_method: methodId, ...given } = readParameters(parameters, {
    ...confirmationShape,
    capture_method: ['automatic', 'automatic_async', 'manual'],
    payment_method: 'text',
    receipt_email: 'text',
    setup_future_usage: ['off_session', 'on_session'],
    shipping: 'fields',
  });
  const { how, types, kept } = readConfirmation(given, version);
  if (!beforeMoney.includes(intent.status)) {
    throw unexpectedState(intent, `You cannot confirm this payment intent because it is ${intent.status}.`);
  }
  const chosen = methodId ?? intent.payment_method;
  if (chosen === null) {
    throw unexpectedState(
      intent,
      'You cannot confirm this payment intent because it is missing a payment method.',
    );
  }
  const changed = { ...intent, ...kept, ...types };
  checkReturnUrl(changed, how);
  const method = usePaymentMethod(state, chosen);
  checkPaymentMethod(changed, method);
  return confirm(state, changed, method, how);
}

function capture({ state, parameters, path: [id = ''] }: StripeCall): object {
  const intent = find(state, id);
  const read = readParameters(parameters, { amount_to_capture: 'integer', metadata: 'fields' });
  if (intent.status !== 'requires_capture') {
    throw unexpectedState(intent, `A payment intent that is ${intent.status} cannot be captured.`);
  }
  const amount = read.amount_to_capture ?? intent.amount;
  if (amount < 1 || amount > intent.amount) {
    throw invalid('No more can be captured than was authorised.', { param: 'amount_to_capture' });
  }
  const charge = state.charges.get(intent.latest_charge ?? '');
  if (charge !== undefined) {
    state.charges.set(charge.id, { ...charge, amount_captured: amount, captured: true });
  }
  return keep(state, intent, {
    status: 'succeeded',
    amount_capturable: 0,
    amount_received: amount,
    metadata: mergeMetadata(intent.metadata, read.metadata),
  });
}

function cancel({ state, parameters, path: [id = ''] }: StripeCall): object {
  const intent = find(state, id);
  const { cancellation_reason: reason = null } = readParameters(parameters, {
    cancellation_reason: ['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'],
  });
  if (!beforeMoney.includes(intent.status) && intent.status !== 'requires_capture') {
    throw unexpectedState(intent, `You cannot cancel this payment intent because it is ${intent.status}.`);
  }
  return keep(state, intent, {
    status: 'canceled',
    amount_capturable: 0,
    canceled_at: state.now(),
    cancellation_reason: reason,
    next_action: null,
  });
}

function find(state: StripeState, id: string): PaymentIntent {
  const intent = state.paymentIntents.get(id);
  if (intent === undefined) throw noSuch('payment_intent', id, 'intent', 'path');
  return intent;
}
