import type { JsonSchema } from '../../arazzo/document.ts';
import { essence, formMediaType, isJson, isMultipart } from '../../openapi/media-type.ts';
import type { MediaType } from '../../openapi/operation.ts';
import { jsonFault } from '../../text/json-fault.ts';
import { coerceText } from './coerce-text.ts';
import { readForm } from './read-form.ts';
import { readMultipart } from './read-multipart.ts';

/** A body as a value of its schema; `opaque` when it is of a kind that schemas are not held against here. */
export type ReadBody = { readonly value: unknown } | { readonly opaque: true } | { readonly problem: string };

/** Reads a request body by its media type: JSON, forms, multipart types and text. */
export function readBody(
  text: string,
  contentType: string,
  schema: JsonSchema | undefined,
  media: MediaType | undefined,
): ReadBody {
  const type = essence(contentType) ?? '';
  if (isJson(type)) {
    try {
      return { value: JSON.parse(text) as unknown };
    } catch {
      return { problem: `The body is not JSON: ${jsonFault(text)}.` };
    }
  }
  if (type === formMediaType) {
    return { value: readForm([...new URLSearchParams(text)], schema, media?.encoding) };
  }
  if (isMultipart(type)) {
    const value = readMultipart(text, contentType, schema, media);
    return value === undefined
      ? { problem: 'The body is no multipart body with the boundary that its media type names.' }
      : { value };
  }
  return type.startsWith('text/') && !type.endsWith('xml')
    ? { value: coerceText(text, schema) }
    : { opaque: true };
}
