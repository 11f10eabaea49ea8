import type { JsonSchema } from '../arazzo/document.ts';
import { isObject } from '../text/json.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';

/**
 * A workflow's `inputs` schema made to stand alone: `$ref`s into the Arazzo document (clause C2) point to copies under `$defs`.
 * References that find nothing are reported by pointer text and left as they are.
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
      Object.entries(value).map(([name, member]) => {
        const isReference = name === '$ref' && typeof member === 'string' && member.startsWith('#');
        return [name, isReference ? reference(member) : rewrite(member)];
      }),
    );
  };

  const reference = (text: string): string => {
    const tokens = parsePointer(decodeFragment(text.slice(1)));
    const target = tokens === undefined ? undefined : valueAt(document, tokens);
    if (tokens === undefined || target === undefined) {
      // A reference within the schema itself keeps its meaning; anything else finds nothing.
      if (tokens === undefined || valueAt(schema, tokens) === undefined) unresolved(text);
      return text;
    }
    const key = tokens.join('.');
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

function decodeFragment(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
