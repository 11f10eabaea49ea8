import { parseExpression } from '../expression/parse-expression.ts';
import type { Expression } from '../expression/expression.ts';
import { parseNavigation } from '../expression/navigation.ts';
import type { TextFinding } from '../expression/text-finding.ts';
import { formatPointer } from '../text/pointer.ts';
import type { Operand } from './condition.ts';
import type { ConditionToken } from './condition-tokens.ts';

/** An expression that refers to something by a declared name. */
export type NamedExpression = Extract<
  Expression,
  { readonly kind: 'inputs' | 'outputs' | 'steps' | 'workflows' }
>;

/** The names that are declared where an expression looks; undefined when they are not known. */
export type DeclaredNames = (expression: NamedExpression) => Iterable<string> | undefined;

/** An operand, or why the token is none. */
export type ParsedOperand = { readonly operand: Operand } | { readonly finding: TextFinding };

const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads one operand of a simple condition from its token (grammar: docs/clauses.md 2.2). */
export function parseOperand(token: ConditionToken, declared?: DeclaredNames): ParsedOperand {
  const { text } = token;
  if (token.kind === 'string') {
    return token.value === undefined
      ? refuse(token, `The string ${text} has no closing quote.`, `Close it with ${text[0]}.`)
      : { operand: { kind: 'literal', text, value: token.value } };
  }
  const keyword = keywords.get(text);
  if (keyword !== undefined) return { operand: { kind: 'literal', text, value: keyword } };
  if (number.test(text)) return { operand: { kind: 'literal', text, value: numberValue(text) } };
  if (/^\$(?:$|[.[])/.test(text)) return refuseJsonPath(token);
  if (text.startsWith('$')) return parseExpressionOperand(token, declared);
  const lower = text.toLowerCase();
  if (lower === 'not') return refuse(token, `"${text}" is not an operator.`, 'Write ! for "not".');
  return keywords.has(lower)
    ? refuse(token, `"${text}" is not a literal.`, `Write ${lower}.`)
    : refuse(token, `"${text}" is neither a literal nor an expression.`, hintFor(text));
}

/** A bracket is of navigation, which follows an expression; all else may be a text without its quotes. */
function hintFor(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  if (!text.startsWith('[')) return `Write ${quoted}.`;
  const closed = text.endsWith(']') ? '' : ' It is not closed, either.';
  return `A bracket stands right behind an expression: $response.body[0].${closed} For a text, write ${quoted}.`;
}

/** Integers that a number cannot hold keep their digits as text (clause K12). */
function numberValue(text: string): number | string {
  const value = Number(text);
  return /^-?[0-9]+$/.test(text) && !Number.isSafeInteger(value) ? text : value;
}

/**
 * The longest beginning that is an expression, and navigation after it. With a `#`, everything is the pointer.
 * Names may hold dots: of a dotted name the longest declared beginning is the name (clause K10).
 */
function parseExpressionOperand(token: ConditionToken, declared: DeclaredNames | undefined): ParsedOperand {
  const { text } = token;
  const whole = parseExpression(text);
  if ('expression' in whole) {
    return { operand: { kind: 'expression', text, ...splitName(whole.expression, declared, []) } };
  }
  const body = /^\$(?:(?:request|response)\.body|message\.payload)(?=[.[])/.exec(text)?.[0];
  const end = body?.length ?? text.indexOf('[');
  if (end > 0 && !text.includes('#')) {
    const base = parseExpression(text.slice(0, end));
    const navigation = parseNavigation(text.slice(end));
    if ('expression' in base && navigation !== undefined && isNavigable(base.expression)) {
      return { operand: { kind: 'expression', text, ...splitName(base.expression, declared, navigation) } };
    }
  }
  const { problem } = whole;
  const length = Math.max(1, text.length - problem.offset);
  return { finding: { ...problem, offset: token.offset + problem.offset, length } };
}

/** Header fields, the status code and the like are single values: nothing lies within them. */
function isNavigable(expression: Expression): boolean {
  return isNamed(expression) || ('source' in expression && /^(?:body|payload)$/.test(expression.source));
}

function isNamed(expression: Expression): expression is NamedExpression {
  return /^(?:inputs|outputs|steps|workflows)$/.test(expression.kind);
}

function splitName(
  expression: Expression,
  declared: DeclaredNames | undefined,
  navigation: readonly (string | number)[],
): { expression: Expression; navigation: readonly (string | number)[] } {
  if (!isNamed(expression) || expression.pointer !== undefined || !expression.name.includes('.')) {
    return { expression, navigation };
  }
  const { name } = expression;
  const found = [...(declared?.(expression) ?? [])]
    .filter((candidate) => name === candidate || name.startsWith(`${candidate}.`))
    .reduce((longest, candidate) => (candidate.length > longest.length ? candidate : longest), '');
  const inner = parseNavigation(name.slice(found.length));
  if (found === '' || inner === undefined) return { expression, navigation };
  return { expression: { ...expression, name: found }, navigation: [...inner, ...navigation] };
}

function refuseJsonPath(token: ConditionToken): ParsedOperand {
  const steps = parseNavigation(token.text.slice(1)) ?? [];
  const example = `$response.body#${steps.length === 0 ? '/…' : formatPointer(steps)}`;
  return refuse(
    token,
    `"${token.text}" is JSONPath, and this condition has no type.`,
    `Add "type: jsonpath" and a context, or write ${example}.`,
  );
}

function refuse(token: ConditionToken, message: string, hint: string): ParsedOperand {
  const { offset, text } = token;
  return { finding: { code: 'condition/syntax', message, hint, offset, length: Math.max(1, text.length) } };
}
