import { isObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { Shape } from './shape.ts';
import { capital, type ShapeCheck, type Subject } from './shape-check.ts';
import { typeRepair } from './type-repair.ts';
import { expressionTrap, isExpressionTrap } from './value-traps.ts';

/** Reports a value of the wrong type, and names the trap of YAML that made it so where there is one (clause A1). */
export function wrongType(check: ShapeCheck, subject: Subject, wanted: string, shape: Shape): void {
  const { value, pointer, label } = subject;
  check.spoil(subject.pointer);
  if (isExpressionTrap(value)) return expressionTrap(check, subject, 'bare');
  if (!check.wants('document/wrong-type')) return;
  const written = wordAt(check.located, pointer);
  const message = `${capital(label)} must be ${wanted}, not ${kindOf(value, written)}.`;
  const repair = typeRepair(subject, shape, written);
  check.report('document/wrong-type', message, { pointer, hint: hintFor(wanted, value, written), repair });
}

/** The next step for a value that has to be something else: `a text`, `a list`, `a map`, `a number` or what it is called. */
export function hintFor(wanted: string, value: unknown, written: string): string {
  const scalar = typeof value === 'number' || typeof value === 'boolean';
  if (wanted === 'a text' && scalar) return `Quote it: '${written}'.`;
  if (wanted === 'a runtime expression') return 'Write an expression such as $response.body#/id.';
  if (wanted.endsWith('number') && typeof value === 'string') return 'Write it without quotes.';
  if (wanted === 'a list') return 'Write a list, each entry on a line that begins with a dash.';
  if (wanted === 'a map') return 'Write names and values, each on a line of its own: "name: value".';
  return value === null ? `Write ${wanted}, or remove the field.` : `Write ${wanted}.`;
}

/** A value as a message calls it. @param written The value as the text spells it. */
export function kindOf(value: unknown, written: string): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'a map';
  return typeof value === 'number'
    ? `the number ${written}`
    : typeof value === 'boolean'
      ? written
      : 'a text';
}

/** A scalar as the text spells it: `1.0` is otherwise lost in the number 1. */
export function wordAt(located: LocatedText, pointer: string): string {
  const { line, column, length = 1 } = located.place(pointer);
  const row = located.text.split(/\r\n|\n|\r/, line)[line - 1] ?? '';
  return row.slice(column - 1, column - 1 + length);
}
