/** The grammar of a number in JSON (RFC 8259, section 6). */
const jsonNumber = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

const suspicious = /[\d.]{16}|\d[eE][+-]?\d{2}|0x[\da-fA-F]{14}/;

/** What a number of JSON that is unsafe has at least: looking for it costs answers the least. */
const unsafe = /\d{16}|\d[eE]\+?\d{2}/;

/** Whether a JSON or YAML text may hold a number that a double cannot hold: one of sixteen digits or with an exponent. Costs one look. */
export function mayLoseDigits(text: string): boolean {
  return suspicious.test(text);
}

/** Whether the source of a JSON number loses something as a double: an integer beyond 2^53, or a number beyond its range. */
export function isUnsafeNumber(source: string): boolean {
  const value = Number(source);
  return !Number.isFinite(value) || (!/[.eE]/.test(source) && !Number.isSafeInteger(value));
}

/**
 * Whether the source of a JSON number has digits that a double does not give back, or is unsafe. People who write such a number mean all of
 * its digits; what machines write is judged by {@link isUnsafeNumber} alone, since they print doubles with more digits than these have.
 */
export function losesDigits(source: string): boolean {
  if (isUnsafeNumber(source)) return true;
  // Fifteen digits always come back.
  return source.length > 15 && compareDigits(source, String(Number(source))) !== 0;
}

/** A number in one way only: its digits without zeros around them, and the power of ten of the first. Zero has none. */
interface Significant {
  readonly sign: -1 | 0 | 1;
  readonly digits: string;
  readonly magnitude: number;
}

function significant(source: string): Significant {
  const [, sign, whole = '', fraction = '', exponent = '0'] = jsonNumber.exec(source) ?? [];
  const all = `${whole}${fraction}`;
  const digits = all.replace(/^0+/, '');
  if (digits === '') return { sign: 0, digits, magnitude: 0 };
  const magnitude = Number(exponent) + whole.length - (all.length - digits.length);
  return { sign: sign === '-' ? -1 : 1, digits: digits.replace(/0+$/, ''), magnitude };
}

/** How the numbers that two texts spell follow one another, by all of their digits: below 0, 0 or above 0, as for sorting. */
export function compareDigits(left: string, right: string): number {
  const [a, b] = [significant(left), significant(right)];
  if (a.sign !== b.sign) return a.sign - b.sign;
  if (a.magnitude !== b.magnitude) return a.sign * (a.magnitude - b.magnitude);
  return a.digits === b.digits ? 0 : a.sign * (a.digits < b.digits ? -1 : 1);
}

/** Whether a text spells a JSON number that is kept as a text, because a double would lose digits of it (clause K12). */
export function isKeptNumber(text: string): boolean {
  return text.length > 15 && /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) && losesDigits(text);
}

/**
 * The value of a JSON text, in which the numbers that a double cannot hold are texts of their digits (clause K12).
 * @param isLost Which numbers, by their source.
 * @throws SyntaxError when the text is no JSON.
 */
export function parseExactJson(source: string, isLost: (digits: string) => boolean): unknown {
  const value: unknown = JSON.parse(source);
  const mayBeLost = isLost === isUnsafeNumber ? unsafe : suspicious;
  return mayBeLost.test(source) ? JSON.parse(quoted(source, isLost)) : value;
}

function quoted(source: string, isLost: (digits: string) => boolean): string {
  return withNumbers(source, (digits) => (isLost(digits) ? `"${digits}"` : digits));
}

/** A JSON text whose integers have all their digits and no exponent, which not every reader of integers takes (clause 4.4). */
export function plainNumbers(json: string): string {
  if (!/\de\+\d/.test(json)) return json;
  return withNumbers(json, (digits) => decimal(Number(digits)));
}

/** The text of a finite number without exponent. JavaScript's own text is the shortest that reads back as the same number. */
export function decimal(value: number): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value));
  if (parts === null) return String(value);
  const [, sign, whole, fraction = '', exponent] = parts;
  const digits = `${whole}${fraction}`;
  const point = 1 + Number(exponent);
  return point > 0 ? `${sign}${digits.padEnd(point, '0')}` : `${sign}0.${'0'.repeat(-point)}${digits}`;
}

/** A valid JSON text with other texts in the places of its numbers. */
function withNumbers(source: string, write: (digits: string) => string): string {
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
      const written = write(digits);
      if (written !== digits) {
        result += source.slice(copied, at) + written;
        copied = at + digits.length;
      }
      at += digits.length - 1;
    }
  }
  return result + source.slice(copied);
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '"') return at;
  }
  return source.length;
}

/**
 * The source of a number of the core schema of YAML 1.2 as JSON spells it: without a plus sign and superfluous zeros, in decimal.
 */
export function jsonSpelling(source: string): string {
  if (/^0[xo]/.test(source)) return BigInt(source).toString();
  const [, sign = '', whole = '', fraction, exponent = ''] =
    /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/.exec(source) ?? [];
  const integer = whole.replace(/^0+(?=\d)/, '') || '0';
  return `${sign === '-' ? '-' : ''}${integer}${fraction ? `.${fraction}` : ''}${exponent}`;
}
