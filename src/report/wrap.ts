/**
 * Breaks a line at spaces so that it fits, with an indentation for the lines after the first. A word that is too long stays whole.
 * The line has no colours in it yet: they would count as characters.
 */
export function wrap(line: string, width: number | undefined, indent = 0): readonly string[] {
  if (width === undefined || line.length <= width) return [line];
  const margin = ' '.repeat(indent);
  const rows: string[] = [];
  let row = /^ */.exec(line)![0];
  let isEmpty = true;
  for (const word of line.trimStart().split(' ')) {
    if (!isEmpty && row.length + 1 + word.length > width) {
      rows.push(row.trimEnd());
      row = margin + word;
    } else {
      row += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...rows, row];
}
