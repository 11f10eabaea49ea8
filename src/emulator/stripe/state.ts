import type { Clock } from '../../engine/ports.ts';
import type { Ids } from '../ids.ts';
import type { Charge } from './charge.ts';
import type { Customer } from './customer.ts';
import type { PaymentIntent } from './payment-intent.ts';
import type { HeldPaymentMethod } from './payment-method.ts';

/** Everything the account holds, each kind by id in the order of creation. The values are never changed, but replaced. */
export interface StripeState {
  readonly ids: Ids;
  /** Seconds since the epoch, as the API tells time. */
  readonly now: () => number;
  readonly paymentIntents: Map<string, PaymentIntent>;
  readonly charges: Map<string, Charge>;
  readonly customers: Map<string, Customer>;
  readonly paymentMethods: Map<string, HeldPaymentMethod>;
}

/** An empty account. */
export function createState(ids: Ids, clock: Clock): StripeState {
  return {
    ids,
    now: () => Math.floor(clock.now() / 1000),
    paymentIntents: new Map(),
    charges: new Map(),
    customers: new Map(),
    paymentMethods: new Map(),
  };
}
