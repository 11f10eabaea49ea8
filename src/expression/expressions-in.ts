import { escapeToken } from '../text/pointer.ts';
import type { Expression } from './expression.ts';
import type { Selector } from './selector.ts';
import type { Template } from './template.ts';

/** An expression and where in the template's value it stands. */
export interface UsedExpression {
  readonly expression: Expression;
  /** RFC 6901 JSON Pointer of the string within the value; `""` is the value itself. */
  readonly pointer: string;
  /** Within text, where a missing value is an error (clause F11). */
  readonly embedded: boolean;
}

/** Every expression of a template but the contexts of selectors, in document order. */
export function expressionsIn(template: Template, pointer = ''): UsedExpression[] {
  switch (template.kind) {
    case 'literal':
    case 'supplied':
    case 'selector':
      return [];
    case 'expression':
      return [{ expression: template.expression, pointer, embedded: false }];
    case 'text':
      return template.parts
        .filter((part) => typeof part !== 'string')
        .map((expression) => ({ expression, pointer, embedded: true }));
    case 'object':
      return template.members.flatMap(([name, value]) =>
        expressionsIn(value, `${pointer}/${escapeToken(name)}`),
      );
    default:
      return template.items.flatMap((item, index) => expressionsIn(item, `${pointer}/${index}`));
  }
}

/** Every selector of a template with the JSON Pointer of its object, in document order. */
export function selectorsIn(
  template: Template,
  pointer = '',
): { readonly selector: Selector; readonly pointer: string }[] {
  switch (template.kind) {
    case 'selector':
      return [{ selector: template.selector, pointer }];
    case 'object':
      return template.members.flatMap(([name, value]) =>
        selectorsIn(value, `${pointer}/${escapeToken(name)}`),
      );
    case 'array':
      return template.items.flatMap((item, index) => selectorsIn(item, `${pointer}/${index}`));
    default:
      return [];
  }
}
