import type { Repair } from '../diagnostics/repair.ts';
import { isObject } from '../text/json.ts';
import { escapeToken } from '../text/pointer.ts';
import type { ShapeCheck, Subject } from './shape-check.ts';

/** Whether a value is what YAML makes of an unquoted `{$steps.a.outputs.b}`: a map of one name without a value (clause A1). */
export function isExpressionTrap(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [name, ...others] = Object.keys(value);
  return name !== undefined && others.length === 0 && value[name] === null && expressionStart.test(name);
}

const expressionStart =
  /^\$(url|method|statusCode|self|request|response|message|inputs|outputs|steps|workflows|sourceDescriptions|components)\b/;

/** Whether a value has the fields of a Selector Object of Arazzo 1.1 (clause F5). */
export function isSelector(value: unknown): boolean {
  if (!isObject(value)) return false;
  const names = Object.keys(value).filter((name) => !name.startsWith('x-'));
  return names.toSorted().join() === 'context,selector,type';
}

/** Reports an unquoted expression; `bare` where it belongs without the braces. */
export function expressionTrap(
  check: ShapeCheck,
  { value, pointer, label }: Subject,
  form: 'braced' | 'bare' = 'braced',
): void {
  const [name] = Object.keys(value as object);
  const to = form === 'bare' ? name! : `{${name}}`;
  const message = `The expression in ${label} is not quoted, so YAML reads it as a map.`;
  const hint = form === 'bare' ? `Write ${to}.` : `Quote it: "${to}".`;
  const repair: Repair = {
    title: form === 'bare' ? `Write ${to} without braces.` : `Quote ${to}.`,
    edits: [{ op: 'replace', pointer, from: value, to }],
  };
  check.report('document/unquoted-expression', message, { pointer, hint, repair });
}

/** Looks through a free value for unquoted expressions. */
export function findExpressionTraps(check: ShapeCheck, subject: Subject): void {
  const { value, pointer, label } = subject;
  if (isExpressionTrap(value)) return expressionTrap(check, subject);
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    findExpressionTraps(check, { value: member, pointer: `${pointer}/${escapeToken(name)}`, label });
  }
}
