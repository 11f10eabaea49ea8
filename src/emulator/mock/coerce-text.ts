import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { flatten } from '../values/flatten.ts';

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** A schema without composition, as far as its types are concerned. */
export function typed(schema: JsonSchema | undefined, root: JsonSchema | undefined): JsonObject {
  return schema === undefined ? {} : flatten(schema, root ?? schema, () => 0).schema;
}

/** The types that a schema names; empty when it names none. */
export function typesIn(schema: JsonObject): readonly string[] {
  return [schema['type'] ?? []].flat() as string[];
}

/** The value that a text stands for where values are written as text: by the types of its schema, the text itself where nothing else fits. */
export function coerceText(text: string, schema: JsonSchema | undefined, root = schema): unknown {
  const flat = typed(schema, root);
  const types = typesIn(flat);
  const values = Array.isArray(flat['enum'])
    ? flat['enum']
    : Object.hasOwn(flat, 'const')
      ? [flat['const']]
      : [];
  const constant: unknown = values.find(
    (value) => value !== null && typeof value !== 'object' && String(value) === text,
  );
  if (constant !== undefined && !types.includes('string')) return constant;
  if (types.includes('string')) return text;
  if ((types.includes('integer') || types.includes('number')) && number.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (types.includes('null') && (text === '' || text === 'null')) return null;
  return text;
}

/** Texts as the items of a list. */
export function coerceItems(
  texts: readonly string[],
  schema: JsonSchema | undefined,
  root = schema,
): unknown[] {
  const items = typed(schema, root)['items'] as JsonSchema | undefined;
  return texts.map((text) => coerceText(text, items, root));
}

/** Texts as the members of an object. */
export function coerceMembers(
  pairs: readonly (readonly [name: string, text: string])[],
  schema: JsonSchema | undefined,
  root = schema,
): JsonObject {
  return Object.fromEntries(
    pairs.map(([name, text]) => [name, coerceText(text, memberSchema(schema, root, name), root)]),
  );
}

/** The schema of a member, as far as it is declared. */
export function memberSchema(
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
  name: string,
): JsonSchema | undefined {
  const flat = typed(schema, root);
  const properties = isObject(flat['properties']) ? flat['properties'] : {};
  const found = Object.hasOwn(properties, name) ? properties[name] : flat['additionalProperties'];
  return found as JsonSchema | undefined;
}
