import type { Mode } from '../diagnostics/mode.ts';
import type { TextFinding } from '../expression/text-finding.ts';
import type { ComparisonOperator, Condition, Operand } from './condition.ts';
import { type ConditionToken, conditionTokens } from './condition-tokens.ts';
import { quoteLiteral } from './format-condition.ts';
import { meantCondition } from './meant-condition.ts';
import { type DeclaredNames, parseOperand } from './parse-operand.ts';
import { quotedExpression } from './quoted-expression.ts';

/** A finding within the text of a condition. */
export type ConditionFinding = TextFinding;

/** Deeper parentheses than this are refused, so that no condition can exhaust the stack. */
const deepest = 100;

/** What the parser works on: tokens, the next of them, and what it has found. */
interface Parsing {
  readonly tokens: readonly ConditionToken[];
  readonly findings: ConditionFinding[];
  readonly declared: DeclaredNames | undefined;
  readonly mode: Mode;
  /** The condition with its strings in single quotes. */
  readonly rewritten: string;
  next: number;
}

/**
 * Parses a simple condition (grammar: docs/clauses.md 2.2; clauses I3, I10). Without a condition there is at least one
 * finding that is an error. In `strict` mode double quotes are an error, although the condition is still given.
 * With `declared`, the longest declared beginning of a dotted name is the name and the rest is navigation (clause K10).
 */
export function parseCondition(
  text: string,
  mode: Mode = 'standard',
  declared?: DeclaredNames,
): { condition?: Condition; findings: ConditionFinding[] } {
  const tokens = conditionTokens(text);
  const { condition, findings } = parseTokens(text, tokens, mode, declared);
  if (condition !== undefined) return { condition, findings };
  const meant = meantCondition(text, tokens, (word) => isInput(declared, word));
  const isOne =
    meant !== undefined && parseTokens(meant, conditionTokens(meant), mode, declared).condition !== undefined;
  if (!isOne) return { findings };
  // One repair writes all that is meant; beside it, another would contradict it.
  const broken = findings.findIndex(({ code }) => code.endsWith('/syntax'));
  return {
    findings: findings.map((finding, index) =>
      index === broken || finding.meant !== undefined ? { ...finding, meant } : finding,
    ),
  };
}

function parseTokens(
  text: string,
  tokens: readonly ConditionToken[],
  mode: Mode,
  declared: DeclaredNames | undefined,
): { condition?: Condition; findings: ConditionFinding[] } {
  const rewritten = withSingleQuotes(text, tokens);
  const parsing: Parsing = { tokens, findings: [], declared, mode, rewritten, next: 0 };
  const condition = parseOr(parsing, 0);
  if (condition !== undefined && peek(parsing).kind !== 'end') refuseRest(parsing);
  const { findings } = parsing;
  if (condition !== undefined && !isBroken(parsing)) return { condition, findings };
  return { findings: findings.filter(({ code }) => code !== 'condition/bare-operand') };
}

function isInput(declared: DeclaredNames | undefined, name: string): boolean {
  return [...(declared?.({ kind: 'inputs', name }) ?? [])].includes(name);
}

function parseOr(parsing: Parsing, depth: number): Condition | undefined {
  return parseList(parsing, 'or', '||', () =>
    parseList(parsing, 'and', '&&', () => parseUnary(parsing, depth)),
  );
}

function parseList(
  parsing: Parsing,
  kind: 'or' | 'and',
  operator: string,
  parseItem: () => Condition | undefined,
): Condition | undefined {
  const operands: Condition[] = [];
  do {
    const operand = parseItem();
    if (operand === undefined) return undefined;
    operands.push(operand);
  } while (accept(parsing, operator));
  return operands.length === 1 ? operands[0] : { kind, operands };
}

function parseUnary(parsing: Parsing, depth: number): Condition | undefined {
  const negation = peek(parsing);
  const isNegated = accept(parsing, '!');
  const first = peek(parsing);
  if (accept(parsing, '(')) {
    const group = parseGroup(parsing, first, depth);
    return group === undefined || !isNegated ? group : { kind: 'not', operand: group };
  }
  const left = takeOperand(parsing);
  if (left === undefined) return undefined;
  const operator = takeComparison(parsing);
  if (operator === undefined) {
    parsing.findings.push(bareOperand(first));
    const condition: Condition = { kind: 'truthy', operand: left };
    return isNegated ? { kind: 'not', operand: condition } : condition;
  }
  if (isNegated) {
    return refuse(
      parsing,
      negation,
      '"!" before a comparison can be read in two ways.',
      'Write !( ) around it.',
    );
  }
  const right = takeOperand(parsing);
  if (right === undefined) return undefined;
  const after = peek(parsing);
  if (takeComparison(parsing) !== undefined) {
    return refuse(parsing, after, 'Comparisons do not chain.', 'Join two comparisons with &&.');
  }
  return { kind: 'compare', operator, left, right };
}

function parseGroup(parsing: Parsing, opening: ConditionToken, depth: number): Condition | undefined {
  if (depth >= deepest) {
    return refuse(parsing, opening, `Parentheses are nested deeper than ${deepest} levels.`, 'Remove some.');
  }
  const group = parseOr(parsing, depth + 1);
  if (group === undefined) return undefined;
  const closing = peek(parsing);
  if (!accept(parsing, ')')) {
    return closing.kind === 'end'
      ? refuse(parsing, opening, 'This parenthesis is not closed.', 'Add ")".')
      : refuseRest(parsing);
  }
  const after = peek(parsing);
  if (takeComparison(parsing) === undefined) return group;
  return refuse(
    parsing,
    after,
    'A comparison takes two values, not a condition in parentheses.',
    'Remove the parentheses.',
  );
}

function takeOperand(parsing: Parsing): Operand | undefined {
  const token = peek(parsing);
  if (token.kind !== 'word' && token.kind !== 'string') return refuseOperand(parsing, token);
  parsing.next += 1;
  const parsed = parseOperand(token, parsing.declared);
  if ('finding' in parsed) {
    parsing.findings.push(parsed.finding);
    // Reading goes on, so that every wrong operand is found at once.
    return { kind: 'literal', text: token.text, value: null };
  }
  if (token.text.startsWith('"')) parsing.findings.push(doubleQuotes(parsing, token));
  parsing.findings.push(...quotedExpression(token));
  return parsed.operand;
}

function refuseOperand(parsing: Parsing, token: ConditionToken): undefined {
  if (parsing.tokens.length === 1) {
    return refuse(
      parsing,
      token,
      'The condition is empty.',
      'Write a comparison such as $statusCode == 200.',
    );
  }
  if (token.kind === 'end') {
    return refuse(
      parsing,
      token,
      'The condition ends where a value is expected.',
      'Complete it or shorten it.',
    );
  }
  if (token.text === '=') {
    return refuse(parsing, token, 'There is one "=" too many.', 'Use == or != to compare.');
  }
  if (token.text === '{' || token.text === '}') {
    return refuse(parsing, token, 'Conditions know no braces.', 'Write expressions without braces.');
  }
  return refuse(
    parsing,
    token,
    `A value is expected before "${token.text}".`,
    "Write an expression, a number, true, false, null or a 'string'.",
  );
}

const comparisons: ReadonlySet<string> = new Set<ComparisonOperator>(['==', '!=', '<', '<=', '>', '>=']);

function takeComparison(parsing: Parsing): ComparisonOperator | undefined {
  const { kind, text } = peek(parsing);
  if (kind !== 'operator' || !comparisons.has(text)) return undefined;
  parsing.next += 1;
  return text as ComparisonOperator;
}

/** The next steps for what people write where an operator is expected. */
const operatorHints: ReadonlyMap<string, string> = new Map([
  ['=', 'Use == to compare.'],
  ['&', 'Use && for "and".'],
  ['and', 'Use && for "and".'],
  ['|', 'Use || for "or".'],
  ['or', 'Use || for "or".'],
  ['(', 'Conditions know no functions.'],
  [')', 'Remove it, or open a parenthesis before.'],
  ['{', 'Write expressions without braces.'],
  ['}', 'Write expressions without braces.'],
]);

function refuseRest(parsing: Parsing): undefined {
  const token = peek(parsing);
  const after = parsing.tokens[parsing.next + 1];
  const isReversed = token.text === '=' && after?.offset === token.offset + 1 && /^[<>]$/.test(after.text);
  const hint =
    (isReversed ? `Use ${after.text}= to compare.` : operatorHints.get(token.text.toLowerCase())) ??
    (endsPointer(parsing)
      ? 'A pointer ends at white space or an operator; type jsonpath reaches names that hold these.'
      : 'Join values with ==, !=, <, <=, >, >=, && or ||.');
  return refuse(parsing, token, `"${token.text}" cannot stand here: an operator is expected.`, hint);
}

/** Whether what was read last is a pointer, of which the rest may be meant to be a part. */
function endsPointer({ tokens, next }: Parsing): boolean {
  const before = tokens[next - 1];
  return before?.kind === 'word' && before.text.includes('#/');
}

function bareOperand(token: ConditionToken): ConditionFinding {
  return {
    code: 'condition/bare-operand',
    message: `${token.text} alone passes unless it is false, null, missing, 0 or ''.`,
    hint: `Say what is meant, for example ${token.text} == true or ${token.text} != null.`,
    ...span(token),
  };
}

function doubleQuotes({ rewritten, mode }: Parsing, token: ConditionToken): ConditionFinding {
  return {
    code: 'condition/double-quotes',
    message: `String literals stand in single quotes; ${token.text} is read as one.`,
    hint: `Write ${rewritten}`,
    meant: rewritten,
    ...span(token),
    ...(mode === 'strict' ? { severity: 'error' as const } : {}),
  };
}

function withSingleQuotes(text: string, tokens: readonly ConditionToken[]): string {
  let rewritten = '';
  let from = 0;
  for (const token of tokens) {
    if (token.value === undefined) continue;
    rewritten += text.slice(from, token.offset) + quoteLiteral(token.value);
    from = token.offset + token.text.length;
  }
  return rewritten + text.slice(from);
}

/** Only the first slip in the shape of a condition is told: those after it are mostly its echoes. */
function refuse(parsing: Parsing, token: ConditionToken, message: string, hint: string): undefined {
  if (isBroken(parsing)) return undefined;
  parsing.findings.push({ code: 'condition/syntax', message, hint, ...span(token) });
  return undefined;
}

function isBroken({ findings }: Parsing): boolean {
  return findings.some(({ code }) => code === 'condition/syntax' || code === 'expression/syntax');
}

function span(token: ConditionToken): { offset: number; length: number } {
  return { offset: token.offset, length: Math.max(1, token.text.length) };
}

function peek(parsing: Parsing): ConditionToken {
  return parsing.tokens[parsing.next]!;
}

function accept(parsing: Parsing, operator: string): boolean {
  const { kind, text } = peek(parsing);
  if (kind !== 'operator' || text !== operator) return false;
  parsing.next += 1;
  return true;
}
