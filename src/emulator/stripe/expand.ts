import { isObject, type JsonObject } from '../../text/json.ts';
import { invalid } from './errors.ts';
import type { StripeState } from './state.ts';

/** The fields that may be given in full instead of by id. */
const expandable: ReadonlySet<string> = new Set([
  'customer',
  'default_payment_method',
  'latest_charge',
  'payment_intent',
  'payment_method',
]);

/**
 * Puts objects in the place of their ids along dotted paths such as `latest_charge.customer` or, in a list,
 * `data.customer`. Throws a 400 for a path that does not lead to such a field, or of more than four names.
 */
export function expand(state: StripeState, body: object, paths: readonly string[]): object {
  let expanded: unknown = body;
  for (const path of paths) {
    const names = path.split('.');
    if (names.length > 4)
      throw invalid('A property can be expanded at most four levels deep.', { param: 'expand' });
    expanded = along(state, expanded, names, path);
  }
  return expanded as object;
}

function along(state: StripeState, value: unknown, names: readonly string[], path: string): unknown {
  const [name, ...rest] = names;
  if (name === undefined || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => along(state, item, names, path));
  if (!isObject(value) || !Object.hasOwn(value, name)) throw cannotExpand(path);
  const field = value[name];
  const inner = typeof field === 'string' ? lookUp(state, name, field) : field;
  if (inner === undefined || (rest.length === 0 && !expandable.has(name))) throw cannotExpand(path);
  return { ...value, [name]: along(state, inner, rest, path) };
}

function lookUp(state: StripeState, name: string, id: string): JsonObject | undefined {
  if (!expandable.has(name)) return undefined;
  const found =
    state.customers.get(id) ??
    state.charges.get(id) ??
    state.paymentIntents.get(id) ??
    state.paymentMethods.get(id)?.shown;
  return found === undefined ? undefined : { ...found };
}

function cannotExpand(path: string): Error {
  return invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
}
