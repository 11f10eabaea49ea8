import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject } from '../../text/json.ts';
import { formatPointer, parsePointer, valueAt } from '../../text/pointer.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';

/**
 * A workflow's `inputs` schema made to stand alone: `$ref`s into the Arazzo document (clause C2), by pointer or by `$anchor`,
 * point to copies under `$defs`. References that find nothing are reported by their text and left out.
 */
export function standaloneSchema(
  schema: JsonSchema,
  document: unknown,
  unresolved: (reference: string) => void,
): JsonSchema {
  const definitions = new Map<string, unknown>();

  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, member]) => {
        // What refers to an anchor refers to a copy by pointer, and copies must not share a name.
        if (name === '$anchor' && typeof member === 'string') return [];
        const isReference = name === '$ref' && typeof member === 'string' && member.startsWith('#');
        if (!isReference) return [[name, rewrite(member)]];
        const target = reference(member);
        return target === undefined ? [] : [[name, target]];
      }),
    );
  };

  const reference = (text: string): string | undefined => {
    const fragment = decodeFragment(text.slice(1));
    const tokens = parsePointer(fragment);
    const target =
      tokens === undefined
        ? (anchored(schema, fragment) ?? anchored(document, fragment))
        : valueAt(document, tokens);
    if (target === undefined) {
      // A pointer within the schema itself keeps its meaning; anything else finds nothing.
      if (tokens !== undefined && valueAt(schema, tokens) !== undefined) return text;
      unresolved(text);
      return undefined;
    }
    const key = `#${fragment}`;
    if (!definitions.has(key)) {
      definitions.set(key, true);
      definitions.set(key, rewrite(target));
    }
    return `#/$defs/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`;
  };

  const alone = rewrite(schema);
  if (!isObject(alone)) return schema;
  if (definitions.size === 0) return alone;
  return {
    ...alone,
    $defs: { ...(isObject(alone['$defs']) ? alone['$defs'] : {}), ...Object.fromEntries(definitions) },
  };
}

/** Where a place in a standalone schema stands in the document that it was made from: what was copied, where it was copied from. */
export function schemaPointer(inputsPointer: string, pointer: string): string {
  const [definitions, key = '', ...rest] = parsePointer(pointer) ?? [];
  if (definitions !== '$defs' || !key.startsWith('#/')) return inputsPointer + pointer;
  return key.slice(1) + formatPointer(rest);
}

/** The schema within a value that names itself by this `$anchor`. */
function anchored(value: unknown, name: string): unknown {
  if (isObject(value) && value['$anchor'] === name) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const member of Object.values(value)) {
    const found = anchored(member, name);
    if (found !== undefined) return found;
  }
  return undefined;
}
