import { isJson } from '../openapi/media-type.ts';
import { isUnsafeNumber, parseExactJson } from '../text/exact-number.ts';

/**
 * The value of a response body, by its media type and charset (clause K12).
 *
 * - Empty: undefined.
 * - JSON and `+json`: the value; text when it does not parse, or nests deeper than what can be written again. Integers that a double cannot hold, and numbers beyond its range,
 *   become strings of their source digits, because identifiers must survive a round trip.
 * - Text, XML, form data, JavaScript: text. So is a body without a media type that is valid UTF-8.
 * - Anything else: base64, which is what plain JSON can carry.
 *
 * An unknown charset is read as UTF-8; a byte order mark is not part of the text.
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
  const charset = /;\s{0,8}charset\s{0,8}=\s{0,8}"?([^\s";,]{1,40})/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) {
    try {
      return new TextDecoder(charset).decode(body);
    } catch {
      // Not a charset this platform knows; UTF-8 is the best reading left.
    }
  }
  return lenient.decode(body);
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
