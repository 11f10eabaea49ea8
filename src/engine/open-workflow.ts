import type { Outputs } from '../expression/scope.ts';
import { unstopped } from './describe-failure.ts';
import { onTop, openFrame } from './frame.ts';
import { limitOnKept } from './kept.ts';
import type { FrameRole, RunState } from './run-state.ts';
import { stopHere, stopTooDeep, type Surroundings } from './stop.ts';

/** A workflow that is to run on top of the others. */
export interface Opening {
  readonly workflowId: string;
  readonly given: Outputs;
  readonly prefix: string;
  readonly role?: FrameRole;
  /** Milliseconds that it may take. */
  readonly time?: number | undefined;
  /** What to say when its inputs do not admit it. */
  readonly refusal: string;
}

/** The state with a workflow on top of the others, at its first step; one that is nested too deep, or that its inputs do not admit, ends the run. */
export function openWorkflow(around: Surroundings, state: RunState, opening: Opening): RunState {
  const { workflowId, given, prefix, role, time, refusal } = opening;
  if (state.frames.length >= around.limits.maxDepth) return stopTooDeep(around, state);
  const limit = limitOnKept(given, `The inputs of workflow "${workflowId}"`);
  if (limit !== undefined) return stopHere(around, state, 'run/limit-reached', limit);
  const { inputs, problems } = around.admit(workflowId, given);
  if (problems.length > 0) {
    return stopHere(
      around,
      state,
      'run/request-not-built',
      `${refusal}: ${problems.map(unstopped).join('; ')}.`,
    );
  }
  const frame = openFrame(workflowId, inputs, prefix, role);
  return onTop(state, time === undefined ? frame : { ...frame, time });
}
