/**
 * The value of a response body, by its media type and charset (clause K12).
 *
 * - Empty: undefined.
 * - JSON and `+json`: the value; text when it does not parse. Integers that a double cannot hold, and numbers beyond its range,
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
  if (type === 'application/json' || type === 'text/json' || type.endsWith('+json')) {
    return parseJson(text(body, contentType!));
  }
  return isText(type) ? text(body, contentType!) : base64(body);
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

/** Only a number of sixteen digits or an exponent can be out of a double's range. */
const suspicious = /\d{16}|\d[eE]\+?\d{2}/;

function parseJson(source: string): unknown {
  try {
    const value: unknown = JSON.parse(source);
    return suspicious.test(source) ? JSON.parse(quoteUnsafeNumbers(source)) : value;
  } catch {
    return source;
  }
}

/** Puts quotes around the numbers of a valid JSON text that a double cannot hold. */
function quoteUnsafeNumbers(source: string): string {
  const number = /-?\d[\d.eE+-]*/y;
  let result = '';
  let copied = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at]!;
    if (character === '"') {
      at = endOfString(source, at);
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      number.lastIndex = at;
      const digits = number.exec(source)![0];
      if (isUnsafe(digits)) {
        result += `${source.slice(copied, at)}"${digits}"`;
        copied = at + digits.length;
      }
      at += digits.length - 1;
    }
  }
  return result + source.slice(copied);
}

function isUnsafe(digits: string): boolean {
  const value = Number(digits);
  return !Number.isFinite(value) || (!/[.eE]/.test(digits) && !Number.isSafeInteger(value));
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at;
  }
  return source.length;
}
