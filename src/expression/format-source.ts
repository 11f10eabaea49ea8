import { formatExpression } from './format-expression.ts';
import type { Selector, SelectorContext } from './selector.ts';
import type { Template } from './template.ts';
import { formatWholeMap, isWholeMap } from './whole-map.ts';

/** What a finding calls the one place that a template's value comes from; undefined when it is put together from several. */
export function formatSource(template: Template): string | undefined {
  if (template.kind === 'expression') return formatExpression(template.expression);
  if (template.kind === 'supplied') return `supply${template.pointer}`;
  return template.kind === 'selector' ? formatSelector(template.selector) : undefined;
}

/** A selector as a finding names it: its context first, so that it tells where the value hangs from. */
export function formatSelector({ context, selector }: Selector): string {
  return `${formatContext(context)} at ${selector}`;
}

/** The text of what a selector looks into. */
export function formatContext(context: SelectorContext): string {
  return isWholeMap(context) ? formatWholeMap(context) : formatExpression(context);
}
