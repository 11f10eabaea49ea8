import type { Outputs } from '../expression/scope.ts';
import type { Frame, RunState } from './run-state.ts';

/** Keeps what a workflow was given and what came of it, for `$workflows` and for steps that depend on its own. */
export function record(state: RunState, frame: Frame, outputs: Outputs): RunState {
  const { inputs, steps, workflowId } = frame;
  const succeeded = Object.keys(steps).filter((stepId) => steps[stepId]!.succeeded);
  return { ...state, workflows: { ...state.workflows, [workflowId]: { inputs, outputs, succeeded } } };
}

/** The state once a workflow has come to an end: for those that depend on it, also when it left for another one by a goto. */
export function completed(state: RunState, { workflowId, role }: Frame): RunState {
  const ids = [workflowId, ...(role?.kind === 'dependency' ? [role.workflowId] : [])];
  return { ...state, completed: [...new Set([...state.completed, ...ids])] };
}

/** Whether a step of a workflow has succeeded in its last visit: in a frame that is open, the innermost first, else when the workflow ended. */
export function hasSucceeded({ frames, workflows }: RunState, workflowId: string, stepId: string): boolean {
  const open = frames.findLast((frame) => frame.workflowId === workflowId);
  if (open !== undefined && Object.hasOwn(open.steps, stepId)) return open.steps[stepId]!.succeeded;
  return Object.hasOwn(workflows, workflowId) && workflows[workflowId]!.succeeded.includes(stepId);
}
