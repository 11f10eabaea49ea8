import { createHash } from 'node:crypto';
import { isObject } from '../text/json.ts';
import { base64Bytes } from './base64-bytes.ts';
import { exactJson } from './exact-json.ts';
import { essence, isJson } from './media-type.ts';
import { type PlacePattern, placesWithin } from './number-places.ts';
import type { Encoding, MediaType } from './operation.ts';
import { isScalar, scalarText } from './scalar-text.ts';
import { textMedium } from './text-medium.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** A multipart body, and the boundary that its `Content-Type` must name. */
export interface MultipartBody {
  readonly bytes: Uint8Array;
  readonly boundary: string;
}

/** What separates the items of a list in one part; other styles do not concern parts. */
const delimiters: Readonly<Record<string, string>> = { form: ',', spaceDelimited: ' ', pipeDelimited: '|' };

/**
 * Compiles the writing of `multipart/form-data` (RFC 7578; clause 4.5): a part for each property and for each item of a list, in the author's order.
 * The type of a part is its encoding's, else `application/octet-stream` for what the schema calls binary, JSON for objects and lists within lists,
 * and plain text for scalars. What the schema calls binary, or an encoding gives a type that is no text, is a file: its value is
 * the content in base64, whatever its type, or an object of that `content` and perhaps `filename` and `contentType`. Null and undefined are left out. The boundary is a digest of the parts, which none of them can contain.
 * @param numbers The places of parts in JSON that hold numbers (clause K12).
 * @throws (by the compiled function) UnserializableValue for a payload that is no object, and for parts that have no text or no bytes.
 */
export function compileMultipart(
  mediaType: MediaType,
  numbers: readonly PlacePattern[] = [],
): (value: unknown) => MultipartBody {
  const { schema, encoding } = mediaType;
  const properties = schema?.properties ?? {};
  return (value) => {
    if (!isObject(value)) throw new UnserializableValue('body', 'must be an object of parts');
    const parts = Object.entries(value).flatMap(([name, field]) => {
      const set = Object.hasOwn(encoding, name) ? encoding[name]! : {};
      const isBinary = Object.hasOwn(properties, name) && properties[name]!.binary === true;
      const own = placesWithin(numbers, name);
      const within = Array.isArray(field) && set.explode !== false ? placesWithin(own, '*') : own;
      return itemsOf(field, set, name).map((item) => partOf(name, item, set, isBinary, within));
    });
    return joined(parts);
  };
}

/** The values of a property's parts. */
function itemsOf(field: unknown, { style, explode, delimiter }: Encoding, name: string): unknown[] {
  const items = (Array.isArray(field) ? field : [field]).filter(
    (item) => item !== null && item !== undefined,
  );
  if (!Array.isArray(field) || explode !== false || items.length === 0) return items;
  return [items.map((item) => scalarText(item, name)).join(delimiter ?? delimiters[style ?? 'form'] ?? ',')];
}

function partOf(
  name: string,
  item: unknown,
  { contentType: set, headers = {} }: Encoding,
  isBinary: boolean,
  numbers: readonly PlacePattern[],
): Buffer {
  const implied = isBinary ? 'application/octet-stream' : isScalar(item) ? 'text/plain' : 'application/json';
  const types = (set ?? implied).split(',').map((type) => type.trim());
  const file = (isBinary || !types.every(isText)) && isFile(item) ? item : undefined;
  const type = file?.contentType ?? types[0]!;
  const isOne = file?.contentType !== undefined || types.length === 1;
  if (!isOne || essence(type) === undefined || type.includes('*')) {
    throw new UnserializableValue(name, `needs a contentType of its own, of ${types.join(', ')}`);
  }
  const content = file === undefined ? item : file.content;
  const filename = isBinary || !isText(type) ? (file?.filename ?? name) : undefined;
  // What says no type is plain text (RFC 7578, section 4.4).
  const isPlain = set === undefined && file?.contentType === undefined && type === 'text/plain';
  const bytes =
    isBinary && typeof content === 'string'
      ? base64Bytes(content, name)
      : bytesOf(content, type, name, numbers);
  return framed(name, bytes, { ...(isPlain ? {} : { 'Content-Type': type }), ...headers }, filename);
}

function isText(type: string): boolean {
  return textMedium(type) !== undefined;
}

/** What is written as its type has it: JSON and text from values, anything else from base64. */
function bytesOf(content: unknown, type: string, name: string, numbers: readonly PlacePattern[]): Uint8Array {
  if (!isText(type)) return base64Bytes(content, name);
  return Buffer.from(isJson(type) ? exactJson(content, name, numbers) : scalarText(content, name));
}

interface FileValue {
  readonly content: unknown;
  readonly filename?: string;
  readonly contentType?: string;
}

/** Whether a value is a file with something said about it: `content`, and nothing else but the two texts. */
function isFile(item: unknown): item is FileValue {
  if (!isObject(item) || !Object.hasOwn(item, 'content')) return false;
  return Object.entries(item).every(
    ([name, value]) =>
      name === 'content' || ((name === 'filename' || name === 'contentType') && typeof value === 'string'),
  );
}

function framed(
  name: string,
  content: Uint8Array,
  headers: Readonly<Record<string, string>>,
  filename?: string,
): Buffer {
  const file = filename === undefined ? '' : `; filename="${quoted(filename, name)}"`;
  const lines = Object.entries(headers).map(([field, value]) => `${field}: ${value}\r\n`);
  const head = `Content-Disposition: form-data; name="${quoted(name, name)}"${file}\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), content]);
}

/** A name within quotes, escaped as browsers do (HTML, multipart form data), so that it can neither end them nor begin a line. */
function quoted(text: string, name: string): string {
  return scalarText(text, name).replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function joined(parts: readonly Buffer[]): MultipartBody {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  const boundary = `heddle-${digest.digest('hex').slice(0, 40)}`;
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]);
  return { bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]), boundary };
}
