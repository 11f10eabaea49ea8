import { compileExpression, type Read } from './compile-expression.ts';
import { formatSelector } from './format-source.ts';
import type { Selector, SelectorEngines } from './selector.ts';
import { UnresolvedValue } from './unresolved-value.ts';
import { compileWholeMap, isWholeMap } from './whole-map.ts';

/**
 * Compiles a selector to a function that reads its part of the context (clause J3), undefined when there is none.
 * @param engines Has that of its dialect.
 * @throws UnresolvedValue (from the function) when the context cannot be searched.
 */
export function compileSelector(selector: Selector, engines: SelectorEngines): Read {
  const { context, dialect } = selector;
  const read: Read = isWholeMap(context) ? compileWholeMap(context) : compileExpression(context);
  const compiled = engines[dialect]!(selector.selector);
  const fail = (reason: string): never => {
    throw new UnresolvedValue(formatSelector(selector), `has no value. ${reason}`);
  };
  if ('problem' in compiled) return () => fail(compiled.problem.message);
  return (scope) => {
    const value = read(scope);
    if (value === undefined) return undefined;
    const selection = compiled.select(value);
    return 'problem' in selection ? fail(selection.problem) : selection.value;
  };
}
