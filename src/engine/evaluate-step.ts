import type { EvaluatedCriterion } from '../criterion/condition.ts';

import type { Outputs, Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import type { EvaluatedAction } from './outcome.ts';
import type { LinkedAction, LinkedCriterion, LinkedStep, LinkedValue } from './program.ts';

/** What a step's own words make of an answer. */
export interface StepEvaluation {
  readonly succeeded: boolean;
  readonly criteria: readonly EvaluatedCriterion[];
  readonly outputs: Outputs;
  readonly unresolved: readonly string[];
  readonly actions: readonly EvaluatedAction[];
}

/**
 * Evaluates success criteria, outputs and the chain of actions that applies, in that order (clause H19):
 * action criteria see the step's new outputs.
 * @param answered Whether there is an answer at all; without one the step has failed whatever its criteria say (clause H3).
 * @param fallback Whether the step succeeded when it has no criteria: a 2xx status, or the nested workflow's result.
 */
export function evaluateStep(
  step: LinkedStep,
  scope: Scope,
  answered: boolean,
  fallback: boolean,
): StepEvaluation {
  const criteria = answered ? step.successCriteria.map((criterion) => criterion(scope)) : [];
  const succeeded = answered && (criteria.length === 0 ? fallback : criteria.every((c) => c.passed));
  const { outputs, unresolved } = evaluateOutputs(step.outputs, scope);
  const chain = succeeded ? step.onSuccess : step.onFailure;
  const seen: Scope =
    chain.length === 0 ? scope : { ...scope, steps: { ...scope.steps, [step.plan.stepId]: { outputs } } };
  return {
    succeeded,
    criteria,
    outputs,
    unresolved,
    actions: chain.map((action) => evaluateAction(action, seen)),
  };
}

/** Evaluates named values; those that find nothing are listed instead of set. */
export function evaluateOutputs(
  values: readonly LinkedValue[],
  scope: Scope,
): { readonly outputs: Outputs; readonly unresolved: readonly string[] } {
  const found: [name: string, value: unknown][] = [];
  const unresolved: string[] = [];
  for (const { name, evaluate } of values) {
    const value = evaluateOrNothing(evaluate, scope);
    if (value === undefined) unresolved.push(name);
    else found.push([name, value]);
  }
  return { outputs: Object.fromEntries(found), unresolved };
}

/** Evaluates the outputs of a workflow, each of which sees those before it as `$outputs` (clause K8). */
export function evaluateInOrder(
  values: readonly LinkedValue[],
  scope: Scope,
): ReturnType<typeof evaluateOutputs> {
  let outputs: Outputs = {};
  const unresolved: string[] = [];
  for (const { name, evaluate } of values) {
    const value = evaluateOrNothing(evaluate, { ...scope, outputs });
    if (value === undefined) unresolved.push(name);
    else outputs = { ...outputs, [name]: value };
  }
  return { outputs, unresolved };
}

function evaluateOrNothing(evaluate: LinkedValue['evaluate'], scope: Scope): unknown {
  try {
    return evaluate(scope);
  } catch (error) {
    if (error instanceof UnresolvedValue) return undefined;
    throw error;
  }
}

function evaluateAction(action: LinkedAction, scope: Scope): EvaluatedAction {
  const criteria: EvaluatedCriterion[] = [];
  const matched = action.criteria.every((criterion) => evaluated(criterion, scope, criteria));
  const inputs =
    matched && action.inputs.length > 0 ? evaluateOutputs(action.inputs, scope).outputs : undefined;
  return { name: action.plan.name, matched, criteria, ...(inputs === undefined ? {} : { inputs }) };
}

function evaluated(criterion: LinkedCriterion, scope: Scope, into: EvaluatedCriterion[]): boolean {
  const result = criterion(scope);
  into.push(result);
  return result.passed;
}
