import type { SchemaSummary } from '../operation.ts';
import { child, type Node } from '../read/resolve-reference.ts';
import { summarizeSchema } from '../schema/summarize-schema.ts';

/** What separates the items of a list by the `collectionFormat` of OpenAPI 2.0; `multi` repeats the name instead. */
const delimiters: Readonly<Record<string, string>> = { csv: ',', ssv: ' ', tsv: '\t', pipes: '|' };

/** How a list is written by a `collectionFormat`: `explode` for `multi`, else what stands between its items. Comma unless told. */
export function collectionFormat(
  node: Node,
): { readonly explode: boolean; readonly delimiter?: string } | undefined {
  const format = child(node, 'collectionFormat')?.value ?? 'csv';
  if (format === 'multi') return { explode: true };
  if (typeof format !== 'string' || !Object.hasOwn(delimiters, format)) return undefined;
  return { explode: false, ...(format === 'csv' ? {} : { delimiter: delimiters[format]! }) };
}

/** What a non-body parameter of 2.0 says of its values: it is a schema of sorts itself. A file's content is a text here. */
export function summarizeField(node: Node): SchemaSummary {
  const { types, enum: values } = summarizeSchema(node);
  return {
    types: types.map((type) => (type === 'file' ? 'string' : type)),
    ...(values === undefined ? {} : { enum: values }),
    ...(types.includes('file') ? { binary: true } : {}),
  };
}
