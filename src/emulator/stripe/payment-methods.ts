import { invalid, noSuch, StripeFailure } from './errors.ts';
import { listPage, listShape } from './list.ts';
import { readParameters, required } from './parameters.ts';
import { type HeldPaymentMethod, makePaymentMethod } from './payment-method.ts';
import type { StripeRoute } from './route.ts';
import type { StripeState } from './state.ts';
import { testPaymentMethods } from './test-payment-methods.ts';

/** The calls on payment methods: retrieve, list those of a customer, attach, detach. */
export const paymentMethodRoutes: readonly StripeRoute[] = [
  {
    method: 'GET',
    template: '/v1/payment_methods',
    answer({ state, parameters }) {
      const { customer, type, ...page } = readParameters(parameters, {
        ...listShape,
        customer: 'text',
        type: 'text',
      });
      const owner = required(customer, 'customer');
      const owned = [...state.paymentMethods.values()]
        .map(({ shown }) => shown)
        .filter((method) => method.customer === owner && (type === undefined || method.type === type));
      return listPage('/v1/payment_methods', owned, page);
    },
  },
  {
    method: 'GET',
    template: '/v1/payment_methods/{payment_method}',
    answer({ state, parameters, path: [id = ''] }) {
      readParameters(parameters, {});
      return find(state, id, 'path').shown;
    },
  },
  {
    method: 'POST',
    template: '/v1/payment_methods/{payment_method}/attach',
    answer({ state, parameters, path: [id = ''] }) {
      const { customer } = readParameters(parameters, { customer: 'text' });
      return attach(state, find(state, id, 'path'), required(customer, 'customer')).shown;
    },
  },
  {
    method: 'POST',
    template: '/v1/payment_methods/{payment_method}/detach',
    answer({ state, parameters, path: [id = ''] }) {
      readParameters(parameters, {});
      const method = find(state, id, 'path');
      if (method.shown.customer === null) throw invalid('The payment method is attached to no customer.');
      return hold(state, { ...method, shown: { ...method.shown, customer: null } }).shown;
    },
  },
];

/** The payment method that a parameter names: one we hold, or a new one for a test id. Throws a 400 otherwise. */
export function usePaymentMethod(state: StripeState, id: string): HeldPaymentMethod {
  return find(state, id, 'parameter');
}

/** Saves a payment method to a customer. Throws the 402 of cards that refuse it, and 400s (docs/providers.md 1.2). */
export function attach(state: StripeState, method: HeldPaymentMethod, customer: string): HeldPaymentMethod {
  const { shown, behaviour } = method;
  if (!state.customers.has(customer)) throw noSuch('customer', customer, 'customer', 'parameter');
  if (shown.customer !== null) throw invalid('The payment method is already attached to a customer.');
  if (behaviour.decline !== undefined && behaviour.saves !== true) {
    throw new StripeFailure(402, { type: 'card_error', ...behaviour.decline, payment_method: shown });
  }
  return hold(state, { behaviour, shown: { ...shown, customer } });
}

function hold(state: StripeState, method: HeldPaymentMethod): HeldPaymentMethod {
  state.paymentMethods.set(method.shown.id, method);
  return method;
}

function find(state: StripeState, id: string, where: 'path' | 'parameter'): HeldPaymentMethod {
  const held = state.paymentMethods.get(id);
  if (held !== undefined) return held;
  const behaviour = testPaymentMethods.get(id);
  if (behaviour === undefined) throw noSuch('PaymentMethod', id, 'payment_method', where);
  return makePaymentMethod(state, behaviour);
}
