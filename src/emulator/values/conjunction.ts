import type { JsonObject } from '../../text/json.ts';
import { isObject } from '../../text/json.ts';

/** Two schemas that hold at once as one, as far as making a value needs it. What cannot be joined is the first one's. */
export function conjunction(a: JsonObject, b: JsonObject): JsonObject {
  const joined: Record<string, unknown> = { ...b, ...a };
  for (const [keyword, join] of joins) {
    if (a[keyword] !== undefined && b[keyword] !== undefined) joined[keyword] = join(a[keyword], b[keyword]);
  }
  return joined;
}

type Join = (a: unknown, b: unknown) => unknown;

const larger: Join = (a, b) => Math.max(a as number, b as number);
const smaller: Join = (a, b) => Math.min(a as number, b as number);
const both: Join = (a, b) => ({ allOf: [a, b] });

const joins: readonly (readonly [keyword: string, join: Join])[] = [
  ['type', joinTypes],
  ['enum', (a, b) => (a as readonly unknown[]).filter((value) => has(b as readonly unknown[], value))],
  ['required', (a, b) => [...new Set([...(a as readonly string[]), ...(b as readonly string[])])]],
  ['properties', joinProperties],
  ['items', both],
  ['additionalProperties', (a, b) => (a === false || b === false ? false : both(a, b))],
  ['multipleOf', joinSteps],
  ...['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'].map(
    (keyword) => [keyword, larger] as const,
  ),
  ...['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'].map(
    (keyword) => [keyword, smaller] as const,
  ),
];

/** The types that both allow; every integer is a number. */
function joinTypes(a: unknown, b: unknown): unknown {
  const [one, other] = [[a].flat(), [b].flat()] as [string[], string[]];
  const within = (types: readonly string[], type: string): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const joined = [...one.filter((type) => within(other, type)), ...other.filter((type) => within(one, type))];
  return [...new Set(joined)];
}

function joinProperties(a: unknown, b: unknown): unknown {
  const joined = new Map(Object.entries(b as JsonObject));
  for (const [name, schema] of Object.entries(a as JsonObject)) {
    joined.set(name, joined.has(name) ? both(schema, joined.get(name)) : schema);
  }
  return Object.fromEntries(joined);
}

/** A number that both divide, when both are whole. */
function joinSteps(a: unknown, b: unknown): unknown {
  const [one, other] = [a as number, b as number];
  if (!Number.isInteger(one) || !Number.isInteger(other) || one <= 0 || other <= 0) return one;
  let [divisor, rest] = [one, other];
  while (rest > 0) [divisor, rest] = [rest, divisor % rest];
  return (one / divisor) * other;
}

function has(values: readonly unknown[], value: unknown): boolean {
  const text = JSON.stringify(value);
  return values.some((each) => each === value || (isObject(each) && JSON.stringify(each) === text));
}
