import type { FormFields } from '../form.ts';
import type { StripeState } from './state.ts';

/** What a route works on. */
export interface StripeCall {
  readonly state: StripeState;
  /** The body of a POST, the query of a GET; without `expand`. */
  readonly parameters: FormFields;
  /** The decoded segments that the template leaves open. */
  readonly path: readonly string[];
  /** The version of the API that the request is made under. */
  readonly version: string;
}

/** A call that the API knows. The answer is the body of a 200; anything else is thrown as a StripeFailure. */
export interface StripeRoute {
  readonly method: 'GET' | 'POST';
  /** `/v1/customers/{customer}`. */
  readonly template: string;
  answer(call: StripeCall): object;
}
