/** A line that both texts have, or one of them. */
export interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly line: string;
}

/** Above so many changed lines, all that is between the first and the last is one change. */
const mostChanges = 1000;

/** The lines of two texts, in the order of both, each with its line break: the shortest way from one to the other, by Myers' greedy algorithm. */
export function compareLines(before: string, after: string): readonly Row[] {
  return compare(linesOf(before), linesOf(after));
}

/** Lines with their line breaks, so that a changed line break is a change. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function compare(before: readonly string[], after: readonly string[]): Row[] {
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
