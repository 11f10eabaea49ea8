import type { Step } from '../../arazzo/document.ts';
import { onlySpeltLike } from '../../diagnostics/near.ts';
import type { Expression } from '../../expression/expression.ts';
import { declaredNames } from '../rules/check-expression.ts';
import type { CompileContext, UseSite } from '../compile/compile-context.ts';
import { canReach } from '../compile/flow.ts';
import { withMeantPointer } from './meant-pointer.ts';

/**
 * An expression with the names that are declared in the place of names that are not, where each is the only one that differs from it by case and
 * punctuation alone; and the only step before that declares an output which a request looks for in its own step. Undefined where every name is declared, or where one is not and is not like any.
 */
export function respelt(
  context: CompileContext,
  site: UseSite,
  expression: Expression,
): Expression | undefined {
  const spelt = withMeantPointer(site.entry, expression);
  if (spelt !== expression) return spelt;
  const owned = fromBefore(site, expression) ?? withOwner(context, site, expression);
  if (owned === undefined) return undefined;
  const meant = withName(context, site, owned);
  return meant === expression ? undefined : meant;
}

/**
 * A step has no outputs before its call has been answered, so that a request which looks into its own step for an output that this one does not declare
 * means another step: the one that declares it, where it is the only one.
 */
function fromBefore(
  { workflow, flow, step, stage }: UseSite,
  expression: Expression,
): Expression | undefined {
  if (expression.kind !== 'steps' || stage !== 'request' || step === undefined) return undefined;
  const declares = ({ outputs = {} }: Step): boolean => Object.hasOwn(outputs, expression.name);
  const own = workflow.steps[step]!;
  if (own.stepId !== expression.stepId || declares(own)) return undefined;
  const [only, ...others] = workflow.steps.filter(declares);
  if (only === undefined || others.length > 0 || !canReach(flow, workflow.steps.indexOf(only), step))
    return undefined;
  return { ...expression, stepId: only.stepId };
}

/** With the step, workflow or source description that it means. */
function withOwner(context: CompileContext, site: UseSite, expression: Expression): Expression | undefined {
  switch (expression.kind) {
    case 'steps': {
      const stepId = meantOf(
        expression.stepId,
        site.workflow.steps.map((step) => step.stepId),
      );
      return stepId === undefined ? undefined : same(expression, { ...expression, stepId });
    }
    case 'workflows': {
      const ids = context.description.workflows.map((workflow) => workflow.workflowId);
      const workflowId = meantOf(expression.workflowId, ids);
      return workflowId === undefined ? undefined : same(expression, { ...expression, workflowId });
    }
    case 'sourceDescriptions': {
      const names = context.description.sourceDescriptions.map((source) => source.name);
      const name = meantOf(expression.name, names);
      return name === undefined ? undefined : same(expression, { ...expression, name });
    }
    case 'inputs':
      return expression;
    default:
      return undefined;
  }
}

function withName(context: CompileContext, site: UseSite, expression: Expression): Expression | undefined {
  if (expression.kind === 'sourceDescriptions' || !('name' in expression)) return expression;
  if (expression.kind === 'workflows' && expression.field === 'inputs') return expression;
  const name = meantOf(expression.name, declaredNames(context, site, expression));
  return name === undefined ? undefined : same(expression, { ...expression, name });
}

/** The name itself where it is declared, or the only one that it is like. */
function meantOf(name: string, declared: readonly string[]): string | undefined {
  return declared.includes(name) ? name : onlySpeltLike(name, declared);
}

/** The expression itself when nothing differs. */
function same(expression: Expression, meant: Expression): Expression {
  return JSON.stringify(expression) === JSON.stringify(meant) ? expression : meant;
}
