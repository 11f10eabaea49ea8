import type { JsonSchema } from '../arazzo/document.ts';
import { resolve } from '../plan/inputs/known-properties.ts';
import { losesDigits, parseExactJson } from '../text/exact-number.ts';
import { isObject } from '../text/json.ts';

/**
 * An input that was given as text, typed by its schema: JSON of a type that the schema allows, or else the text as it is, which is right where the
 * schema allows texts or says nothing, and which the schema refuses everywhere else.
 * @param root The workflow's input schema, against which `$ref` resolves.
 */
export function typeInput(
  text: string,
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
): unknown {
  const types = typesOf(schema, root);
  if (types.includes('string')) return text;
  const value = parse(text);
  return types.some((type) => isOf(type, value)) ? value : text;
}

/** The JSON types that a schema allows, through `$ref`, `enum` and `const`; empty when it does not say. */
export function typesOf(
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
  depth = 0,
): readonly string[] {
  if (!isObject(schema) || depth > 20) return [];
  const { type, $ref: reference, enum: members, const: constant } = schema;
  if (typeof type === 'string') return [type];
  if (Array.isArray(type)) return type.filter((each) => typeof each === 'string');
  if (typeof reference === 'string') {
    return typesOf(resolve(reference, root) as JsonSchema | undefined, root, depth + 1);
  }
  if (Array.isArray(members)) return [...new Set(members.map(typeOf))];
  return Object.hasOwn(schema, 'const') ? [typeOf(constant)] : [];
}

/** The value of a JSON text; numbers that a double cannot hold stay texts of their digits (clause K12). */
function parse(text: string): unknown {
  try {
    return parseExactJson(text, losesDigits);
  } catch {
    return undefined;
  }
}

function isOf(type: string, value: unknown): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
