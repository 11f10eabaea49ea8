import type { Place } from '../diagnostics/place.ts';
import { lineIndex } from './line-index.ts';
import type { LocatedText } from './located-text.ts';
import { formatPointer, parsePointer } from './pointer.ts';

/** Offsets of a part of a text: from `start` to `end`, `end` not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** What stands at the end of a path as far as the path could be followed. */
export interface Found {
  /** How many reference tokens were followed; fewer than asked where nothing stands there. */
  readonly depth: number;
  /** The member's name; absent for list items and the whole. */
  readonly key?: Span | undefined;
  readonly value: Span;
}

/** Joins a value with a way to find its parts; positions are only looked for when `place` is called, digits when `exact` is. */
export function locate(
  file: string,
  text: string,
  { value, exact }: { readonly value: unknown; readonly exact: () => unknown },
  find: (tokens: readonly string[]) => Found,
): LocatedText {
  const lines = lineIndex(text);
  let kept: { readonly value: unknown } | undefined;
  return {
    file,
    text,
    value,
    exact: () => (kept ??= { value: exact() }).value,
    place(pointer, part = 'value'): Place {
      const tokens = parsePointer(pointer) ?? [];
      const found = find(tokens);
      const whole = found.depth === tokens.length;
      const { start, end } = (whole && part === 'key' && found.key) || found.value;
      const length = Math.max(1, lines.endOfLine(start, end) - start);
      return { file, ...lines.at(start), pointer: formatPointer(tokens.slice(0, found.depth)), length };
    },
  };
}
