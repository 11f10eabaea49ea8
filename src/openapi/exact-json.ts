import { isObject } from '../text/json.ts';
import { jsonText } from './json-text.ts';
import type { PlacePattern } from './number-places.ts';

/** Digits that only an integer beyond 2^53 has, alone within quotes. */
const quotedDigits = /"-?[1-9]\d{15,}"/;

/**
 * A JSON value as JSON text, in which the digits of an integer beyond 2^53, which is kept as a text (clause K12), stand as a number again
 * at the places that hold numbers.
 * @throws UnserializableValue as {@link jsonText} does.
 */
export function exactJson(value: unknown, name: string, numbers: readonly PlacePattern[]): string {
  const text = jsonText(value, name);
  if (numbers.length === 0 || !quotedDigits.test(text)) return text;
  return write(JSON.parse(text), numbers);
}

function write(value: unknown, numbers: readonly PlacePattern[]): string {
  if (numbers.length === 0) return JSON.stringify(value);
  if (typeof value === 'string') {
    const isPlace = numbers.some((pattern) => pattern.length === 0);
    return isPlace && isWideInteger(value) ? value : JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => write(item, within(numbers, '*'))).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${write(member, within(numbers, name))}`,
  );
  return `{${members.join(',')}}`;
}

/** What is left of the patterns one step further in. */
function within(numbers: readonly PlacePattern[], name: string): readonly PlacePattern[] {
  return numbers.flatMap(([step, ...rest]) => (step === name || step === '*' ? [rest] : []));
}

/** Whether a text is the digits of an integer that a double cannot hold. */
function isWideInteger(text: string): boolean {
  return /^-?[1-9]\d{15,}$/.test(text) && !Number.isSafeInteger(Number(text));
}
