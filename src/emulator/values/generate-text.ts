import type { JsonObject } from '../../text/json.ts';
import type { Draw } from './draw.ts';
import { generatePattern } from './generate-pattern.ts';

/** The place of a text, and which of the possible ones is wanted. */
export interface TextPlace {
  /** JSON Pointer within the value that is made. */
  readonly pointer: string;
  readonly draw: Draw;
  /** How often a text for this place has been found wanting. */
  readonly turn: number;
}

/** A text that a flat schema admits: of its format or pattern where they are known, else a word after its member. */
export function generateText(schema: JsonObject, place: TextPlace): string {
  const {
    minLength = 0,
    maxLength = Infinity,
    pattern,
    format,
  } = schema as {
    minLength?: number;
    maxLength?: number;
    pattern?: string;
    format?: string;
  };
  const { pointer, draw, turn } = place;
  if (pattern !== undefined) {
    // Longer and longer, until the bounds are met.
    for (let variant = turn; variant < turn + 40; variant++) {
      const text = generatePattern(pattern, draw, pointer, variant);
      if (text === undefined) break;
      if (text.length >= minLength && text.length <= maxLength) return text;
    }
  }
  const formatted = format === undefined ? undefined : formats[format]?.(place);
  if (formatted !== undefined && formatted.length >= minLength && formatted.length <= maxLength)
    return formatted;
  return fit(wordFor(schema, place), minLength, maxLength);
}

/** Longer texts are not made, whatever a schema asks for. */
const longest = 10_000;

function fit(word: string, minLength: number, maxLength: number): string {
  const padded = word.padEnd(Math.min(minLength, longest), 'x');
  return padded.slice(0, Math.max(0, maxLength));
}

/** `name-417` for the member `name`; members that are named like a format are of it. */
function wordFor(schema: JsonObject, place: TextPlace): string {
  const token = place.pointer.slice(place.pointer.lastIndexOf('/') + 1);
  const isIndexed = /^\d*$/.test(token);
  const name = isIndexed ? '' : token;
  const usual = usualTexts.find(([pattern]) => pattern.test(name));
  if (usual !== undefined && schema['format'] === undefined) return usual[1](place);
  const { title } = schema;
  const stem = name === '' ? (typeof title === 'string' ? title : 'text') : name;
  const plain = stem.replaceAll(/[^A-Za-z0-9_]+/g, '-').slice(0, 40);
  return `${plain}-${number(place, 100, 900)}`;
}

function number({ draw, pointer, turn }: TextPlace, from: number, range: number): number {
  return from + ((draw(pointer, range) + turn) % range);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function hex({ draw, pointer, turn }: TextPlace, length: number): string {
  return Array.from({ length }, (_, index) => draw(`${pointer}:${turn}:${index}`, 16).toString(16)).join('');
}

const date = (place: TextPlace): string =>
  `2026-${two(number(place, 1, 12))}-${two(number({ ...place, pointer: `${place.pointer}:day` }, 1, 28))}`;
const time = (place: TextPlace): string =>
  `${two(number(place, 0, 24))}:${two(number({ ...place, pointer: `${place.pointer}:minute` }, 0, 60))}:00Z`;
const email = (place: TextPlace): string => `person${number(place, 100, 900)}@example.com`;
const uri = (place: TextPlace): string => `https://example.com/${hex(place, 8)}`;

/** By format. The reserved names and addresses of RFC 2606, 5737 and 3849 belong to nobody. */
const formats: Readonly<Record<string, (place: TextPlace) => string>> = {
  date,
  time,
  'date-time': (place) => `${date(place)}T${time(place)}`,
  duration: (place) => `PT${number(place, 1, 59)}M`,
  email,
  'idn-email': email,
  hostname: (place) => `host${number(place, 100, 900)}.example.com`,
  ipv4: (place) => `192.0.2.${number(place, 1, 254)}`,
  ipv6: (place) => `2001:db8::${hex(place, 4)}`,
  uri,
  url: uri,
  iri: uri,
  'uri-reference': (place) => `/${hex(place, 8)}`,
  uuid: (place) => {
    const digits = hex(place, 32);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
  },
  byte: (place) => Buffer.from(hex(place, 12)).toString('base64'),
  // What JSON carries bytes in.
  binary: (place) => Buffer.from(hex(place, 12)).toString('base64'),
  'json-pointer': () => '/a',
  regex: () => '^a$',
};

/** By the name of a member, where the schema says nothing of its form. */
const usualTexts: readonly (readonly [RegExp, (place: TextPlace) => string])[] = [
  [/e-?mail(?:_?address)?$/i, email],
  [/(?:^|_)(?:uri|url|href|link)$|[a-z](?:Uri|Url|URL)$/, uri],
  [/phone(?:_?number)?$|^(?:to|from)_?number$/i, (place) => `+1555555${number(place, 1000, 9000)}`],
  [/currency(?:_?code)?$/i, () => 'usd'],
  [/country_?code$/i, () => 'US'],
  [/(?:_at|At|_date|Date)$|^date$/, (place) => `${date(place)}T${time(place)}`],
];
