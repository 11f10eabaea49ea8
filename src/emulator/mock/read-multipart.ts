import type { JsonSchema } from '../../arazzo/document.ts';
import { isJson, isMultipart } from '../../openapi/media-type.ts';
import type { MediaType } from '../../openapi/operation.ts';
import { coerceText, typed, typesIn } from './coerce-text.ts';
import { readForm } from './read-form.ts';

/** Parts more than which no body has, and parts within parts. */
const mostParts = 1000;
const deepest = 8;

interface ReceivedPart {
  readonly name?: string;
  readonly contentType: string;
  readonly text: string;
}

/**
 * The value of a multipart body (RFC 2046, RFC 7578): a map of its parts by their names, or a list of them where they have none or the schema is one
 * of lists. Undefined when it has not the boundary that its media type names.
 */
export function readMultipart(
  text: string,
  contentType: string,
  schema: JsonSchema | undefined,
  media: MediaType | undefined,
  depth = 0,
): unknown {
  const parts = depth > deepest ? undefined : partsOf(text, contentType);
  if (parts === undefined) return undefined;
  const flat = typed(schema, schema);
  if (!typesIn(flat).includes('array') && parts.some(({ name }) => name !== undefined)) {
    const fields = parts.flatMap((part) =>
      part.name === undefined ? [] : [[part.name, part.text] as const],
    );
    return readForm(fields, schema, media?.encoding);
  }
  const first = Array.isArray(flat['prefixItems']) ? (flat['prefixItems'] as JsonSchema[]) : [];
  return parts.map((part, index) => {
    const item = first[index] ?? (flat['items'] as JsonSchema | undefined);
    const within = (media?.positions?.first[index] ?? media?.positions?.rest)?.parts;
    return readPart(part, item, schema, within, depth);
  });
}

function readPart(
  { text, contentType }: ReceivedPart,
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
  within: MediaType | undefined,
  depth: number,
): unknown {
  if (isMultipart(contentType)) return readMultipart(text, contentType, schema, within, depth + 1) ?? text;
  if (!isJson(contentType)) return coerceText(text, schema, root);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function partsOf(text: string, contentType: string): readonly ReceivedPart[] | undefined {
  const boundary = /;\s*boundary="?([^";]{1,70})/i.exec(contentType)?.[1];
  if (boundary === undefined || !text.includes(`--${boundary}`)) return undefined;
  const [, ...pieces] = `\r\n${text}`.split(`\r\n--${boundary}`, mostParts);
  return pieces.flatMap((piece) => {
    // What begins with two hyphens comes after the last part.
    const end = piece.indexOf('\r\n\r\n');
    if (piece.startsWith('--') || end < 0) return [];
    const head = piece.slice(0, end);
    const name = /^content-disposition:.*?;\s*name="([^"]*)"/im.exec(head)?.[1];
    const type = /^content-type:[ \t]*(.+)$/im.exec(head)?.[1]?.trim() ?? 'text/plain';
    return [{ ...(name === undefined ? {} : { name }), contentType: type, text: piece.slice(end + 4) }];
  });
}
