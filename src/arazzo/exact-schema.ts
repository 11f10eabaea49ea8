import { isObject, type JsonObject } from '../text/json.ts';
import { escapeToken } from '../text/pointer.ts';

/** Keywords of JSON Schema whose members are schemas by names of their own. */
const namedSchemas: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/** Keywords that hold values which are passed on, and those that only compare. */
const given: ReadonlySet<string> = new Set(['default', 'examples', 'example']);
const compared: ReadonlySet<string> = new Set(['const', 'enum']);

/**
 * A JSON Schema whose defaults and examples keep the digits that a double loses, as texts (clause K12). All else is as the validator wants it.
 * @param exact The same schema as `LocatedText.exact` gives it.
 */
export function exactSchema(schema: unknown, exact: unknown): unknown {
  return rewrite(schema, exact, '', () => undefined);
}

/** The pointers within a schema of what is compared as doubles, although one of the values has more digits than these hold. */
export function comparedInexactly(schema: unknown, exact: unknown): readonly string[] {
  const found: string[] = [];
  rewrite(schema, exact, '', (pointer) => found.push(pointer));
  return found;
}

function rewrite(schema: unknown, exact: unknown, pointer: string, tell: (pointer: string) => void): unknown {
  if (schema === exact) return schema;
  const within = (value: unknown, other: unknown, name: string): unknown =>
    rewrite(value, other, `${pointer}/${escapeToken(name)}`, tell);
  if (Array.isArray(schema)) {
    return schema.map((item: unknown, index) => within(item, (exact as unknown[])[index], String(index)));
  }
  if (!isObject(schema)) return schema;
  return mapped(schema, exact, (name, member, other) => {
    if (given.has(name)) return other;
    if (compared.has(name)) {
      if (JSON.stringify(member) !== JSON.stringify(other)) tell(`${pointer}/${name}`);
      return member;
    }
    if (!namedSchemas.has(name) || !isObject(member)) return within(member, other, name);
    return mapped(member, other, (key, each, counterpart) =>
      rewrite(each, counterpart, `${pointer}/${name}/${escapeToken(key)}`, tell),
    );
  });
}

function mapped(
  object: JsonObject,
  exact: unknown,
  change: (name: string, member: unknown, exact: unknown) => unknown,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([name, member]) => [name, change(name, member, (exact as JsonObject)[name])]),
  );
}
