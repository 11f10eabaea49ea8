import type { Parameter } from '../operation.ts';

/** Types whose values have the columns "string", "array" and "object" in the table of styles. */
const structures: Readonly<Record<string, readonly string[]>> = {
  spaceDelimited: ['array', 'object'],
  pipeDelimited: ['array', 'object'],
  deepObject: ['object'],
};

/**
 * Whether the table of styles says how a parameter is written (OpenAPI 3.1.1, section 4.8.12.5): delimited styles write lists and objects, not exploded, and
 * `deepObject` objects, exploded. Where the schema tells no type, the values are trusted.
 */
export function hasDefinedStyle({ style, explode, mediaType, schema }: Parameter): boolean {
  const types = structures[style];
  if (types === undefined || mediaType !== undefined) return true;
  if (explode !== (style === 'deepObject')) return false;
  const known = (schema?.types ?? []).filter((type) => type !== 'null');
  return known.length === 0 || known.some((type) => types.includes(type));
}
