import type { Place } from '../diagnostics/place.ts';
import type { LocatedText } from './located-text.ts';

/** How a literal block begins: what follows is spelt line by line. */
const literalBlock = /^\|[-+1-9]*[ \t]*(?:#.*)?$/;

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
  const before = value.slice(0, offset).split('\n');
  const lines = located.text.split(/\r\n|\n|\r/, whole.line + before.length);
  const line = lines[whole.line - 1] ?? '';
  const start = whole.column - 1;
  const wanted = value.slice(offset, offset + length);
  if (literalBlock.test(line.slice(start))) {
    const there = lines[whole.line + before.length - 1] ?? '';
    const inLine = value.split('\n')[before.length - 1]!;
    const column = there.length - inLine.length + before.at(-1)!.length;
    const isSpelt = there.endsWith(inLine) && there.startsWith(wanted, column);
    return isSpelt
      ? { ...whole, line: whole.line + before.length, column: column + 1, length: Math.max(1, length) }
      : whole;
  }
  const quote = line[start] === '"' || line[start] === "'" ? 1 : 0;
  const found = line.startsWith(value.slice(0, offset), start + quote) ? start + quote + offset : -1;
  if (found < 0 || !line.startsWith(wanted, found)) return whole;
  return { ...whole, column: found + 1, length: Math.max(1, length) };
}
