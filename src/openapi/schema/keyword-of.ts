import { child, type Node } from '../read/resolve-reference.ts';
import { schemaParts } from './schema-parts.ts';

/** Schemas of a composition more than which are not looked into. */
const mostSchemas = 256;

/** The value of a keyword in a schema, or in what it refers to or is composed of by `allOf`: the nearest. Circles are normal. */
export function keywordOf(schema: Node, keyword: string): Node | undefined {
  const schemas = [schema];
  const seen = new Set<unknown>([schema.value]);
  // The list grows while it is walked.
  for (const each of schemas) {
    const { own, all } = schemaParts(each);
    const found = own === undefined ? undefined : child(each, keyword);
    if (found !== undefined) return found;
    for (const part of all) {
      if (seen.has(part.value) || schemas.length >= mostSchemas) continue;
      seen.add(part.value);
      schemas.push(part);
    }
  }
  return undefined;
}
