import type { Outputs } from '../expression/scope.ts';
import type { Frame, RunState } from './run-state.ts';

/** Keeps what a workflow was given and what came of it, for `$workflows`. */
export function record(state: RunState, frame: Frame, outputs: Outputs): RunState {
  return {
    ...state,
    workflows: { ...state.workflows, [frame.workflowId]: { inputs: frame.inputs, outputs } },
  };
}

/** The state once a workflow has come to an end: for those that depend on it, also when it left for another one by a goto. */
export function completed(state: RunState, { workflowId, role }: Frame): RunState {
  const ids = [workflowId, ...(role?.kind === 'dependency' ? [role.workflowId] : [])];
  return { ...state, completed: [...new Set([...state.completed, ...ids])] };
}
