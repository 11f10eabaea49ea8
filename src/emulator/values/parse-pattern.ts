/** A part of a pattern, as far as texts are made for it. */
export type PatternPart =
  /** One of these characters. */
  | { readonly kind: 'one-of'; readonly characters: string }
  | { readonly kind: 'any-of'; readonly sequences: readonly (readonly PatternPart[])[] }
  | {
      readonly kind: 'repeated';
      readonly part: PatternPart;
      readonly least: number;
      readonly most: number;
    };

/** The pattern uses something that no texts are made for. */
class Unsupported extends Error {}

interface Cursor {
  readonly pattern: string;
  at: number;
}

/** Groups within one another, more than which no pattern needs. */
const deepest = 30;

/**
 * Takes apart a regular expression of ECMA 262: literals, classes, groups, alternatives, repetition and anchors, which stand for nothing. Undefined
 * for anything else, such as looking ahead or referring back.
 */
export function parsePattern(pattern: string): PatternPart | undefined {
  const cursor: Cursor = { pattern, at: 0 };
  try {
    const part = readAlternatives(cursor, 0);
    return cursor.at === pattern.length ? part : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

function readAlternatives(cursor: Cursor, depth: number): PatternPart {
  if (depth > deepest) throw new Unsupported();
  const sequences = [readSequence(cursor, depth)];
  while (skip(cursor, '|')) sequences.push(readSequence(cursor, depth));
  return { kind: 'any-of', sequences };
}

function readSequence(cursor: Cursor, depth: number): PatternPart[] {
  const parts: PatternPart[] = [];
  while (cursor.at < cursor.pattern.length && !'|)'.includes(cursor.pattern[cursor.at]!)) {
    const part = readPart(cursor, depth);
    const [least, most] = readRepetition(cursor);
    if (part === undefined) continue;
    parts.push(least === 1 && most === 1 ? part : { kind: 'repeated', part, least, most });
  }
  return parts;
}

/** One part, or undefined for an anchor. */
function readPart(cursor: Cursor, depth: number): PatternPart | undefined {
  const character = take(cursor);
  switch (character) {
    case '^':
    case '$':
      return undefined;
    case '.':
      return { kind: 'one-of', characters: letters };
    case '(': {
      const head = /^\?(?::|<[A-Za-z]\w*>)/.exec(cursor.pattern.slice(cursor.at, cursor.at + 60));
      if (head === null && cursor.pattern[cursor.at] === '?') throw new Unsupported();
      cursor.at += head?.[0].length ?? 0;
      const part = readAlternatives(cursor, depth + 1);
      if (!skip(cursor, ')')) throw new Unsupported();
      return part;
    }
    case '[':
      return { kind: 'one-of', characters: readClass(cursor) };
    case '\\': {
      const name = take(cursor);
      if (name === 'b') return undefined;
      return { kind: 'one-of', characters: classEscapes[name] ?? readEscape(cursor, name) };
    }
    case '*':
    case '+':
    case '?':
      throw new Unsupported();
    default:
      return { kind: 'one-of', characters: character };
  }
}

function readClass(cursor: Cursor): string {
  const isNegated = skip(cursor, '^');
  let characters = '';
  while (!skip(cursor, ']')) {
    const first = take(cursor);
    const name = first === '\\' ? take(cursor) : undefined;
    const set = name === undefined ? undefined : classEscapes[name];
    const from = set ?? (name === undefined ? first : readEscape(cursor, name));
    const isRange = cursor.pattern[cursor.at] === '-' && cursor.pattern[cursor.at + 1] !== ']';
    if (set !== undefined || !isRange) {
      characters += from;
      continue;
    }
    cursor.at += 1;
    const end = take(cursor);
    characters += range(from, end === '\\' ? readEscape(cursor, take(cursor)) : end);
  }
  if (!isNegated) return characters;
  const left = Array.from(`${letters}-_.~ `).filter((letter) => !characters.includes(letter));
  return left.join('');
}

/** The characters from one to another, of which the first two hundred are enough. */
function range(from: string, to: string): string {
  const first = from.charCodeAt(0);
  const length = Math.min(to.charCodeAt(0) - first + 1, 200);
  return Array.from({ length: Math.max(0, length) }, (_, index) => String.fromCharCode(first + index)).join(
    '',
  );
}

/** The character that an escape stands for. */
function readEscape(cursor: Cursor, name: string): string {
  if (Object.hasOwn(controls, name)) return controls[name]!;
  const length = name === 'u' ? 4 : name === 'x' ? 2 : 0;
  if (length === 0) {
    if (/[A-Za-z0-9]/.test(name)) throw new Unsupported();
    return name;
  }
  const code = cursor.pattern.slice(cursor.at, cursor.at + length);
  if (!/^[0-9a-f]+$/i.test(code) || code.length < length) throw new Unsupported();
  cursor.at += length;
  return String.fromCharCode(Number.parseInt(code, 16));
}

function readRepetition(cursor: Cursor): readonly [least: number, most: number] {
  const text = cursor.pattern.slice(cursor.at, cursor.at + 16);
  const found = /^(?:[*+?]|\{(\d{1,4})(?:(,)(\d{0,4}))?\})\??/.exec(text);
  if (found === null) return [1, 1];
  const [sign, least, comma, most] = found;
  cursor.at += sign.length;
  if (sign.startsWith('*')) return [0, Infinity];
  if (sign.startsWith('+')) return [1, Infinity];
  if (sign.startsWith('?')) return [0, 1];
  const last = comma === undefined ? Number(least) : most === '' ? Infinity : Number(most);
  return [Number(least), last];
}

function take(cursor: Cursor): string {
  const character = cursor.pattern[cursor.at++];
  if (character === undefined) throw new Unsupported();
  return character;
}

function skip(cursor: Cursor, character: string): boolean {
  if (cursor.pattern[cursor.at] !== character) return false;
  cursor.at += 1;
  return true;
}

const digits = '0123456789';
const letters = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ${digits}`;
const classEscapes: Readonly<Record<string, string>> = {
  d: digits,
  w: `${letters}_`,
  s: ' ',
  D: 'abcxyz-',
  W: '-.~ ',
  S: letters,
};
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
