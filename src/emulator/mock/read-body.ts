import type { JsonSchema } from '../../arazzo/document.ts';
import { essence, formMediaType, isJson } from '../../openapi/media-type.ts';
import type { Encoding, MediaType } from '../../openapi/operation.ts';
import type { JsonObject } from '../../text/json.ts';
import { coerceItems, coerceText, memberSchema, typed, typesIn } from './coerce-text.ts';
import { nestMembers } from './read-parameter.ts';

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
      return { problem: 'The body is not JSON.' };
    }
  }
  if (type === formMediaType) {
    return { value: readFields([...new URLSearchParams(text)], schema, media) };
  }
  if (type.startsWith('multipart/')) {
    const fields = readParts(text, contentType);
    return fields === undefined
      ? { problem: 'The body is no multipart body with the boundary that its media type names.' }
      : { value: readFields(fields, schema, media) };
  }
  return type.startsWith('text/') && !type.endsWith('xml')
    ? { value: coerceText(text, schema) }
    : { opaque: true };
}

/** The fields of a form, each by its encoding (OpenAPI 3.1.1, section 4.8.15), else by its type. */
function readFields(
  pairs: readonly (readonly [name: string, text: string])[],
  schema: JsonSchema | undefined,
  media: MediaType | undefined,
): JsonObject {
  const groups = new Map<string, (readonly [path: string, text: string])[]>();
  for (const [name, text] of pairs) {
    const open = memberSchema(schema, schema, name) === undefined ? name.indexOf('[') : -1;
    const field = open > 0 ? name.slice(0, open) : name;
    groups.set(field, [...(groups.get(field) ?? []), [open > 0 ? name.slice(open) : '', text]]);
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => {
      const field = memberSchema(schema, schema, name);
      return [name, readField(group, field, schema, media?.encoding[name])];
    }),
  );
}

function readField(
  group: readonly (readonly [path: string, text: string])[],
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
  encoding: Encoding | undefined,
): unknown {
  if (group.some(([path]) => path !== '')) return nestMembers(group, schema, root);
  const texts = group.map(([, text]) => text);
  const types = typesIn(typed(schema, root));
  const first = texts[0]!;
  if (types.includes('array')) {
    const isSplit = texts.length === 1 && encoding?.style !== undefined && encoding.explode === false;
    const json = texts.length === 1 && first.startsWith('[') ? parsed(first) : undefined;
    return Array.isArray(json)
      ? json
      : coerceItems(isSplit ? first.split(encoding.delimiter ?? ',') : texts, schema, root);
  }
  if (types.includes('object') || isJson(encoding?.contentType ?? '')) return parsed(first) ?? first;
  return coerceText(texts.at(-1)!, schema, root);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
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
