import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { Expression } from '../../expression/expression.ts';
import { expressionsIn, selectorsIn, type UsedExpression } from '../../expression/expressions-in.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { formatSource } from '../../expression/format-source.ts';
import { isWithin } from '../../expression/meant-text.ts';
import { nearMissHint } from '../../expression/near-miss.ts';
import { olderNames } from '../../expression/older-name.ts';
import { parseExpression } from '../../expression/parse-expression.ts';
import { parseTemplate, type Reading, type TemplateFinding } from '../../expression/parse-template.ts';
import type { Template } from '../../expression/template.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import { placeWithin } from '../../text/place-within.ts';
import { escapeToken, parsePointer, valueAt } from '../../text/pointer.ts';
import { checkExpression, declaredNames } from '../rules/check-expression.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { checkSelector } from '../rules/check-selector.ts';
import { meantIn, meantStrings, type MeantStrings } from '../meant/meant-strings.ts';
import type { OutputPlan } from '../plan.ts';
import { resolves } from './resolves.ts';

/**
 * Parses the expressions of a value and checks what they refer to. Where a repair is offered, what it would write is checked too, so that
 * everything is found at the same time.
 * @param required Which parts cannot be missing, by pointer within the value; text with embedded expressions never can.
 * @param kind An `output` is one expression, and no text with expressions in it.
 */
export function compileValue(
  context: CompileContext,
  site: UseSite,
  value: unknown,
  pointer: string,
  required: (within: string) => boolean = () => false,
  kind: 'value' | 'output' = 'value',
): Template {
  const { template, findings } = parseTemplate(value, {
    ...readingOf(context, site),
    fate: kind === 'output' ? 'given out' : 'sent',
  });
  const meant = meantStrings(context, site, value, kind);
  reportFindings(context, site, value, pointer, findings, meant, kind);
  const checked = new Set<string>();
  for (const used of expressionsIn(template)) {
    checked.add(`${used.pointer} ${formatExpression(used.expression)}`);
    const otherwise = meantIn(context, site, formatExpression(used.expression));
    const isSlip = meant.has(used.pointer) && otherwise.pieces.length > 0;
    const settled = isSlip
      ? { repair: repairOf(value, pointer, used.pointer, meant), meant: otherwise.text }
      : {};
    checkUse(context, site, used, { pointer, required, ...settled });
  }
  for (const [within, { text }] of meant) {
    for (const used of expressionsIn(parseTemplate(text, readingOf(context, site)).template)) {
      if (checked.has(`${within} ${formatExpression(used.expression)}`)) continue;
      checkUse(context, site, { ...used, pointer: within }, { pointer, required });
    }
  }
  for (const { selector, pointer: within } of selectorsIn(template)) {
    checkSelector(context, site, selector, pointer + within, required(within));
  }
  return template;
}

function reportFindings(
  context: CompileContext,
  site: UseSite,
  value: unknown,
  pointer: string,
  findings: readonly TemplateFinding[],
  meant: MeantStrings,
  kind: 'value' | 'output',
): void {
  // Any other value may be text that is meant; an output is an expression (clause D6).
  const isOutputDue = kind === 'output' && context.mode === 'strict';
  for (const { code, message, hint, severity, offset, length, pointer: within } of findings) {
    const place = placeWithin(context.located, pointer + within, stringAt(value, within), offset, length);
    const otherwise = meant.get(within);
    const isMeant = otherwise !== undefined && isWithin(otherwise, offset, length);
    const repair = isMeant ? repairOf(value, pointer, within, meant) : undefined;
    const written = stringAt(value, within).slice(offset, offset + length);
    const isText = code === 'template/unbraced-expression' && !resolves(context, site, written);
    const unknown = isText ? undeclaredIn(context, site, written, place) : undefined;
    const isDue = isOutputDue && /^template\/(?:not-an|unbraced)-expression$/.test(code);
    const weight = isDue ? 'error' : isText ? 'warning' : severity;
    context.report(
      diagnose(code, unknown === undefined ? message : `${message} ${unknown.message}`, {
        place,
        hint: unknown === undefined ? hint : `${unknown.hint} If it is meant, put braces around it.`,
        severity: weight,
        repair,
      }),
    );
  }
}

/** What there is to say of the name that an expression without braces looks for, as if it stood in braces. */
function undeclaredIn(
  context: CompileContext,
  site: UseSite,
  written: string,
  place: Place,
): Diagnostic | undefined {
  const parsed = parseExpression(written);
  if ('problem' in parsed) return undefined;
  const found: Diagnostic[] = [];
  const asked = { ...context, report: (finding: Diagnostic) => found.push(finding) };
  // It is not evaluated, so the step is not used.
  checkExpression(asked, { ...site, uses: new Set() }, parsed.expression, { place, required: false });
  return found.find(({ code }) => code === 'expression/undeclared');
}

function stringAt(value: unknown, within: string): string {
  const found = valueAt(value, parsePointer(within) ?? []);
  return typeof found === 'string' ? found : '';
}

/** The repair that writes what a string of a value means. */
function repairOf(value: unknown, pointer: string, within: string, meant: MeantStrings): Repair | undefined {
  const text = meant.get(within)?.text;
  return text === undefined ? undefined : respelling(pointer + within, stringAt(value, within), text);
}

/** Checks one expression of a value. */
function checkUse(
  context: CompileContext,
  site: UseSite,
  { expression, pointer: within, embedded }: UsedExpression,
  at: {
    readonly pointer: string;
    readonly required: (within: string) => boolean;
    readonly repair?: Repair | undefined;
    readonly meant?: string;
  },
): void {
  const place = context.located.place(at.pointer + within);
  const isEmpty = embedded && context.mode === 'lenient';
  if (isEmpty && !isCertain(site, expression)) {
    const message = `Where ${formatExpression(expression)} has no value, nothing stands in its place in the text, which only lenient mode does (clause F11).`;
    const hint = 'Let the value be there always, or do without the text around it.';
    context.report(diagnose('expression/maybe-missing', message, { place, hint }));
  }
  const required = !isEmpty && (embedded || at.required(within));
  checkExpression(context, site, expression, { place, required, repair: at.repair, meant: at.meant });
}

/** How the values of a document are read at a place of it, by its version and the mode. */
export function readingOf(context: CompileContext, site: UseSite): Reading {
  return {
    selectors: context.selectors !== undefined,
    ...(context.description.arazzo.startsWith('1.0.')
      ? { olderNames: olderNames(Object.keys(site.inputs.properties)) }
      : {}),
    ...(context.mode === 'lenient'
      ? { lenient: (expression: Expression) => declaredNames(context, site, expression) }
      : {}),
  };
}

/** Whether an expression has a value wherever it may stand. */
function isCertain({ inputs }: UseSite, expression: Expression): boolean {
  if (expression.kind !== 'inputs') {
    return ['url', 'method', 'statusCode', 'self', 'sourceDescriptions'].includes(expression.kind);
  }
  const { name, pointer } = expression;
  const schema = Object.hasOwn(inputs.properties, name) ? inputs.properties[name] : undefined;
  const isGiven =
    inputs.required.has(name) || (typeof schema === 'object' && schema['default'] !== undefined);
  return isGiven && pointer === undefined;
}

/** Compiles the outputs of a step or workflow. A constant is not an expression (clause D6). */
export function compileOutputs(
  context: CompileContext,
  site: UseSite,
  outputs: Readonly<Record<string, unknown>> | undefined,
  pointer: string,
): OutputPlan[] {
  const names = Object.keys(outputs ?? {});
  return Object.entries(outputs ?? {}).map(([name, value], index) => {
    const template = compileValue(
      context,
      site.stage === 'end' ? { ...site, before: names.slice(0, index) } : site,
      value,
      `${pointer}/${escapeToken(name)}`,
      undefined,
      'output',
    );
    const isSource = formatSource(template) !== undefined;
    const isLike = typeof value === 'string' && value.startsWith('$');
    if (!isSource && !(isLike && parseTemplate(value, readingOf(context, site)).findings.length > 0)) {
      const severity = context.mode === 'strict' || typeof value === 'object' ? 'error' : 'warning';
      const place = context.located.place(`${pointer}/${escapeToken(name)}`);
      const [what, hint] =
        template.kind === 'text'
          ? ['text around expressions', 'Give each expression as an output of its own.']
          : [
              'not a runtime expression; its value will always be the same',
              isLike ? nearMissHint(value) : 'Write an expression such as $response.body#/id.',
            ];
      const at = `${pointer}/${escapeToken(name)}`;
      const repair = repairOf(value, at, '', meantStrings(context, site, value, 'output'));
      context.report(
        diagnose('expression/syntax', `Output "${name}" is ${what}.`, { place, severity, hint, repair }),
      );
    }
    return { name, value: template };
  });
}
