import type { Plan, WorkflowPlan } from '../plan.ts';

/** The workflows of the document that a plan was made from: those that can be run. Workflows of other documents run within these. */
export function ownWorkflows({ workflows }: Plan): readonly WorkflowPlan[] {
  return workflows.filter(({ document }) => document === undefined);
}
