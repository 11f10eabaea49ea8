import { jsonpath, TokenKind } from 'json-p3';
import { losesDigits } from '../text/exact-number.ts';
import type { Need, Needs } from './criterion-engines.ts';
import { compare, holds } from './jsonpath-evaluation.ts';
import { startWork } from './work.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** What must be there for a query to select anything: what alternatives, negations, functions and descendants need is left open. */
export function queryNeeds(query: jsonpath.JSONPathQuery): Needs {
  return needsAlong(query, []);
}

function needsAlong({ segments }: jsonpath.JSONPathQuery, start: Need['way']): Needs {
  let way = start;
  const needs: Need[] = [];
  for (const { token, selectors: list } of segments) {
    const [selector] = list;
    if (token.kind === TokenKind.DDOT || list.length !== 1) break;
    if (selector instanceof selectors.NameSelector) way = [...way, selector.name];
    else if (selector instanceof selectors.IndexSelector && selector.index >= 0)
      way = [...way, selector.index];
    else way = [...way, null];
    if (!(selector instanceof selectors.FilterSelector)) continue;
    const within = needsOf(selector.expression, way);
    if (within === 'impossible') return within;
    needs.push(...within);
  }
  return [...needs, { way }];
}

/** What a filter needs of the value at `way`, which it looks at. */
function needsOf(expression: FilterExpression, way: Need['way']): Needs {
  if (expression instanceof expressions.LogicalExpression) return needsOf(expression.expression, way);
  if (expression instanceof expressions.FilterQuery) return needsOfQuery(expression, way);
  if (!(expression instanceof expressions.InfixExpression)) return [];
  const { operator, left, right } = expression;
  if (operator === '&&') {
    const [before, after] = [needsOf(left, way), needsOf(right, way)];
    return before === 'impossible' || after === 'impossible' ? 'impossible' : [...before, ...after];
  }
  if (isLiteral(left) && isLiteral(right)) return holds(expression, null, startWork()) ? [] : 'impossible';
  const [query, literal, isTurned] = isLiteral(left) ? [right, left, true] : [left, right, false];
  // What is not equal may also not be there; and whether what is missing counts as null is not said.
  if (!/^(?:==|<=?|>=?)$/.test(operator) || !(query instanceof expressions.FilterQuery)) return [];
  if (!isLiteral(literal) || literal instanceof expressions.NullLiteral) return [];
  if (literal instanceof expressions.NumberLiteral && losesDigits(literal.token.value)) return [];
  const needs = needsOfQuery(query, way);
  const last = needs.at(-1);
  if (typeof needs === 'string' || typeof last !== 'object') return needs;
  const { value } = literal as jsonpath.expressions.StringLiteral;
  const test = (found: unknown): boolean =>
    isTurned ? compare(startWork(), operator, value, found) : compare(startWork(), operator, found, value);
  return [...needs.slice(0, -1), { ...last, compared: { value, test } }];
}

function needsOfQuery(query: jsonpath.expressions.FilterQuery, way: Need['way']): Needs {
  return needsAlong(query.path, query instanceof expressions.RootQuery ? [] : way);
}

function isLiteral(expression: FilterExpression): boolean {
  return (
    expression instanceof expressions.StringLiteral ||
    expression instanceof expressions.NumberLiteral ||
    expression instanceof expressions.BooleanLiteral ||
    expression instanceof expressions.NullLiteral
  );
}
