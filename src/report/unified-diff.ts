import { compareLines, type Row } from './compare-lines.ts';

/** Lines of context around a change. */
const around = 3;

/**
 * The difference of two texts in unified format, as `patch` and `git apply` read it; empty when there is none.
 * @param file The name for both sides.
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return '';
  const rows = compareLines(before, after);
  const hunks = hunksOf(rows).map(({ start, end }) => hunk(rows, start, end));
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`;
}

/** Beginnings and ends of the changes with their context, those that touch as one. */
function hunksOf(rows: readonly Row[]): { start: number; end: number }[] {
  const hunks: { start: number; end: number }[] = [];
  for (const [index, { sign }] of rows.entries()) {
    if (sign === ' ') continue;
    const start = Math.max(0, index - around);
    const end = Math.min(rows.length, index + around + 1);
    const last = hunks.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else hunks.push({ start, end });
  }
  return hunks;
}

function hunk(rows: readonly Row[], start: number, end: number): string {
  const part = rows.slice(start, end);
  const range = (sign: '-' | '+'): string => {
    const isIn = (row: Row): boolean => row.sign === ' ' || row.sign === sign;
    const count = part.filter(isIn).length;
    const first = rows.slice(0, start).filter(isIn).length + (count === 0 ? 0 : 1);
    return count === 1 ? `${sign}${first}` : `${sign}${first},${count}`;
  };
  const lines = part.map(({ sign, line }) =>
    line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`,
  );
  return `@@ ${range('-')} ${range('+')} @@\n${lines.join('')}`;
}
