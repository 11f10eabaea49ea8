import { formatPointer } from '../text/pointer.ts';
import type { Expression } from './expression.ts';
import { formatExpression } from './format-expression.ts';
import { parseNavigation } from './navigation.ts';
import { parseExpression } from './parse-expression.ts';
import type { TextFinding } from './text-finding.ts';
import { unbracedIn } from './unbraced.ts';

/** The names that are declared where an expression looks. */
export type Declared = (expression: Expression) => readonly string[];

/**
 * A text as lenient mode reads it: what is written in one of its named slips is written out, with a warning for each.
 * - Dots and brackets that lead into a value become a JSON Pointer (clause K10).
 * - Expressions without braces in text get them around the longest declared name (docs/clauses.md 2.1).
 */
export function lenientText(text: string, declared: Declared): { text: string; findings: TextFinding[] } {
  const whole = navigated(text, declared);
  if (whole !== undefined) return { text: whole, findings: [navigation(text, whole, 0)] };
  const findings: TextFinding[] = [];
  if ('expression' in parseExpression(text)) return { text, findings };
  let made = '';
  let at = 0;
  for (const slot of text.matchAll(/\{(\$[^{}]*)\}/g)) {
    made += braced(text, at, slot.index, declared, findings);
    at = slot.index + slot[0].length;
    const led = navigated(slot[1]!, declared);
    if (led !== undefined) findings.push(navigation(slot[1]!, led, slot.index + 1));
    made += led === undefined ? slot[0] : `{${led}}`;
  }
  return { text: made + braced(text, at, text.length, declared, findings), findings };
}

function navigation(written: string, meant: string, offset: number): TextFinding {
  const message = `"${written}" is read as ${meant}, which only lenient mode does (clause K10).`;
  return warning('expression/syntax', message, `Write ${meant}.`, offset, written.length);
}

function warning(
  code: TextFinding['code'],
  message: string,
  hint: string,
  offset: number,
  length: number,
): TextFinding {
  return { code, message, hint, offset, length, severity: 'warning' };
}

/** The expression that navigation by dots and brackets comes to; undefined when a text has none. */
function navigated(text: string, declared: Declared): string | undefined {
  const whole = parseExpression(text);
  if ('expression' in whole) {
    const { expression } = whole;
    const name = declaredName(expression, declared);
    if (name === undefined || !('name' in expression) || name === expression.name) return undefined;
    const steps = parseNavigation(expression.name.slice(name.length));
    return steps && `${formatExpression({ ...expression, name })}#${formatPointer(steps)}`;
  }
  const body = /^\$(?:(?:request|response)\.body|message\.payload)(?=[.[])/.exec(text)?.[0];
  const end = body?.length ?? text.indexOf('[');
  if (end <= 0 || text.includes('#')) return undefined;
  const base = parseExpression(text.slice(0, end));
  const steps = parseNavigation(text.slice(end));
  if (
    'problem' in base ||
    steps === undefined ||
    !/^(?:request|response|message|inputs|outputs|steps|workflows)$/.test(base.expression.kind)
  )
    return undefined;
  if ('source' in base.expression && !/^(?:body|payload)$/.test(base.expression.source)) return undefined;
  const led = navigated(text.slice(0, end), declared);
  return led === undefined
    ? `${text.slice(0, end)}#${formatPointer(steps)}`
    : `${led}${formatPointer(steps)}`;
}

/** Of a name without a pointer, the longest declared beginning that ends at a dot or at its end (clause K10). */
function declaredName(expression: Expression, declared: Declared): string | undefined {
  if (!('name' in expression) || ('pointer' in expression && expression.pointer !== undefined))
    return undefined;
  const { name } = expression;
  const found = declared(expression).filter((each) => name === each || name.startsWith(`${each}.`));
  return found.toSorted((a, b) => b.length - a.length)[0];
}

/** A piece of text with braces around the expressions whose names are declared. */
function braced(text: string, from: number, to: number, declared: Declared, findings: TextFinding[]): string {
  let made = '';
  let at = from;
  for (const { candidate, offset } of unbracedIn(text, from, to)) {
    const hash = candidate.indexOf('#');
    const parsed = parseExpression(hash === -1 ? candidate : candidate.slice(0, hash));
    if ('problem' in parsed || !('name' in parsed.expression)) continue;
    const name = declaredName(parsed.expression, declared);
    if (name === undefined) continue;
    const isWhole = name === parsed.expression.name && 'expression' in parseExpression(candidate);
    const meant = isWhole ? candidate : formatExpression({ ...parsed.expression, name });
    const message = `"${meant}" stands in text without braces and is evaluated, which only lenient mode does (docs/clauses.md 2.1).`;
    findings.push(
      warning('template/unbraced-expression', message, `Write {${meant}}.`, offset, meant.length),
    );
    made += `${text.slice(at, offset)}{${meant}}`;
    at = offset + meant.length;
  }
  return made + text.slice(at, to);
}
