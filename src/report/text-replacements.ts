import { compareLines } from './compare-lines.ts';

/** A part of a text, and what takes its place. Lines and columns are 1-based, columns in UTF-16 code units; the end is not included. */
export interface TextReplacement {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

/** What makes one text of another, in order: each change as small as its characters allow; none when the texts are the same. */
export function textReplacements(before: string, after: string): readonly TextReplacement[] {
  const replacements: TextReplacement[] = [];
  let line = 1;
  let change: { readonly line: number; old: string; now: string } | undefined;
  const end = (): void => {
    if (change !== undefined) replacements.push(narrow(change.line, change.old, change.now));
    change = undefined;
  };
  for (const { sign, line: text } of compareLines(before, after)) {
    if (sign === ' ') end();
    else {
      change ??= { line, old: '', now: '' };
      if (sign === '-') change.old += text;
      else change.now += text;
    }
    if (sign !== '+') line++;
  }
  end();
  return replacements;
}

/** Leaves out what two texts have in common at their ends. A line break of two characters stays whole. */
function narrow(line: number, old: string, now: string): TextReplacement {
  const most = Math.min(old.length, now.length);
  let start = 0;
  while (start < most && old[start] === now[start]) start++;
  let common = 0;
  while (common < most - start && old.at(-1 - common) === now.at(-1 - common)) common++;
  if (isWithinPair(old, start) || isWithinPair(now, start)) start--;
  if (isWithinPair(old, old.length - common) || isWithinPair(now, now.length - common)) common--;
  const from = positionOf(old, start, line);
  const to = positionOf(old, old.length - common, line);
  return {
    startLine: from.line,
    startColumn: from.column,
    endLine: to.line,
    endColumn: to.column,
    text: now.slice(start, now.length - common),
  };
}

/** Between the two characters of a line break, or of one that UTF-16 writes as a pair. */
function isWithinPair(text: string, offset: number): boolean {
  return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(text.slice(Math.max(0, offset - 1), offset + 1));
}

function positionOf(text: string, offset: number, line: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split('\n');
  return { line: line + lines.length - 1, column: lines.at(-1)!.length + 1 };
}
