import { RE2JS } from 're2js';
import type { Work } from './work.ts';

/** More patterns than this are not remembered: they may come from answers. */
const most = 50;
const compiled = new Map<string, RE2JS | undefined>();

/**
 * The functions `match` (whole text) and `search` (part of it) of RFC 9535, in time linear in the text. What is no pattern matches nothing.
 * @throws EvaluationProblem when text and pattern together are more work than may be done.
 */
export function matchesPattern(text: unknown, pattern: unknown, isWhole: boolean, work: Work): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string') return false;
  countMatch(work, text, pattern);
  if (!compiled.has(pattern)) {
    if (compiled.size === most) compiled.clear();
    compiled.set(pattern, compile(pattern));
  }
  const matcher = compiled.get(pattern)?.matcher(text);
  return matcher !== undefined && (isWhole ? matcher.matches() : matcher.find());
}

/** The engine takes a step for each character of the text and each piece of the pattern that could stand there. */
export function countMatch(work: Work, text: string, pattern: string): void {
  work.count(Math.ceil(((text.length + 1) * (pattern.length + 1)) / 16));
}

function compile(pattern: string): RE2JS | undefined {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(withoutLineEnds(pattern)));
  } catch {
    return undefined;
  }
}

/** RFC 9485: a dot outside a class stands for anything but line feed and carriage return. */
function withoutLineEnds(pattern: string): string {
  return pattern.replace(/\\[^]|\[(?:\\[^]|[^\\\]])*\]|\./g, (piece) =>
    piece === '.' ? '[^\\n\\r]' : piece,
  );
}
