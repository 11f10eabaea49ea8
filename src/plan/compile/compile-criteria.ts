import { criterionType } from '../../arazzo/criterion-type.ts';
import type { Criterion } from '../../arazzo/document.ts';
import { dialectOf } from '../../criterion/dialect.ts';
import { type ExpressionOperand, expressionsInCondition } from '../../criterion/expressions-in-condition.ts';
import { parseCondition } from '../../criterion/parse-condition.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import { placeWithin } from '../../text/place-within.ts';
import { checkExpression, declaredNames } from '../rules/check-expression.ts';
import { compileApplied } from './compile-applied.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import type { CriterionPlan } from '../plan.ts';
import { respelt } from '../meant/respelt.ts';

/** Compiles a criterion; undefined when it cannot be parsed, which is a finding. */
export function compileCriterion(
  context: CompileContext,
  site: UseSite,
  criterion: Criterion,
  pointer: string,
): CriterionPlan | undefined {
  if (criterion.version !== undefined) reportFlatType(context, criterion, pointer);
  if (criterion.type === 'simple' && context.mode === 'strict')
    reportWithoutContext(context, criterion, pointer);
  const dialect = dialectOf(criterion);
  return dialect === undefined
    ? compileSimple(context, site, criterion.condition, pointer)
    : compileApplied(context, site, criterion, dialect, pointer);
}

/** A version beside the type, as the published schema of 1.0 has it, not within (clause I4). */
function reportFlatType(context: CompileContext, criterion: Criterion, pointer: string): void {
  const severity = context.mode === 'lenient' ? 'warning' : 'error';
  const message = 'A criterion has no field "version" of its own; it belongs to the type.';
  const place = context.located.place(`${pointer}/version`, 'key');
  const hint = `Write type as a map that holds both: type: { type: ${criterionType(criterion)}, version: ${criterion.version} }.`;
  context.report(diagnose('document/unknown-field', message, { place, hint, severity }));
}

/** The prose asks for a context wherever a type is given, although a simple condition has no use for one (clause I2). */
function reportWithoutContext(context: CompileContext, criterion: Criterion, pointer: string): void {
  if (criterion.context !== undefined) return;
  const message = 'By the prose a criterion with a type has a context; this one has none.';
  const place = context.located.place(`${pointer}/type`, 'key');
  const hint = 'Remove the type: a criterion without one is simple.';
  context.report(diagnose('document/missing-field', message, { place, hint, severity: 'warning' }));
}

/** Compiles a simple condition (clause I10). Missing operands read as null. */
function compileSimple(
  context: CompileContext,
  site: UseSite,
  text: string,
  pointer: string,
): CriterionPlan | undefined {
  const at = `${pointer}/condition`;
  const { condition, findings } = parseCondition(text, context.mode, (expression) =>
    declaredNames(context, site, expression),
  );
  for (const { code, message, hint, severity, offset, length, meant } of findings) {
    const place = placeWithin(context.located, at, text, offset, length);
    // What a condition means that could not be parsed was hidden from all that looks at its workflow.
    const opened = code === 'condition/syntax' ? { opens: workflowOf(pointer) } : {};
    const repair = meant === undefined ? undefined : { ...respelling(at, text, meant), ...opened };
    context.report(diagnose(code, message, { place, hint, severity, repair }));
  }
  if (condition === undefined) return undefined;
  for (const operand of expressionsInCondition(condition)) {
    const place = placeWithin(context.located, at, text, text.indexOf(operand.text), operand.text.length);
    const repair = respellingIn(context, site, operand, { text, pointer: at }) ?? site.implied;
    checkExpression(context, site, operand.expression, { place, required: false, repair });
  }
  return { condition: text, type: 'simple', parsed: condition };
}

/** The pointer of the workflow that a part stands in; of what is shared among workflows, that of the document. */
function workflowOf(pointer: string): string {
  return /^\/workflows\/\d+/.exec(pointer)?.[0] ?? '';
}

/** The repair that spells the names of an operand as they are declared, wherever the condition has it. */
function respellingIn(
  context: CompileContext,
  site: UseSite,
  { text: operand, expression }: ExpressionOperand,
  at: { readonly text: string; readonly pointer: string },
): Repair | undefined {
  const meant = respelt(context, site, expression);
  const written = formatExpression(expression);
  if (meant === undefined || !operand.startsWith(written)) return undefined;
  const spelt = formatExpression(meant) + operand.slice(written.length);
  return respelling(
    at.pointer,
    at.text,
    at.text.replaceAll(operand, () => spelt),
  );
}
