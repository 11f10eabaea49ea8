import { isJson } from '../openapi/media-type.ts';
import { isUnsafeNumber, parseExactJson } from '../text/exact-number.ts';
import { wholeOrLength } from '../text/whole-or-length.ts';

/**
 * The value of a response body, by its media type and charset (clause K12).
 *
 * - Empty: undefined.
 * - JSON and `+json`: the value; text when it does not parse, or nests deeper than what can be written again. Integers that a double cannot hold, and numbers beyond its range,
 *   become strings of their source digits, because identifiers must survive a round trip.
 * - Text, XML, form data, JavaScript: text. So is a body without a media type that is valid UTF-8.
 * - Anything else: base64, which is what plain JSON can carry.
 *
 * Texts are in the charset of their byte order mark, which is not part of the text, else of the media type, else of the XML declaration
 * (RFC 7303, section 3; XML 1.0, appendix F), else in UTF-8; so are those in a charset that nobody here knows ({@link unknownCharset}).
 */
export function decodeBody(body: Uint8Array, contentType: string | undefined): unknown {
  if (body.length === 0) return undefined;
  const type = contentType?.split(';', 1)[0]!.trim().toLowerCase() ?? '';
  if (type === '') return utf8(body) ?? base64(body);
  if (saysJson(type)) {
    return parseJson(text(body, contentType!));
  }
  return isText(type) ? text(body, contentType!) : base64(body);
}

function saysJson(contentType: string): boolean {
  return isJson(contentType) || /^\s*text\/json\s*(?:;|$)/i.test(contentType);
}

/** Whether a body that says that it is JSON is none, so that {@link decodeBody} has read it as text. */
export function isBrokenJson(body: Uint8Array, contentType: string | undefined, value: unknown): boolean {
  // Only a text can be either.
  if (typeof value !== 'string' || contentType === undefined || !saysJson(contentType)) return false;
  try {
    JSON.parse(text(body, contentType));
    return false;
  } catch {
    return true;
  }
}

function isText(type: string): boolean {
  return type.startsWith('text/') || type.endsWith('+xml') || type.endsWith('+yaml') || textual.has(type);
}

const textual = new Set([
  'application/xml',
  'application/yaml',
  'application/x-yaml',
  'application/javascript',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/jsonl',
]);

/** Keeps nothing between whole texts, and is costly to make. */
const lenient = new TextDecoder();

function text(body: Uint8Array, contentType: string): string {
  const charset = charsetOf(body, contentType);
  return (charset === undefined ? undefined : decoderOf(charset)?.decode(body)) ?? lenient.decode(body);
}

/** The charset that a text says it is in, where that is unknown here, so that {@link decodeBody} has read the text as UTF-8. */
export function unknownCharset(body: Uint8Array, contentType: string | undefined): string | undefined {
  if (body.length === 0 || contentType === undefined) return undefined;
  // As most answers come: no charset is named, and no byte order mark begins with ASCII.
  if (contentType === 'application/json' && body[0]! < 0x80) return undefined;
  const type = contentType.split(';', 1)[0]!.trim().toLowerCase();
  if (!saysJson(type) && !isText(type)) return undefined;
  const charset = charsetOf(body, contentType);
  return charset === undefined || decoderOf(charset) !== undefined ? undefined : wholeOrLength(charset);
}

function decoderOf(charset: string): TextDecoder | undefined {
  try {
    return new TextDecoder(charset);
  } catch {
    return undefined;
  }
}

/** The charset of a text; undefined for UTF-8. */
function charsetOf(body: Uint8Array, contentType: string): string | undefined {
  const mark = markedCharset(body);
  if (mark !== undefined) return mark === 'utf-8' ? undefined : mark;
  const charset =
    /;\s{0,8}charset\s{0,8}=\s{0,8}"?([^\s";,]+)/i.exec(contentType)?.[1] ??
    (/^[^;]*[/+]xml\s*(?:;|$)/i.test(contentType) ? declaredCharset(body) : undefined);
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : charset;
}

/** By the byte order mark. */
function markedCharset(body: Uint8Array): string | undefined {
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  if (body[0] === 0xfe && body[1] === 0xff) return 'utf-16be';
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 'utf-8' : undefined;
}

/** By the XML declaration, which is ASCII in all charsets but UTF-16, and shows that by its first characters. */
function declaredCharset(body: Uint8Array): string | undefined {
  const start = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 200)).toString('latin1');
  if (start.startsWith('<\0?\0')) return 'utf-16le';
  if (start.startsWith('\0<\0?')) return 'utf-16be';
  const name = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.-]*)["']/.exec(start)?.[1];
  // A declaration that can be read byte by byte is not in UTF-16.
  return name === undefined || /^utf-?16/i.test(name) ? undefined : name;
}

function utf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function base64(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64');
}

function parseJson(source: string): unknown {
  try {
    const value = parseExactJson(source, isUnsafeNumber);
    return isDeep(source) && isDeeper(value, deepest) ? source : value;
  } catch {
    return source;
  }
}

/** Levels of lists and maps. What writes, masks or compares a value recurses, and an answer can be as deep as it is long. */
const deepest = 1000;

/** Whether a JSON text could be so deep: few have as many brackets. */
function isDeep(source: string): boolean {
  if (source.length < 2 * deepest) return false;
  let brackets = 0;
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if ((code === 0x5b || code === 0x7b) && ++brackets > deepest) return true;
  }
  return false;
}

function isDeeper(root: unknown, most: number): boolean {
  let level = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((value): unknown[] =>
      typeof value === 'object' && value !== null ? Object.values(value) : [],
    );
  }
  return false;
}
