import type { JsonSchema } from '../../arazzo/document.ts';
import { essence, formMediaType, isJson } from '../../openapi/media-type.ts';
import type { MediaType } from '../../openapi/operation.ts';
import { jsonFault } from '../../text/json-fault.ts';
import { coerceText } from './coerce-text.ts';
import { readForm } from './read-form.ts';

/** A body as a value of its schema; `opaque` when it is of a kind that schemas are not held against here. */
export type ReadBody = { readonly value: unknown } | { readonly opaque: true } | { readonly problem: string };

/** Reads a request body by its media type: JSON, forms, multipart forms and text. */
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
  if (type.startsWith('multipart/')) {
    const fields = readParts(text, contentType);
    return fields === undefined
      ? { problem: 'The body is no multipart body with the boundary that its media type names.' }
      : { value: readForm(fields, schema, media?.encoding) };
  }
  return type.startsWith('text/') && !type.endsWith('xml')
    ? { value: coerceText(text, schema) }
    : { opaque: true };
}

/** Parts more than which no form has. */
const mostParts = 1000;

/** The names and contents of the parts of a multipart body (RFC 7578), as text. */
function readParts(text: string, contentType: string): (readonly [string, string])[] | undefined {
  const boundary = /;\s*boundary="?([^";]{1,70})/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const parts = text.split(`--${boundary}`, mostParts).slice(1);
  return parts.flatMap((part) => {
    const end = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/i.exec(part.slice(0, Math.max(0, end)))?.[1];
    return name === undefined ? [] : [[name, part.slice(end + 4).replace(/\r\n$/, '')] as const];
  });
}
