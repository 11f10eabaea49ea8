import { jsonpath } from 'json-p3';
import { formatPointer } from '../text/pointer.ts';
import type { CompileTest } from './criterion-engines.ts';
import { quoteLiteral } from './format-condition.ts';
import { parseQuery } from './jsonpath-engine.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** What stands before and after a comparison, to make a query of it. */
const [before, after] = ['$[?', ']'];

/**
 * A comparison of queries such as `$.status == "paid"`, which is no query, although many documents have it (clause I7):
 * it is read as the condition of a filter, over the context itself.
 */
export const comparisonEngine: CompileTest = (text) => {
  const query = parseQuery(before + text + after);
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
  const { environment } = query;
  const { expression } = filter;
  return {
    test: (context) => {
      const value = context as jsonpath.FilterContext['rootValue'];
      return expression.evaluate({ environment, currentValue: value, rootValue: value });
    },
    simple: (context) => simpleForm(expression.expression, context, false),
  };
};

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

/** The expression for a query that leads to one place by names and indices which a simple condition can spell. */
function pointed(query: jsonpath.JSONPathQuery, context: string): string | undefined {
  const tokens: (string | number)[] = [];
  for (const { selectors: only } of query.segments) {
    const [selector] = only;
    if (only.length !== 1) return undefined;
    if (selector instanceof selectors.NameSelector && selector.name !== 'length') tokens.push(selector.name);
    else if (selector instanceof selectors.IndexSelector && selector.index >= 0) tokens.push(selector.index);
    else return undefined;
  }
  const pointer = formatPointer(tokens);
  if (/[\s!&()<=>|{}]/.test(pointer)) return undefined;
  return context.includes('#') || pointer === '' ? context + pointer : `${context}#${pointer}`;
}
