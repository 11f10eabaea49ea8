import { createHash } from 'node:crypto';
import { isObject } from '../../text/json.ts';
import { base64Bytes } from './base64-bytes.ts';
import { exactJson } from './exact-json.ts';
import { essence, isJson, isMultipart, multipartMediaType } from '../media-type.ts';
import { type PlacePattern, placesWithin } from './number-places.ts';
import type { Encoding, MediaType, Part } from '../operation.ts';
import { isScalar, scalarText } from './scalar-text.ts';
import { textMedium } from './text-medium.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** A multipart body, and the media type to send it with, which names the boundary. */
export interface MultipartBody {
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

/** What separates the items of a list in one part; other styles do not concern parts. */
const delimiters: Readonly<Record<string, string>> = { form: ',', spaceDelimited: ' ', pipeDelimited: '|' };

/**
 * Compiles the writing of a multipart type (RFC 7578, RFC 2046; clause 4.5). Of a map, a part for each property and for each item of a list, in the author's
 * order, with a `Content-Disposition: form-data` that names it, in any type (OpenAPI 3.1.1, section 4.8.15.3, Encoding `multipart` Media Types); of a list, a part without a name for each item.
 * The type of a part is its encoding's, else `application/octet-stream` for what the schema calls binary, JSON for objects and lists within lists,
 * and plain text for scalars. What the schema calls binary, or an encoding gives a type that is no text, is a file: its value is
 * the content in base64, whatever its type, or an object of that `content` and perhaps `filename` and `contentType`; a part that is multipart
 * itself has parts by the same rules. Null and undefined are left out. The boundary is a digest of the parts, which none of them can contain.
 * @param contentType As the document or the description has it; a boundary in it is replaced.
 * @param numbers The places of parts in JSON that hold numbers (clause K12).
 * @throws (by the compiled function) UnserializableValue for a payload that is neither map nor list, and for parts that have no text or no bytes.
 */
export function compileMultipart(
  contentType: string,
  { schema, encoding, positions }: MediaType,
  numbers: readonly PlacePattern[] = [],
): (value: unknown) => MultipartBody {
  const properties = schema?.properties ?? {};
  const isForm = essence(contentType) === multipartMediaType;
  const property = (name: string, field: unknown): Buffer[] => {
    const set = Object.hasOwn(encoding, name) ? encoding[name]! : {};
    const binary = Object.hasOwn(properties, name) && properties[name]!.binary === true;
    const own = placesWithin(numbers, name);
    const within = Array.isArray(field) && set.explode !== false ? placesWithin(own, '*') : own;
    const disposition = `form-data; name="${quoted(name, name)}"`;
    return itemsOf(field, set, name).map((item) =>
      partOf({ title: name, disposition, isForm }, item, { ...set, binary }, within),
    );
  };
  const position = (item: unknown, index: number): Buffer[] => {
    if (item === null || item === undefined) return [];
    const part = positions?.first[index] ?? positions?.rest ?? {};
    const title = `/${index}`;
    if (isForm && !hasField(part.headers, 'content-disposition'))
      throw new UnserializableValue(title, 'has no name, which a part of a form needs');
    return [partOf({ title, isForm }, item, part, placesWithin(numbers, String(index)))];
  };
  return (value) => {
    if (Array.isArray(value)) return joined(contentType, value.flatMap(position));
    if (!isObject(value)) throw new UnserializableValue('body', 'must be an object or a list of parts');
    return joined(
      contentType,
      Object.entries(value).flatMap(([name, field]) => property(name, field)),
    );
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

/** Where a part stands. */
interface PartPlace {
  /** For errors. */
  readonly title: string;
  /** Its `Content-Disposition`, where that has its name. */
  readonly disposition?: string;
  /** In a form a part without a type is text in UTF-8 (RFC 7578, sections 4.4 and 5.1.2), in other types it is ASCII (RFC 2046, section 5.1). */
  readonly isForm: boolean;
}

function partOf(
  place: PartPlace,
  item: unknown,
  { contentType: set, headers = {}, parts = { encoding: {} }, binary = false }: Part,
  numbers: readonly PlacePattern[],
): Buffer {
  const { title, disposition, isForm } = place;
  const implied = binary ? 'application/octet-stream' : isScalar(item) ? plainText : 'application/json';
  const types = (set ?? implied).split(',').map((type) => type.trim());
  const file = (binary || !types.every(isText)) && isFile(item) ? item : undefined;
  const type = file?.contentType ?? types[0]!;
  const isOne = file?.contentType !== undefined || types.length === 1;
  if (!isOne || essence(type) === undefined || type.includes('*')) {
    throw new UnserializableValue(title, `needs a contentType of its own, of ${types.join(', ')}`);
  }
  const content = file === undefined ? item : file.content;
  if (isMultipart(type)) {
    const { bytes, contentType } = compileMultipart(type, parts, numbers)(content);
    return framed(bytes, {
      ...dispositionOf(place, headers, file?.filename),
      'Content-Type': contentType,
      ...headers,
    });
  }
  const isBytes = (binary && typeof content === 'string') || !isText(type);
  const bytes = isBytes
    ? carried(base64Bytes(content, title), headers)
    : textOf(content, type, title, numbers);
  const named = disposition !== undefined && (binary || !isText(type)) ? title : undefined;
  const isImplied = set === undefined && file?.contentType === undefined && type === plainText;
  const stated = isImplied ? (isForm ? undefined : `${plainText}; charset=utf-8`) : type;
  return framed(bytes, {
    ...dispositionOf(place, headers, file?.filename ?? named),
    ...(stated === undefined ? {} : { 'Content-Type': stated }),
    ...headers,
  });
}

const plainText = 'text/plain';

function isText(type: string): boolean {
  return textMedium(type) !== undefined;
}

/** What is written as its type has it: JSON from any value, other text from scalars. */
function textOf(content: unknown, type: string, name: string, numbers: readonly PlacePattern[]): Uint8Array {
  return Buffer.from(isJson(type) ? exactJson(content, name, numbers) : scalarText(content, name));
}

/** Bytes as the part's `Content-Transfer-Encoding` says that they are carried: in base64, or as they are. */
function carried(bytes: Uint8Array, headers: Readonly<Record<string, string>>): Uint8Array {
  if (!hasField(headers, 'content-transfer-encoding', 'base64')) return bytes;
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return Buffer.from(lines.join('\r\n'));
}

/** @param name In lower case, as is `text`, the value that is looked for. */
function hasField(headers: Readonly<Record<string, string>> = {}, name: string, text?: string): boolean {
  return Object.entries(headers).some(
    ([field, value]) => field.toLowerCase() === name && (text ?? value.toLowerCase()) === value.toLowerCase(),
  );
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

/** The `Content-Disposition` of a part, if it has one that its description does not give. */
function dispositionOf(
  { title, disposition }: PartPlace,
  headers: Readonly<Record<string, string>>,
  filename: string | undefined,
): Readonly<Record<string, string>> {
  const isGiven = hasField(headers, 'content-disposition');
  if (isGiven || (disposition === undefined && filename === undefined)) return {};
  const file = filename === undefined ? '' : `; filename="${quoted(filename, title)}"`;
  return { 'Content-Disposition': `${disposition ?? 'attachment'}${file}` };
}

function framed(content: Uint8Array, headers: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(headers).map(([field, value]) => `${field}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${lines.join('')}\r\n`), content]);
}

/** A name within quotes, escaped as browsers do (HTML, multipart form data), so that it can neither end them nor begin a line. */
function quoted(text: string, name: string): string {
  return scalarText(text, name).replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function joined(contentType: string, parts: readonly Buffer[]): MultipartBody {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${part.length}:`).update(part);
  const boundary = `heddle-${digest.digest('hex').slice(0, 40)}`;
  const pieces = parts.flatMap((part) => [Buffer.from(`--${boundary}\r\n`), part, Buffer.from('\r\n')]);
  const bare = contentType.replace(/;[ \t]*boundary[ \t]*=[ \t]*(?:"[^"]*"|[^;]*)/gi, '');
  return {
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `${bare}; boundary=${boundary}`,
  };
}
