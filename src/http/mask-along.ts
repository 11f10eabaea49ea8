import { isObject } from '../text/json.ts';
import type { Redactor } from './redact.ts';

/**
 * A value masked by the whole way to it: what lies in `billing_details` is personal, whatever its own name is.
 * @param names The members that lead to it, outermost first.
 */
export function maskAlong(names: readonly string[], value: unknown, redactor: Redactor): unknown {
  const nested = names.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  return names.reduce((shown, name) => (isObject(shown) ? shown[name] : shown), redactor.value(nested));
}
