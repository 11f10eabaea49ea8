import type { JsonSchema } from '../arazzo/document.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';

/** What can be said about the members of an object from its schema alone (clause C5). */
export interface KnownProperties {
  /** Schemas by declared name. */
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: ReadonlySet<string>;
  /** Whether names that are not declared may be meant: the schema says so by `additionalProperties` or `patternProperties`. */
  readonly open: boolean;
}

const nothing: KnownProperties = { properties: {}, required: new Set(), open: false };

/** Reads the declared properties of a standalone schema, through `$ref` and `allOf`. */
export function knownProperties(
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined = schema,
  depth = 0,
): KnownProperties {
  if (schema === undefined || schema === true) return { ...nothing, open: true };
  if (!isObject(schema) || depth > 20) return nothing;
  const parts = [own(schema)];
  const target = typeof schema['$ref'] === 'string' ? resolve(schema['$ref'], root) : undefined;
  const others = [...(target === undefined ? [] : [target]), ...list(schema['allOf'])];
  for (const other of others) parts.push(knownProperties(other as JsonSchema, root, depth + 1));
  for (const branch of [...list(schema['anyOf']), ...list(schema['oneOf'])]) {
    parts.push({ ...knownProperties(branch as JsonSchema, root, depth + 1), required: new Set() });
  }
  return {
    properties: Object.assign({}, ...parts.map((part) => part.properties)) as KnownProperties['properties'],
    required: new Set(parts.flatMap((part) => [...part.required])),
    open: parts.some((part) => part.open),
  };
}

/** The schema that a `$ref` within a standalone schema points to. */
export function resolve(reference: string, root: JsonSchema | undefined): unknown {
  if (!reference.startsWith('#')) return undefined;
  const tokens = parsePointer(decodeURIComponent(reference.slice(1)));
  return tokens === undefined ? undefined : valueAt(root, tokens);
}

function own(schema: JsonObject): KnownProperties {
  const additional = schema['additionalProperties'];
  return {
    properties: (isObject(schema['properties']) ? schema['properties'] : {}) as KnownProperties['properties'],
    required: new Set(list(schema['required']).filter((name) => typeof name === 'string')),
    open: (additional !== undefined && additional !== false) || schema['patternProperties'] !== undefined,
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
