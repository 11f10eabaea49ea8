import type { Plan } from '../plan.ts';

/** The input schema of a workflow of a plan, when it has one. */
export function inputsSchema(plan: Plan, workflowId: string): unknown {
  return plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.inputs;
}
