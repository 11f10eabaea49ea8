import { scalarText } from './scalar-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** Values nested more deeply than this are refused; no provider reads them. */
const deepest = 32;

/**
 * A value taken apart as style `deepObject` sends it: for each scalar the keys that lead to it, and its text. OpenAPI defines objects of
 * scalars only; nested objects, `a[b][c]`, and indexed arrays, `a[0]`, follow Stripe's official client (clause 4.4).
 * Null and undefined are left out and do not move the indexes of their neighbours, as that client does with undefined.
 * @throws UnserializableValue when a value has no text.
 */
export function deepPairs(
  name: string,
  value: unknown,
): (readonly [path: readonly string[], text: string])[] {
  const pairs: (readonly [readonly string[], string])[] = [];
  collect(name, value, [], pairs);
  return pairs;
}

function collect(
  name: string,
  value: unknown,
  path: readonly string[],
  pairs: (readonly [readonly string[], string])[],
): void {
  if (value === null || value === undefined) return;
  if (typeof value !== 'object') {
    pairs.push([path, scalarText(value, name)]);
    return;
  }
  if (path.length === deepest)
    throw new UnserializableValue(name, `is nested more than ${deepest} levels deep`);
  for (const [key, member] of Object.entries(value)) {
    collect(name, member, [...path, scalarText(key, name)], pairs);
  }
}
