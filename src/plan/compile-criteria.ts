import type { Criterion } from '../arazzo/document.ts';
import { expressionsInCondition } from '../criterion/expressions-in-condition.ts';
import { parseCondition } from '../criterion/parse-condition.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { placeWithin } from '../text/place-within.ts';
import { checkExpression, declaredNames } from './check-expression.ts';
import type { CompileContext, UseSite } from './compile-context.ts';
import type { CriterionPlan } from './plan.ts';

/** Compiles a simple criterion (clause I10); undefined when it cannot be parsed, which is a finding. Missing operands read as null. */
export function compileCriterion(
  context: CompileContext,
  site: UseSite,
  criterion: Criterion,
  pointer: string,
): CriterionPlan | undefined {
  // Other types are refused by the document's rules, with their place.
  if (criterion.type !== undefined && criterion.type !== 'simple') return undefined;
  const text = criterion.condition;
  const at = `${pointer}/condition`;
  const { condition, findings } = parseCondition(text, context.mode, (expression) =>
    declaredNames(context, site, expression),
  );
  for (const { code, message, hint, severity, offset, length } of findings) {
    const place = placeWithin(context.located, at, text, offset, length);
    context.report(diagnose(code, message, { place, hint, severity }));
  }
  if (condition === undefined) return undefined;
  for (const operand of expressionsInCondition(condition)) {
    const place = placeWithin(context.located, at, text, text.indexOf(operand.text), operand.text.length);
    checkExpression(context, site, operand.expression, { place, required: false });
  }
  return { condition: text, type: 'simple', parsed: condition };
}
