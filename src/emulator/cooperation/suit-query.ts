import { jsonpath, type JSONPathQuery } from 'json-p3';
import type { ComparisonOperator } from '../../criterion/condition.ts';
import { parseQuery, selects } from '../../criterion/jsonpath-engine.ts';
import { isObject } from '../../text/json.ts';
import type { Draft } from './draft.ts';
import { mirror, suitComparison, suitTruth } from './suit-comparison.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** Where a filter is: in what, and from what. Tokens of the body. */
interface Position {
  readonly root: readonly string[];
  readonly current: readonly string[];
}

/** Changes a body so that a query of RFC 9535 over the value at a place selects something, as far as that can be told. */
export function suitQuery(draft: Draft, text: string, context: readonly string[]): void {
  const query = parseQuery(text);
  if ('problem' in query || isSuited(query, draft.get(context))) return;
  reach(draft, query, context, { root: context, current: context });
}

function isSuited(query: JSONPathQuery, value: unknown): boolean {
  return value !== undefined && selects(query, value);
}

/** Changes a body so that a comparison of queries, which is no query, comes to what is wanted (clause I7, lenient mode). */
export function suitQueryComparison(
  draft: Draft,
  text: string,
  context: readonly string[],
  wanted: boolean,
): void {
  const query = parseQuery(`$[?${text}]`);
  if ('problem' in query) return;
  const selector = query.segments[0]?.selectors[0];
  if (selector instanceof selectors.FilterSelector) {
    suitExpression(draft, selector.expression.expression, { root: context, current: context }, wanted);
  }
}

/** Lets a query select something below a place; the tokens of what it selects, or undefined when it is not known how. */
function reach(
  draft: Draft,
  query: JSONPathQuery,
  from: readonly string[],
  position: Position,
): readonly string[] | undefined {
  let tokens = from;
  for (const {
    selectors: [selector],
  } of query.segments) {
    if (selector instanceof selectors.NameSelector) tokens = [...tokens, selector.name];
    else if (selector instanceof selectors.IndexSelector)
      tokens = [...tokens, String(Math.max(0, selector.index))];
    else if (selector instanceof selectors.FilterSelector) {
      tokens = firstMember(draft, tokens);
      draft.ensure(tokens);
      suitExpression(draft, selector.expression.expression, { root: position.root, current: tokens }, true);
    } else tokens = firstMember(draft, tokens);
  }
  draft.ensure(tokens);
  return tokens;
}

/** A member to take where any will do: the first item, or the first member of an object. */
function firstMember(draft: Draft, tokens: readonly string[]): readonly string[] {
  const value = draft.get(tokens);
  const names = isObject(value) ? Object.keys(value) : [];
  return [...tokens, names[0] ?? '0'];
}

function suitExpression(
  draft: Draft,
  expression: FilterExpression,
  position: Position,
  wanted: boolean,
): void {
  if (expression instanceof expressions.LogicalExpression) {
    suitExpression(draft, expression.expression, position, wanted);
  } else if (expression instanceof expressions.PrefixExpression) {
    suitExpression(draft, expression.right, position, !wanted);
  } else if (expression instanceof expressions.InfixExpression) {
    const { left, right, operator } = expression;
    if (operator === '&&' || operator === '||') {
      suitExpression(draft, left, position, wanted);
      if ((operator === '&&') === wanted) suitExpression(draft, right, position, wanted);
      return;
    }
    const sides = [left, right].map((side) => placeIn(side, position));
    const compared = operator as ComparisonOperator;
    if (sides[0] !== undefined) suitSide(draft, sides[0], compared, literalOf(right), wanted);
    else if (sides[1] !== undefined) suitSide(draft, sides[1], mirror(compared), literalOf(left), wanted);
  } else if (expression instanceof expressions.RelativeQuery || expression instanceof expressions.RootQuery) {
    const place = placeIn(expression, position);
    if (place === undefined) return;
    if (wanted) draft.ensure(place.tokens);
    else suitTruth(draft, place.tokens, false);
  }
}

/** A place of the body that a side of a comparison reads, or whose length it reads. */
interface SidePlace {
  readonly tokens: readonly string[];
  readonly isLength: boolean;
}

function placeIn(side: FilterExpression, { root, current }: Position): SidePlace | undefined {
  if (side instanceof expressions.FunctionExtension) {
    const [argument] = side.args;
    const within = argument === undefined ? undefined : placeIn(argument, { root, current });
    return within !== undefined && ['length', 'count'].includes(side.name)
      ? { ...within, isLength: true }
      : undefined;
  }
  const isRoot = side instanceof expressions.RootQuery;
  if (!isRoot && !(side instanceof expressions.RelativeQuery)) return undefined;
  let tokens = isRoot ? root : current;
  for (const {
    selectors: [selector],
  } of side.path.segments) {
    if (selector instanceof selectors.NameSelector) tokens = [...tokens, selector.name];
    else if (selector instanceof selectors.IndexSelector)
      tokens = [...tokens, String(Math.max(0, selector.index))];
    else if (selector instanceof selectors.WildcardSelector) return { tokens, isLength: false };
    else return undefined;
  }
  return { tokens, isLength: false };
}

function literalOf(expression: FilterExpression): unknown {
  return expression instanceof expressions.FilterExpressionLiteral
    ? expression.evaluate({} as jsonpath.FilterContext)
    : undefined;
}

function suitSide(
  draft: Draft,
  { tokens, isLength }: SidePlace,
  operator: ComparisonOperator,
  other: unknown,
  wanted: boolean,
): void {
  if (!isLength) return suitComparison(draft, tokens, operator, other, wanted);
  const present = draft.get(tokens);
  const list = Array.isArray(present) ? present : [];
  const isEnough = (length: number): boolean => {
    const number = Number(other);
    const result = {
      '==': length === number,
      '!=': length !== number,
      '<': length < number,
      '<=': length <= number,
      '>': length > number,
      '>=': length >= number,
    }[operator];
    return result === wanted;
  };
  const length = [list.length, 0, 1, Number(other), Number(other) + 1].find(
    (each) => Number.isInteger(each) && each >= 0 && each <= 100 && isEnough(each),
  );
  if (length === undefined || length === list.length) return;
  if (length < list.length || length === 0) draft.set(tokens, list.slice(0, length));
  else draft.ensure([...tokens, String(length - 1)]);
}
