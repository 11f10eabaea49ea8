import type { FormFields } from '../form.ts';
import { type Customer, makeCustomer } from './customer.ts';
import { noSuch } from './errors.ts';
import { listPage, listShape } from './list.ts';
import { mergeMetadata, readParameters, splitUnset, unknownParameter } from './parameters.ts';
import { attach, usePaymentMethod } from './payment-methods.ts';
import type { StripeRoute } from './route.ts';
import type { StripeState } from './state.ts';

const shape = {
  address: 'fields',
  description: 'text',
  email: 'text',
  invoice_settings: 'fields',
  metadata: 'fields',
  name: 'text',
  phone: 'text',
  preferred_locales: 'list',
  shipping: 'fields',
} as const;

/** The calls on customers: create, retrieve, update, list, and the list of their payment methods. */
export const customerRoutes: readonly StripeRoute[] = [
  {
    method: 'POST',
    template: '/v1/customers',
    answer({ state, parameters }) {
      const { payment_method: saved, ...details } = readParameters(parameters, {
        ...shape,
        payment_method: 'text',
      });
      const method = saved === undefined ? undefined : usePaymentMethod(state, saved);
      const customer = makeCustomer(state);
      try {
        if (method !== undefined) attach(state, method, customer.id);
        return change(state, customer, details);
      } catch (error) {
        state.customers.delete(customer.id);
        throw error;
      }
    },
  },
  {
    method: 'GET',
    template: '/v1/customers',
    answer({ state, parameters }) {
      const { email, ...page } = readParameters(parameters, { ...listShape, email: 'text' });
      const found = [...state.customers.values()].filter((one) => email === undefined || one.email === email);
      return listPage('/v1/customers', found, page);
    },
  },
  {
    method: 'GET',
    template: '/v1/customers/{customer}',
    answer({ state, parameters, path: [id = ''] }) {
      readParameters(parameters, {});
      return findCustomer(state, id, 'path');
    },
  },
  {
    method: 'POST',
    template: '/v1/customers/{customer}',
    answer({ state, parameters, path: [id = ''] }) {
      const customer = findCustomer(state, id, 'path');
      const { set, unset } = splitUnset(parameters);
      const details = readParameters(set, shape);
      const emptied: Record<string, unknown> = {};
      for (const name of unset) {
        if (!Object.hasOwn(shape, name)) throw unknownParameter(name);
        emptied[name] = name === 'metadata' ? {} : name === 'preferred_locales' ? [] : null;
      }
      return change(state, { ...customer, ...emptied }, details);
    },
  },
  {
    method: 'GET',
    template: '/v1/customers/{customer}/payment_methods',
    answer({ state, parameters, path: [id = ''] }) {
      const page = readParameters(parameters, listShape);
      const { id: owner } = findCustomer(state, id, 'path');
      const owned = [...state.paymentMethods.values()].filter(({ shown }) => shown.customer === owner);
      return listPage(
        `/v1/customers/${owner}/payment_methods`,
        owned.map(({ shown }) => shown),
        page,
      );
    },
  },
];

/** The customer of this id; throws a 404 or 400 when there is none. */
export function findCustomer(state: StripeState, id: string, where: 'path' | 'parameter'): Customer {
  const customer = state.customers.get(id);
  if (customer === undefined) throw noSuch('customer', id, where === 'path' ? 'id' : 'customer', where);
  return customer;
}

function change(
  state: StripeState,
  customer: Customer,
  details: { readonly invoice_settings?: FormFields; readonly metadata?: FormFields },
): Customer {
  const { invoice_settings: settings, metadata, ...rest } = details;
  const changed: Customer = {
    ...customer,
    ...rest,
    metadata: mergeMetadata(customer.metadata, metadata),
    ...(settings === undefined ? {} : { invoice_settings: invoiceSettings(state, customer, settings) }),
  };
  state.customers.set(changed.id, changed);
  return changed;
}

/** Only a payment method that is attached to the customer can be the default. */
function invoiceSettings(state: StripeState, customer: Customer, given: FormFields): unknown {
  const read = readParameters(given, { default_payment_method: 'text' }, 'invoice_settings');
  const id = read.default_payment_method;
  if (id !== undefined && state.paymentMethods.get(id)?.shown.customer !== customer.id) {
    throw noSuch('PaymentMethod', id, 'invoice_settings[default_payment_method]', 'parameter');
  }
  return { ...(customer['invoice_settings'] as object), ...read };
}
