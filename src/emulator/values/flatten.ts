import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import { conjunction } from './conjunction.ts';

/** Chooses among alternatives, by their indexes. */
export type Choose = (alternatives: readonly JsonSchema[]) => number;

/** A schema without composition: references followed, parts joined, one of the alternatives chosen. */
export interface FlatSchema {
  readonly schema: JsonObject;
  /** The names of the definitions that it was put together from. */
  readonly names: ReadonlySet<string>;
  /** Nothing is admitted. */
  readonly impossible: boolean;
}

/** References and parts within one another, more than which is taken for a circle. */
const deepest = 64;

/**
 * Flattens a schema that stands alone (`$ref`s lead into `root`).
 * `not` and `unevaluated…` are left to whoever validates: nothing can be made from them.
 */
export function flatten(schema: JsonSchema, root: JsonSchema, choose: Choose): FlatSchema {
  const names = new Set<string>();
  let impossible = false;

  const visit = (each: unknown, outer: string | undefined, depth: number): JsonObject => {
    if (each === false) impossible = true;
    if (!isObject(each) || depth > deepest) return {};
    const { $ref, allOf, oneOf, anyOf, if: condition, discriminator, $defs: _, ...own } = each;
    const { then: consequence, else: otherwise, dependentSchemas, ...plain } = own;
    let flat: JsonObject = plain;
    const add = (part: unknown, name = outer): void => {
      flat = conjunction(flat, visit(part, name, depth + 1));
    };
    if (typeof $ref === 'string') {
      const name = nameOf($ref);
      if (names.has(name)) return flat;
      names.add(name);
      add(resolveLocal($ref, root), outer ?? name);
    }
    for (const part of Array.isArray(allOf) ? allOf : []) add(part);
    for (const alternatives of [oneOf, anyOf]) {
      if (!Array.isArray(alternatives) || alternatives.length === 0) continue;
      const chosen = alternatives[choose(alternatives as JsonSchema[])] as JsonSchema;
      add(chosen, undefined);
      if (isObject(discriminator) && isObject(chosen))
        flat = discriminated(flat, discriminator, chosen['$ref']);
    }
    if (isObject(discriminator) && oneOf === undefined && anyOf === undefined && outer !== undefined) {
      flat = discriminated(flat, discriminator, `#/$defs/${outer}`);
    }
    if (condition !== undefined) {
      const alternatives = [{ allOf: [condition, consequence ?? true] }, otherwise ?? true] as JsonSchema[];
      add(alternatives[choose(alternatives)]);
    }
    for (const part of isObject(dependentSchemas) ? Object.values(dependentSchemas) : []) add(part);
    return flat;
  };

  const flat = visit(schema, undefined, 0);
  return { schema: flat, names, impossible };
}

/** The schema that a reference within a schema that stands alone leads to. */
export function resolveLocal(reference: string, root: JsonSchema): unknown {
  if (reference === '#') return root;
  const tokens = reference.startsWith('#') ? parsePointer(decoded(reference.slice(1))) : undefined;
  return tokens === undefined ? true : (valueAt(root, tokens) ?? true);
}

function decoded(fragment: string): string {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
}

function nameOf(reference: string): string {
  return reference.replace(/^#\/\$defs\//, '');
}

/** With the member by which alternatives are told apart: the value that its mapping has for a schema, else the name of that. */
function discriminated(flat: JsonObject, discriminator: JsonObject, reference: unknown): JsonObject {
  const { propertyName, mapping } = discriminator;
  if (typeof propertyName !== 'string' || typeof reference !== 'string') return flat;
  const mapped = Object.entries(isObject(mapping) ? mapping : {}).find(([, target]) => target === reference);
  const value = mapped?.[0] ?? nameOf(reference);
  const properties = isObject(flat['properties']) ? flat['properties'] : {};
  const declared = Object.hasOwn(properties, propertyName) ? properties[propertyName] : undefined;
  const allowed = isObject(declared) ? declared['enum'] : undefined;
  const decides = isObject(declared) && Object.hasOwn(declared, 'const');
  if (decides || (Array.isArray(allowed) && !allowed.includes(value))) return flat;
  return conjunction(flat, {
    properties: { [propertyName]: { const: value } },
    required: [propertyName],
  });
}
