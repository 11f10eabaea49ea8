import { jsonpath } from 'json-p3';
import type { QueryTraps } from './criterion-engines.ts';

const { expressions, selectors } = jsonpath;
type FilterExpression = jsonpath.expressions.FilterExpression;

/** Finds what a query would do that its author hardly means (clause I7). */
export function queryTraps(query: jsonpath.JSONPathQuery): QueryTraps {
  const lengths = lengthOf(query, true);
  const filtered: string[] = [];
  for (const [index, { selectors: list }] of query.segments.entries()) {
    for (const selector of list) {
      if (!(selector instanceof selectors.FilterSelector)) continue;
      for (const used of queriesIn(selector.expression)) {
        lengths.push(...lengthOf(used.path, used instanceof expressions.RootQuery));
        const first = used.path.segments[0]?.selectors[0];
        const isRelative = used instanceof expressions.RelativeQuery;
        if (index === 0 && isRelative && first instanceof selectors.NameSelector) filtered.push(first.name);
      }
    }
  }
  return { filtered, lengths };
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

function queriesIn(expression: FilterExpression): jsonpath.expressions.FilterQuery[] {
  if (expression instanceof expressions.FilterQuery) return [expression];
  if (expression instanceof expressions.LogicalExpression) return queriesIn(expression.expression);
  if (expression instanceof expressions.PrefixExpression) return queriesIn(expression.right);
  if (expression instanceof expressions.InfixExpression)
    return [...queriesIn(expression.left), ...queriesIn(expression.right)];
  return expression instanceof expressions.FunctionExtension ? expression.args.flatMap(queriesIn) : [];
}
