import { compileExpression } from '../expression/compile-expression.ts';
import type { Expression } from '../expression/expression.ts';
import { formatExpression } from '../expression/format-expression.ts';
import type { Scope } from '../expression/scope.ts';
import { isKeptNumber } from '../text/exact-number.ts';
import type { ConditionPart, LiteralPart } from './criterion-plan.ts';
import type { Dialect } from './dialect.ts';
import { EvaluationProblem } from './evaluation-problem.ts';

/**
 * Finds the literals that hold slots, so that what is filled in can be escaped for them (clause I5).
 * A pattern has no literals: what is filled into it is part of the pattern, as the specification has it.
 */
export function conditionParts(
  parts: readonly (string | Expression)[],
  dialect: Dialect,
): readonly ConditionPart[] {
  if (dialect === 'regex') return parts;
  const marks = dialect === 'xpath' ? /\(:|:\)|["']/g : dialect === 'xpath-10' ? /["']/g : /\\[^]|["']/g;
  const found: ConditionPart[] = [];
  let literal: { readonly quote: LiteralPart['quote']; readonly parts: (string | Expression)[] } | undefined;
  let comments = 0;
  const take = (text: string): void => {
    if (text === '') return;
    const into = literal?.parts ?? found;
    const last = into.at(-1);
    if (typeof last === 'string') into[into.length - 1] = last + text;
    else into.push(text);
  };
  const close = (ending: string): void => {
    const { quote, parts: inner } = literal!;
    literal = undefined;
    const texts = inner.filter((part) => typeof part === 'string');
    if (texts.length < inner.length) found.push({ kind: 'literal', quote, parts: inner });
    else take(quote + texts.join('') + ending);
  };
  for (const part of parts) {
    if (typeof part !== 'string') {
      (literal?.parts ?? found).push(part);
      continue;
    }
    let copied = 0;
    for (const { 0: mark, index } of part.matchAll(marks)) {
      if (mark === '(:' || mark === ':)') {
        if (literal === undefined) comments = Math.max(0, comments + (mark === '(:' ? 1 : -1));
        continue;
      }
      if (comments > 0 || (mark !== '"' && mark !== "'") || (literal !== undefined && mark !== literal.quote))
        continue;
      take(part.slice(copied, index));
      copied = index + 1;
      if (literal === undefined) literal = { quote: mark, parts: [] };
      else close(mark);
    }
    take(part.slice(copied));
  }
  // What is not closed is a mistake that the language itself will report.
  if (literal !== undefined) close('');
  return found;
}

/** The text of a condition without slots; undefined when there are some. */
export function fixedText(parts: readonly ConditionPart[]): string | undefined {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : undefined;
}

/** Texts that a condition may become, to check it before its slots are known: with a number, or a name, in slots outside literals. */
export function sampleTexts(parts: readonly ConditionPart[], dialect: Dialect): readonly string[] {
  return [0, 'a'].map((sample) => fill(parts, dialect, (part) => (part.literal ? 'x' : sample)));
}

/** What a slot took its value from, for reports. */
export type Seen = (expression: Expression, value: unknown) => void;

/**
 * Compiles a condition with slots to a function that fills them (clause I5).
 * The function throws {@link EvaluationProblem} for a slot without a value, and for text outside a literal that is more than a word:
 * an answer of a provider, or an input, must not be able to rewrite the condition.
 */
export function compileConditionText(
  parts: readonly ConditionPart[],
  dialect: Dialect,
): (scope: Scope, seen: Seen) => string {
  const reads = new Map(expressionsInParts(parts).map((each) => [each, compileExpression(each)]));
  return (scope, seen) =>
    fill(parts, dialect, ({ expression }) => {
      const value = reads.get(expression)!(scope);
      seen(expression, value);
      if (value === undefined) throw new EvaluationProblem(`${formatExpression(expression)} has no value.`);
      return value;
    });
}

/** The expressions in the slots of a condition, in order. */
export function expressionsInParts(parts: readonly ConditionPart[]): readonly Expression[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    return part.kind === 'literal' ? part.parts.filter((each) => typeof each !== 'string') : [part];
  });
}

/** A slot: what it holds, and whether it stands in a literal. */
interface Slot {
  readonly expression: Expression;
  readonly literal: boolean;
}

function fill(parts: readonly ConditionPart[], dialect: Dialect, valueOf: (slot: Slot) => unknown): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      if (part.kind === 'literal') return literalText(part, dialect, valueOf);
      const value = valueOf({ expression: part, literal: false });
      return dialect === 'regex' ? textOf(value) : wordOf(value, part, dialect);
    })
    .join('');
}

function literalText(
  { quote, parts }: LiteralPart,
  dialect: Dialect,
  valueOf: (slot: Slot) => unknown,
): string {
  const escape = escapes[dialect];
  const inner = parts.map((part) =>
    typeof part === 'string' ? part : escape(textOf(valueOf({ expression: part, literal: true })), quote),
  );
  return dialect === 'xpath-10' ? quoted10(inner.join('')) : quote + inner.join('') + quote;
}

/** How a value is written into a literal, so that it cannot leave it. */
const escapes: Readonly<Record<Dialect, (text: string, quote: string) => string>> = {
  regex: (text) => text,
  jsonpath: escapeJsonPath,
  'jsonpath-comparison': escapeJsonPath,
  xpath: (text, quote) => text.replaceAll(quote, quote + quote),
  'xpath-10': (text) => text,
};

/**
 * Hexadecimal escapes for what could end the literal, because a backslash that the author left before the slot would undo any shorter
 * one. Control characters need escapes too; those without a short one cannot be written, and spoil the condition.
 */
function escapeJsonPath(text: string): string {
  return text
    .replace(/["'\\]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`)
    .replace(/[\b\t\n\f\r]/g, (character) => JSON.stringify(character).slice(1, -1));
}

/** XPath 1.0 has no escapes: a text with both quotes is put together from literals. */
function quoted10(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  if (!text.includes('"')) return `"${text}"`;
  return `concat('${text.split("'").join(`', "'", '`)}')`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const xpathName = /^[\p{L}_][\p{L}\p{N}_.-]{0,200}$/u;
const jsonPathName = /^[\p{L}_][\p{L}\p{N}_]{0,200}$/u;

/** A value as one word of the condition's language: a number, a truth value, or a name. */
function wordOf(value: unknown, expression: Expression, dialect: Dialect): string {
  const isXPath = dialect === 'xpath' || dialect === 'xpath-10';
  if (typeof value === 'boolean') return isXPath ? `${value}()` : String(value);
  if (value === null && !isXPath) return 'null';
  const text = typeof value === 'number' || typeof value === 'string' ? String(value) : '';
  // Kept digits are texts in what the query looks at too.
  if (!isXPath && typeof value === 'string' && isKeptNumber(value)) return `'${value}'`;
  if (/^-?[0-9][0-9.e+-]{0,40}$/.test(text) || (isXPath ? xpathName : jsonPathName).test(text)) return text;
  throw new EvaluationProblem(
    `${formatExpression(expression)} is more than a number or a name, and there are no quotes around it.`,
  );
}
