import type { Place } from './place.ts';

/**
 * The lines around a place with the place underlined, as plain text without colour.
 * Long lines are cut around the place to `width` characters, the margin not counted.
 */
export function codeFrame(text: string, place: Place, context = 1, width = 100): string {
  const lines = text.split(/\r\n|\n|\r/);
  const first = Math.max(1, place.line - context);
  const last = Math.min(lines.length, place.line + context);
  const gutter = String(last).length;
  const shift = place.column > width - 10 ? place.column - Math.floor(width / 2) : 0;
  const rows: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = visible(lines[number - 1] ?? '', shift, width);
    const marker = number === place.line ? '>' : ' ';
    rows.push(`${marker} ${String(number).padStart(gutter)} | ${line}`.trimEnd());
    if (number === place.line) {
      const column = place.column - 1 - shift + (shift > 0 ? 1 : 0);
      const length = Math.max(1, Math.min(place.length ?? 1, width - column));
      rows.push(`  ${' '.repeat(gutter)} | ${' '.repeat(Math.max(0, column))}${'^'.repeat(length)}`);
    }
  }
  return rows.join('\n');
}

/** The part of a line that fits, with control characters made visible so that a text cannot steer a terminal. */
function visible(line: string, shift: number, width: number): string {
  const cut = line.length > shift + width ? `${line.slice(shift, shift + width)}…` : line.slice(shift);
  // oxlint-disable-next-line no-control-regex -- the point is to replace them
  return (shift > 0 ? `…${cut}` : cut).replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) =>
    c === '\t' ? ' ' : '·',
  );
}
