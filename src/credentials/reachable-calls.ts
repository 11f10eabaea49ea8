import type { CallPlan, Plan } from '../plan/plan.ts';
import { workflowsAfter } from '../plan/workflows-after.ts';

/** A step that calls an operation. */
export interface ReachableCall {
  readonly workflowId: string;
  readonly stepId: string;
  readonly call: CallPlan;
}

/**
 * The calls that a run of a workflow may make: those of its steps, and of the workflows that these call, go to or retry with, and that it
 * depends on. All calls of the plan without a `workflowId`.
 */
export function reachableCalls(plan: Plan, workflowId?: string): readonly ReachableCall[] {
  const workflows = new Map(plan.workflows.map((workflow) => [workflow.workflowId, workflow]));
  const reached = new Set(workflowId === undefined ? workflows.keys() : [workflowId]);
  const calls: ReachableCall[] = [];
  // A Set hands out what is added while it is walked.
  for (const id of reached) {
    const workflow = workflows.get(id);
    for (const step of workflow?.steps ?? []) {
      if (step.target.kind === 'operation') {
        calls.push({ workflowId: id, stepId: step.stepId, call: step.target });
      }
    }
    for (const next of workflowsAfter(workflow)) reached.add(next);
  }
  return calls;
}
