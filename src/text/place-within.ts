import type { Place } from '../diagnostics/place.ts';
import type { LocatedText } from './located-text.ts';

/**
 * The place of a part of a string value: `offset` and `length` count UTF-16 code units of the value.
 * Where the text spells the value otherwise (escapes, folded blocks), the place of the whole value is the best there is.
 */
export function placeWithin(
  located: LocatedText,
  pointer: string,
  value: string,
  offset: number,
  length: number,
): Place {
  const whole = located.place(pointer);
  const line = located.text.split(/\r\n|\n|\r/, whole.line)[whole.line - 1] ?? '';
  const start = whole.column - 1;
  const quote = line[start] === '"' || line[start] === "'" ? 1 : 0;
  const wanted = value.slice(offset, offset + length);
  const found = line.startsWith(value.slice(0, offset), start + quote) ? start + quote + offset : -1;
  if (found < 0 || !line.startsWith(wanted, found)) return whole;
  return { ...whole, column: found + 1, length: Math.max(1, length) };
}
