import type { CallPlan, ChannelPlan, Plan, StepPlan } from '../plan/plan.ts';
import { workflowsAfter } from '../plan/compile/workflows-after.ts';

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
  return reachableSteps(plan, workflowId).flatMap(({ step: { stepId, target }, ...own }) =>
    target.kind === 'operation' ? [{ ...own, stepId, call: target }] : [],
  );
}

/** A step that sends or receives a message. */
export interface ReachableMessage {
  readonly workflowId: string;
  readonly stepId: string;
  readonly message: ChannelPlan;
}

/** As {@link reachableCalls}, the messages that a run may send and receive. */
export function reachableMessages(plan: Plan, workflowId?: string): readonly ReachableMessage[] {
  return reachableSteps(plan, workflowId).flatMap(({ step: { stepId, target }, ...own }) =>
    target.kind === 'channel' ? [{ ...own, stepId, message: target }] : [],
  );
}

function reachableSteps(
  plan: Plan,
  workflowId: string | undefined,
): readonly { readonly workflowId: string; readonly step: StepPlan }[] {
  const workflows = new Map(plan.workflows.map((workflow) => [workflow.workflowId, workflow]));
  const reached = new Set(workflowId === undefined ? workflows.keys() : [workflowId]);
  const steps: { readonly workflowId: string; readonly step: StepPlan }[] = [];
  // A Set hands out what is added while it is walked.
  for (const id of reached) {
    const workflow = workflows.get(id);
    for (const step of workflow?.steps ?? []) {
      steps.push({ workflowId: id, step });
    }
    for (const next of workflowsAfter(workflow)) reached.add(next);
  }
  return steps;
}
