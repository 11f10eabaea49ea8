import { stepOf } from './frame.ts';
import { inDoubt } from './in-doubt.ts';
import type { RunState } from './run-state.ts';
import { fail, leaveEarly, placeOf, type Surroundings } from './stop.ts';
import { finishWorkflow } from './transition.ts';

/**
 * Ends the outermost workflow that has no time left, and all that it runs: the step that calls it has failed (clause E9). A call in doubt
 * among them is not abandoned.
 */
export function expire(around: Surroundings, state: RunState): RunState {
  const position = state.frames.findIndex(({ time }) => time === 0);
  if (state.status !== 'running' || position === -1) return state;
  const caller = state.frames[position - 1]!;
  const { timeout, stepId } = stepOf(around.program, caller).plan;
  const { workflowId } = state.frames[position]!;
  const message = `Step "${stepId}" failed: workflow "${workflowId}" did not end within the ${timeout} ms that the step allows.`;
  const reason = { code: 'run/unanswered' as const, message, ...placeOf(around, caller) };
  const abandoned = state.frames.slice(position);
  if (inDoubt(around.program, abandoned).length > 0) return fail(around, state, reason);
  for (const frame of abandoned) leaveEarly(around, frame);
  return finishWorkflow(around, { ...state, frames: state.frames.slice(0, position + 1) }, false, reason);
}
