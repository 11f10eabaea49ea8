import { isKeptNumber } from '../../text/exact-number.ts';
import { isObject } from '../../text/json.ts';
import { jsonText } from './json-text.ts';
import { type PlacePattern, placesWithin } from './number-places.ts';

/** Digits that may be those of a number which a double cannot hold, alone within quotes. */
const quotedDigits = /"-?\d[\d.eE+-]{14,}"/;

/**
 * A JSON value as JSON text, in which the digits of a number that a double cannot hold, which is kept as a text (clause K12), stand as a number
 * again at the places that hold numbers.
 * @throws UnserializableValue as {@link jsonText} does.
 */
export function exactJson(value: unknown, name: string, numbers: readonly PlacePattern[] = []): string {
  const text = jsonText(value, name);
  if (numbers.length === 0 || !quotedDigits.test(text)) return text;
  return write(JSON.parse(text), name, numbers);
}

function write(value: unknown, name: string, numbers: readonly PlacePattern[]): string {
  if (numbers.length === 0) return jsonText(value, name);
  if (typeof value === 'string') {
    const isPlace = numbers.some((pattern) => pattern.length === 0);
    return isPlace && isKeptNumber(value) ? value : JSON.stringify(value);
  }
  const within = (member: unknown, key: string): string => write(member, name, placesWithin(numbers, key));
  if (Array.isArray(value)) return `[${value.map((item, index) => within(item, String(index))).join(',')}]`;
  if (!isObject(value)) return jsonText(value, name);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}:${within(member, key)}`,
  );
  return `{${members.join(',')}}`;
}
