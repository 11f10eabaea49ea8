import type { Node } from '../../openapi/read/resolve-reference.ts';
import { schemaParts } from '../../openapi/schema/schema-parts.ts';
import { hashOf } from '../../text/hash.ts';

/** What restricts a value beside its type, its names and its choices: by keyword, the different values that it has in the parts of a schema. */
export type Bounds = Readonly<Record<string, readonly unknown[]>>;

/**
 * Keywords of JSON Schema 2020-12 and OpenAPI 2.0 to 3.2 by which a value is refused or accepted, but for those that summaries have already: `type`,
 * `enum`, `const`, `required`, `properties`, `items`, and how schemas are put together.
 */
const keywords = `
  minimum maximum exclusiveMinimum exclusiveMaximum multipleOf
  minLength maxLength pattern format contentEncoding contentMediaType
  minItems maxItems uniqueItems prefixItems contains minContains maxContains
  minProperties maxProperties additionalProperties patternProperties propertyNames
  unevaluatedItems unevaluatedProperties dependentRequired dependentSchemas dependencies
  nullable not if then else
`
  .trim()
  .split(/\s+/);

/** The bounds of schemas and of those that they are put together from; undefined where they have none. */
export function boundsOf(nodes: readonly Node[]): Bounds | undefined {
  const bounds: Record<string, unknown[]> = {};
  const seen = new Set<unknown>();
  const left = [...nodes];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (seen.has(node.value)) continue;
    seen.add(node.value);
    const { own = {}, all, any } = schemaParts(node);
    // Of several alternatives, each is a tree of its own.
    left.push(...all, ...any.filter((group) => group.length === 1).flat());
    for (const keyword of keywords) {
      const value = own[keyword];
      // A summary is `closed` by false; true and absence allow the same.
      if (value === undefined || (keyword === 'additionalProperties' && typeof value === 'boolean')) continue;
      const values = (bounds[keyword] ??= []);
      if (!values.some((each) => hashOf({ value: each }) === hashOf({ value }))) values.push(value);
    }
  }
  const sorted = Object.entries(bounds).map(([keyword, values]) => [
    keyword,
    values.toSorted((one, other) => (hashOf({ value: one }) < hashOf({ value: other }) ? -1 : 1)),
  ]);
  return sorted.length === 0 ? undefined : (Object.fromEntries(sorted) as Bounds);
}
