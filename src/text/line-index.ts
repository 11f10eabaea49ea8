/** Finds the line and column of an offset in a text. Both are 1-based; columns count UTF-16 code units. */
export interface LineIndex {
  at(offset: number): { readonly line: number; readonly column: number };
  /** The offset of the first line break from `start` on, or `end` when it comes first. */
  endOfLine(start: number, end: number): number;
}

/** Indexes the lines of a text on first use; lines end with LF, CR LF or CR, as in code frames. */
export function lineIndex(text: string): LineIndex {
  let known: readonly number[] | undefined;
  const starts = (): readonly number[] => (known ??= lineStarts(text));
  return {
    at(offset) {
      const lines = starts();
      let low = 0;
      let high = lines.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (lines[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - lines[low]! + 1 };
    },
    endOfLine(start, end) {
      let at = start;
      while (at < end && text[at] !== '\n' && text[at] !== '\r') at++;
      return at;
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\n|\r/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return starts;
}
