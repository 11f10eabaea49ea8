import { jsonpath } from 'json-p3';
import { parseWholeMap } from '../expression/whole-map.ts';
import { formatPointer } from '../text/pointer.ts';
import { asFunctions } from './comparison-text.ts';
import type { Compared, CompileTest, ConditionTest, Way } from './criterion-engines.ts';
import { quoteLiteral } from './format-condition.ts';
import { parseQuery } from './jsonpath-engine.ts';
import { holds } from './jsonpath-evaluation.ts';
import { startWork } from './work.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** What stands before and after a comparison, to make a query of it. */
const [before, after] = ['$[?', ']'];

/**
 * A comparison of queries such as `$.status == "paid"`, which is no query, although many documents have it (clause I7):
 * it is read as the condition of a filter, over the context itself. `.length` counts, and `in` looks through a list.
 */
export const comparisonEngine: CompileTest = (text) => {
  const spelt = asFunctions(text, (holder) => wayOf(holder) !== undefined);
  const written = before + spelt.text + after;
  const query = parseQuery(written);
  if ('problem' in query) {
    const { problem } = query;
    const offset = Math.min(text.length, Math.max(0, problem.offset - before.length));
    return { problem: { ...problem, offset } };
  }
  const filter = query.segments[0]?.selectors[0];
  const isOne = query.segments.length === 1 && query.segments[0]!.selectors.length === 1;
  if (!isOne || !(filter instanceof selectors.FilterSelector)) {
    return { problem: { message: 'This is neither a query nor a comparison.', offset: 0 } };
  }
  const { expression } = filter;
  const test: ConditionTest = (context) => holds(expression, context, startWork());
  const counted = spelt.counted.flatMap((holder) => {
    const way = wayOf(holder);
    return way === undefined ? [] : [way];
  });
  const isExact =
    isAbsolute(expression.expression) && !childless.some(test) && counted.length === spelt.counted.length;
  return {
    test,
    simple: (context) => simpleForm(expression.expression, context, false),
    compared: comparedIn(expression.expression),
    ...(isExact ? { query: written, counted } : {}),
  };
};

/** Contexts without a child that a filter could visit: where a comparison holds for one, its query selects nothing all the same. */
const childless: readonly unknown[] = [{}, [], '', 0, false, null];

/**
 * Whether an expression looks at the context from its root on, so that it says the same of every child, and not at null: whether what is missing
 * counts as null is not said.
 */
function isAbsolute(expression: FilterExpression): boolean {
  if (expression instanceof expressions.RelativeQuery) return false;
  if (expression instanceof expressions.NullLiteral) return false;
  if (expression instanceof expressions.PrefixExpression) return isAbsolute(expression.right);
  if (expression instanceof expressions.InfixExpression) {
    return isAbsolute(expression.left) && isAbsolute(expression.right);
  }
  if (expression instanceof expressions.FunctionExtension) return expression.args.every(isAbsolute);
  return true;
}

/** The way that a query leads to one place by; undefined when it is no query, or can lead to several. */
function wayOf(text: string): Way | undefined {
  const query = parseQuery(text.replace(/^@/, '$'));
  return 'problem' in query ? undefined : wayOfQuery(query);
}

function wayOfQuery({ segments }: jsonpath.JSONPathQuery): Way | undefined {
  const way: (string | number)[] = [];
  for (const { selectors: only } of segments) {
    const [selector] = only;
    if (only.length !== 1) return undefined;
    if (selector instanceof selectors.NameSelector) way.push(selector.name);
    else if (selector instanceof selectors.IndexSelector && selector.index >= 0) way.push(selector.index);
    else return undefined;
  }
  return way;
}

/** The comparison as a simple condition over the context; undefined when the two would not say the same. */
function simpleForm(expression: FilterExpression, context: string, isWithin: boolean): string | undefined {
  if (expression instanceof expressions.InfixExpression) {
    const left = simpleForm(expression.left, context, true);
    const right = simpleForm(expression.right, context, true);
    if (left === undefined || right === undefined) return undefined;
    const text = `${left} ${expression.operator} ${right}`;
    return isWithin && expression.logical ? `(${text})` : text;
  }
  if (expression instanceof expressions.StringLiteral) return quoteLiteral(expression.value);
  if (expression instanceof expressions.FilterExpressionLiteral) return expression.toString();
  if (expression instanceof expressions.RootQuery) return pointed(expression.path, context);
  return undefined;
}

/** Every place that an expression compares with a literal, whichever side it stands on. */
function comparedIn(expression: FilterExpression): readonly Compared[] {
  if (!(expression instanceof expressions.InfixExpression)) return [];
  const { left, right } = expression;
  return [[left, right] as const, [right, left] as const].flatMap(([place, literal]) => {
    const way = place instanceof expressions.RootQuery ? wayOfQuery(place.path) : undefined;
    if (way === undefined) return comparedIn(place);
    if (literal instanceof expressions.NullLiteral) return [{ way, value: null }];
    const hasValue =
      literal instanceof expressions.BooleanLiteral ||
      literal instanceof expressions.NumberLiteral ||
      literal instanceof expressions.StringLiteral;
    return hasValue ? [{ way, value: literal.value }] : [];
  });
}

/** The expression for a query that leads to one place by names and indices which a simple condition can spell. */
function pointed(query: jsonpath.JSONPathQuery, context: string): string | undefined {
  const way = wayOfQuery(query);
  if (way === undefined || way.includes('length')) return undefined;
  if (parseWholeMap(context) !== undefined) return named(way, context);
  const pointer = formatPointer(way);
  if (/[\s!&()<=>|{}]/.test(pointer)) return undefined;
  return context.includes('#') || pointer === '' ? context + pointer : `${context}#${pointer}`;
}

/** The expression for what a query leads to in all inputs or outputs: the first name is that of one of them. */
function named([name, ...rest]: Way, context: string): string | undefined {
  const pointer = rest.length === 0 ? '' : `#${formatPointer(rest)}`;
  const isSpelt = /^[A-Za-z0-9_-]+$/.test(String(name)) && !/[\s!&()<=>|{}]/.test(pointer);
  return isSpelt ? `${context}.${name}${pointer}` : undefined;
}
