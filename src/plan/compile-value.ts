import { diagnose } from '../diagnostics/diagnose.ts';
import type { Expression } from '../expression/expression.ts';
import { expressionsIn, selectorsIn } from '../expression/expressions-in.ts';
import { formatExpression } from '../expression/format-expression.ts';
import { formatSource } from '../expression/format-source.ts';
import { isWithin, meantText } from '../expression/meant-text.ts';
import { olderNames } from '../expression/older-name.ts';
import { parseTemplate, type Reading } from '../expression/parse-template.ts';
import type { Template } from '../expression/template.ts';
import { respelling } from '../repair/respelling.ts';
import { placeWithin } from '../text/place-within.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import { checkExpression, declaredNames } from './check-expression.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import { checkSelector } from './check-selector.ts';
import type { OutputPlan } from './plan.ts';

/**
 * Parses the expressions of a value and checks what they refer to.
 * @param required Which parts cannot be missing, by pointer within the value; text with embedded expressions never can.
 */
export function compileValue(
  context: CompileContext,
  site: UseSite,
  value: unknown,
  pointer: string,
  required: (within: string) => boolean = () => false,
): Template {
  const { template, findings } = parseTemplate(value, readingOf(context, site));
  for (const { code, message, hint, severity, offset, length, pointer: within } of findings) {
    const found = valueAt(value, parsePointer(within) ?? []);
    const text = typeof found === 'string' ? found : '';
    const place = placeWithin(context.located, pointer + within, text, offset, length);
    const meant = meantText(text, (expression) => declaredNames(context, site, expression));
    const repair = isWithin(meant, offset, length)
      ? respelling(pointer + within, text, meant.text)
      : undefined;
    context.report(diagnose(code, message, { place, hint, severity, repair }));
  }
  for (const { expression, pointer: within, embedded } of expressionsIn(template)) {
    const place = context.located.place(pointer + within);
    const isEmpty = embedded && context.mode === 'lenient';
    if (isEmpty && !isCertain(site, expression)) {
      const message = `Where ${formatExpression(expression)} has no value, nothing stands in its place in the text, which only lenient mode does (clause F11).`;
      context.report(diagnose('expression/maybe-missing', message, { place }));
    }
    checkExpression(context, site, expression, {
      place,
      required: !isEmpty && (embedded || required(within)),
    });
  }
  for (const { selector, pointer: within } of selectorsIn(template)) {
    checkSelector(context, site, selector, pointer + within, required(within));
  }
  return template;
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
  return Object.entries(outputs ?? {}).map(([name, value]) => {
    const template = compileValue(context, site, value, `${pointer}/${name}`);
    const isSource = formatSource(template) !== undefined;
    if (!isSource && !(typeof value === 'string' && value.startsWith('$'))) {
      const severity = context.mode === 'strict' || typeof value === 'object' ? 'error' : 'warning';
      const place = context.located.place(`${pointer}/${name}`);
      const message = `Output "${name}" is not a runtime expression; its value will always be the same.`;
      context.report(
        diagnose('expression/syntax', message, {
          place,
          severity,
          hint: 'Write an expression such as $response.body#/id.',
        }),
      );
    }
    return { name, value: template };
  });
}
