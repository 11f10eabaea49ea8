import { jsonpath } from 'json-p3';
import { losesDigits } from '../text/exact-number.ts';
import type { QueryTraps } from './criterion-engines.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** Finds what a query would do that its author hardly means (clause I7). */
export function queryTraps(query: jsonpath.JSONPathQuery): QueryTraps {
  const lengths = lengthOf(query, true);
  const filtered: string[] = [];
  const numbers: string[] = [];
  for (const [index, { selectors: list }] of query.segments.entries()) {
    for (const selector of list) {
      if (!(selector instanceof selectors.FilterSelector)) continue;
      const parts = partsOf(selector.expression);
      for (const part of parts) {
        if (part instanceof expressions.NumberLiteral && losesDigits(part.token.value)) {
          numbers.push(part.token.value);
        }
      }
      for (const used of parts.filter((part) => part instanceof expressions.FilterQuery)) {
        lengths.push(...lengthOf(used.path, used instanceof expressions.RootQuery));
        const first = used.path.segments[0]?.selectors[0];
        const isRelative = used instanceof expressions.RelativeQuery;
        if (index === 0 && isRelative && first instanceof selectors.NameSelector) filtered.push(first.name);
      }
    }
  }
  return { filtered, lengths, numbers };
}

type Lengths = QueryTraps['lengths'][number];

function lengthOf(query: jsonpath.JSONPathQuery, fromContext: boolean): Lengths[] {
  const names = query.segments.map(({ selectors: list }) => {
    const [selector] = list;
    return list.length === 1 && selector instanceof selectors.NameSelector ? selector.name : undefined;
  });
  if (names.pop() !== 'length') return [];
  const written = query.toString().replace(/^\$/, fromContext ? '$' : '@');
  const before = names.filter((name) => name !== undefined);
  return [{ query: written, ...(fromContext && before.length === names.length ? { names: before } : {}) }];
}

/** The queries and literals that a filter is made of. */
function partsOf(expression: FilterExpression): FilterExpression[] {
  if (expression instanceof expressions.LogicalExpression) return partsOf(expression.expression);
  if (expression instanceof expressions.PrefixExpression) return partsOf(expression.right);
  if (expression instanceof expressions.InfixExpression)
    return [...partsOf(expression.left), ...partsOf(expression.right)];
  return expression instanceof expressions.FunctionExtension
    ? expression.args.flatMap(partsOf)
    : [expression];
}
