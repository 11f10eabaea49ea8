/** A line that both texts have, or one of them. */
interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** Lines of context around a change. */
const around = 3;

/** Above so many changed lines, all that is between the first and the last is one change. */
const mostChanges = 1000;

/**
 * The difference of two texts in unified format, as `patch` and `git apply` read it; empty when there is none.
 * @param file The name for both sides.
 */
export function unifiedDiff(before: string, after: string, file: string): string {
  if (before === after) return '';
  const rows = compareLines(linesOf(before), linesOf(after));
  const hunks = hunksOf(rows).map(({ start, end }) => hunk(rows, start, end));
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`;
}

/** Lines with their line breaks, so that a changed line break is a change. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
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

/** The shortest way from one list of lines to the other, by Myers' greedy algorithm. */
function compareLines(before: readonly string[], after: readonly string[]): Row[] {
  let first = 0;
  while (first < before.length && before[first] === after[first]) first++;
  let last = 0;
  const most = Math.min(before.length, after.length) - first;
  while (last < most && before.at(-1 - last) === after.at(-1 - last)) last++;
  const same = (lines: readonly string[]): Row[] => lines.map((line) => ({ sign: ' ', line }));
  return [
    ...same(before.slice(0, first)),
    ...changes(before.slice(first, before.length - last), after.slice(first, after.length - last)),
    ...same(before.slice(before.length - last)),
  ];
}

function changes(before: readonly string[], after: readonly string[]): Row[] {
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(before.length + after.length, mostChanges); steps++) {
    trace.push(new Map(reached));
    reached = new Map(reached);
    for (let k = -steps; k <= steps; k += 2) {
      const isDown = k === -steps || (k !== steps && reached.get(k - 1)! < reached.get(k + 1)!);
      let x = isDown ? reached.get(k + 1)! : reached.get(k - 1)! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      reached.set(k, x);
      if (x >= before.length && x - k >= after.length) return wayBack(before, after, trace);
    }
  }
  return [
    ...before.map((line): Row => ({ sign: '-', line })),
    ...after.map((line): Row => ({ sign: '+', line })),
  ];
}

function wayBack(
  before: readonly string[],
  after: readonly string[],
  trace: readonly ReadonlyMap<number, number>[],
): Row[] {
  const rows: Row[] = [];
  let x = before.length;
  let y = after.length;
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const reached = trace[steps]!;
    const k = x - y;
    const isDown = k === -steps || (k !== steps && reached.get(k - 1)! < reached.get(k + 1)!);
    const from = isDown ? reached.get(k + 1)! : reached.get(k - 1)!;
    const start = isDown ? from : from + 1;
    for (; x > start; x--) rows.push({ sign: ' ', line: before[x - 1]! });
    if (steps > 0)
      rows.push(isDown ? { sign: '+', line: after[from - k - 1]! } : { sign: '-', line: before[from]! });
    x = from;
    y = isDown ? from - k - 1 : from - k + 1;
  }
  return rows.toReversed();
}
