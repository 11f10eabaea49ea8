import type { Outputs } from '../expression/scope.ts';
import type { ActionPlan } from '../plan/plan.ts';
import type { Answer } from './decide.ts';
import type { Decision } from './decision.ts';
import type { LinkedStep } from './program.ts';

/** The action that was decided on, and what it passes to its workflow. */
export interface Chosen {
  readonly plan: Exclude<ActionPlan, { type: 'end' }>;
  readonly inputs: Outputs;
}

/** Finds the action of a decision that names one which goes somewhere. */
export function chosenAction(step: LinkedStep, answer: Answer, { action }: Decision): Chosen {
  const chain = answer.succeeded ? step.onSuccess : step.onFailure;
  const index = answer.actions.findIndex(({ name }) => name === action);
  return { plan: chain[index]!.plan as Chosen['plan'], inputs: answer.actions[index]!.inputs ?? {} };
}
