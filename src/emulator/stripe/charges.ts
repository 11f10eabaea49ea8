import { noSuch } from './errors.ts';
import { listPage, listShape } from './list.ts';
import { readParameters } from './parameters.ts';
import type { StripeRoute } from './route.ts';

/** The calls on charges: retrieve and list. */
export const chargeRoutes: readonly StripeRoute[] = [
  {
    method: 'GET',
    template: '/v1/charges',
    answer({ state, parameters }) {
      const {
        customer,
        payment_intent: intent,
        ...page
      } = readParameters(parameters, {
        ...listShape,
        customer: 'text',
        payment_intent: 'text',
      });
      const found = [...state.charges.values()].filter(
        (charge) =>
          (customer === undefined || charge.customer === customer) &&
          (intent === undefined || charge.payment_intent === intent),
      );
      return listPage('/v1/charges', found, page);
    },
  },
  {
    method: 'GET',
    template: '/v1/charges/{charge}',
    answer({ state, parameters, path: [id = ''] }) {
      readParameters(parameters, {});
      const charge = state.charges.get(id);
      if (charge === undefined) throw noSuch('charge', id, 'id', 'path');
      return charge;
    },
  },
];
