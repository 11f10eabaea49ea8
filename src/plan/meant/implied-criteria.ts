import type { Criterion, Step } from '../../arazzo/document.ts';
import { criterionType } from '../../arazzo/criterion-type.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { findWorkflow } from '../compile/find-workflow.ts';

/**
 * The repair that takes the criteria off a step which calls a workflow, where each of them looks at an answer, which such a step has not, and is one
 * of those that every step of that workflow must satisfy for it to complete: nothing is lost without them (clause H3).
 */
export function impliedCriteria(context: CompileContext, step: Step, pointer: string): Repair | undefined {
  const { workflowId, successCriteria = [] } = step;
  const called = workflowId === undefined ? undefined : findWorkflow(context, workflowId)?.workflow;
  if (called === undefined || successCriteria.length === 0) return undefined;
  const endsOtherwise =
    (called.failureActions ?? []).length > 0 ||
    (called.successActions ?? []).length > 0 ||
    called.steps.some((each) => (each.onFailure ?? each.onSuccess ?? []).length > 0);
  const isImplied = (criterion: Criterion): boolean =>
    isOfAnswer(criterion) &&
    called.steps.every((each) => (each.successCriteria ?? []).some((other) => isSame(other, criterion)));
  if (endsOtherwise || !successCriteria.every(isImplied)) return undefined;
  return {
    title: `Remove the criteria, which every step of workflow ${called.workflowId} has.`,
    edits: [{ op: 'remove', pointer: `${pointer}/successCriteria`, from: successCriteria }],
  };
}

function isOfAnswer(criterion: Criterion): boolean {
  return criterionType(criterion) === 'simple' && /\$(?:statusCode|response)\b/.test(criterion.condition);
}

function isSame(one: Criterion, other: Criterion): boolean {
  const spelt = ({ condition }: Criterion): string => condition.replaceAll(/\s+/g, ' ').trim();
  return criterionType(one) === 'simple' && spelt(one) === spelt(other);
}
