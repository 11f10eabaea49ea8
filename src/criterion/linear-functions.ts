import { RE2JS } from 're2js';
import { EvaluationProblem } from './evaluation-problem.ts';
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
  const matcher = compiledOnce(pattern)?.matcher(text);
  return matcher !== undefined && (isWhole ? matcher.matches() : matcher.find());
}

/**
 * The function `matches` of XPath, in time linear in the text. Of its syntax, what ECMA-262 has too is read.
 * @throws EvaluationProblem when it is no pattern, or when text and pattern together are more work than may be done.
 */
export function findsPattern(text: string, pattern: string, work: Work): boolean {
  countMatch(work, text, pattern);
  const read = compiledOnce(pattern);
  if (read === undefined) throw new EvaluationProblem('The pattern of matches() cannot be read.');
  return read.matcher(text).find();
}

function compiledOnce(pattern: string): RE2JS | undefined {
  if (!compiled.has(pattern)) {
    if (compiled.size === most) compiled.clear();
    compiled.set(pattern, compile(pattern));
  }
  return compiled.get(pattern);
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
