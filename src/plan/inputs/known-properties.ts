import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';

/** What can be said about the members of an object from its schema alone (clause C5). */
export interface KnownProperties {
  /** Schemas by declared name. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlySet<string>;
  /** Names whose schema has a default. */
  readonly defaulted: ReadonlySet<string>;
  /** Whether names that are not declared may be meant: the schema says so by `additionalProperties` or `patternProperties`. */
  readonly open: boolean;
  /** Whether no other name can be given: the schema says so by `additionalProperties: false`, or admits nothing. */
  readonly closed: boolean;
}

const nothing: KnownProperties = {
  properties: {},
  required: new Set(),
  defaulted: new Set(),
  open: false,
  closed: true,
};

/**
 * Reads the declared properties of a standalone schema, through `$ref`, `allOf`, and what holds in some cases only: `anyOf`, `oneOf`,
 * `if`, `then`, `else` and `dependentSchemas`.
 * @param seen Schemas that were read before: schemas may refer to themselves, and each counts once.
 */
export function knownProperties(
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined = schema,
  seen: Set<JsonObject> = new Set(),
): KnownProperties {
  if (schema === undefined || schema === true) return { ...nothing, open: true, closed: false };
  if (!isObject(schema)) return nothing;
  if (seen.has(schema)) return { ...nothing, closed: false };
  seen.add(schema);
  const read = (other: unknown): KnownProperties => knownProperties(other as JsonSchema, root, seen);
  const target = typeof schema['$ref'] === 'string' ? resolve(schema['$ref'], root) : undefined;
  const others = [...(target === undefined ? [] : [target]), ...list(schema['allOf'])];
  const dependent = isObject(schema['dependentSchemas']) ? Object.values(schema['dependentSchemas']) : [];
  const cases = [schema['if'], schema['then'], schema['else']].filter(isObject);
  const branches = [...list(schema['anyOf']), ...list(schema['oneOf']), ...cases, ...dependent];
  const parts = [
    ...branches.map((branch) => inSomeCases(read(branch))),
    ...others.map(read),
    own(schema, root),
  ];
  return {
    properties: Object.fromEntries(parts.flatMap((part) => Object.entries(part.properties))),
    required: new Set(parts.flatMap((part) => [...part.required])),
    defaulted: new Set(parts.flatMap((part) => [...part.defaulted])),
    open: parts.some((part) => part.open),
    closed: parts.some((part) => part.closed),
  };
}

/** What a schema declares that may not hold: its names may be meant, and no default of theirs is sure to apply. */
function inSomeCases({ properties, open }: KnownProperties): KnownProperties {
  const declared = Object.entries(properties).map(([name, schema]): [string, JsonSchema] => [
    name,
    isObject(schema) ? { ...schema, default: undefined } : schema,
  ]);
  return { ...nothing, properties: Object.fromEntries(declared), open, closed: false };
}

/** The schema that a `$ref` within a standalone schema points to. */
export function resolve(reference: string, root: JsonSchema | undefined): unknown {
  if (!reference.startsWith('#')) return undefined;
  const tokens = parsePointer(decodeFragment(reference.slice(1)));
  return tokens === undefined ? undefined : valueAt(root, tokens);
}

/** A schema with that which its `$ref` leads to. */
export function dereference(schema: unknown, root: JsonSchema | undefined): unknown {
  if (!isObject(schema) || typeof schema['$ref'] !== 'string') return schema;
  const target = resolve(schema['$ref'], root);
  return isObject(target) ? { ...target, ...schema } : schema;
}

function own(schema: JsonObject, root: JsonSchema | undefined): KnownProperties {
  const additional = schema['additionalProperties'];
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  return {
    properties: properties as KnownProperties['properties'],
    required: new Set(list(schema['required']).filter((name) => typeof name === 'string')),
    defaulted: new Set(Object.keys(properties).filter((name) => hasDefault(properties[name], root))),
    open: (additional !== undefined && additional !== false) || schema['patternProperties'] !== undefined,
    closed: additional === false || schema['unevaluatedProperties'] === false,
  };
}

function hasDefault(property: unknown, root: JsonSchema | undefined): boolean {
  const declared = dereference(property, root);
  return isObject(declared) && declared['default'] !== undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
