import type { Answer } from './decide.ts';
import { evaluateStep, type StepEvaluation } from './evaluate-step.ts';
import { hasSucceeded } from './finished.ts';
import { innermost, scopeOf, stepOf, unmetBy } from './frame.ts';
import type { LinkedAction } from './program.ts';
import type { RunState } from './run-state.ts';
import { placeOf, type Surroundings } from './stop.ts';

/**
 * The failure of the innermost step when others, on which it depends, have not succeeded before it; undefined when all have
 * (clause E10). Its actions may handle that, but to retry it alone would change nothing.
 */
export function unmetStep(around: Surroundings, state: RunState): (Answer & StepEvaluation) | undefined {
  const frame = innermost(state);
  const step = stepOf(around.program, frame);
  const { dependsOn, dependsOnElsewhere = [], stepId } = step.plan;
  if (dependsOn === undefined && dependsOnElsewhere.length === 0) return undefined;
  const elsewhere = dependsOnElsewhere.filter(
    (other) => !hasSucceeded(state, other.workflowId, other.stepId),
  );
  const unmet = [...unmetBy(frame, step), ...elsewhere.map((other) => `${other.workflowId}/${other.stepId}`)];
  if (unmet.length === 0) return undefined;
  const evaluation = evaluateStep(step, scopeOf(around.program, state, frame), false, false);
  const names = unmet.map((id) => `"${id}"`).join(', ');
  const message = `Step "${stepId}" depends on ${names}, which did not succeed before it.`;
  return {
    ...evaluation,
    actions: evaluation.actions.map((action, index) => ({
      ...action,
      matched: action.matched && changesSomething(step.onFailure[index]!),
    })),
    cause: { code: 'run/dependency-unmet', message, ...placeOf(around, frame) },
  };
}

function changesSomething({ plan }: LinkedAction): boolean {
  return plan.type !== 'retry' || plan.stepId !== undefined || plan.workflowId !== undefined;
}
