import { underWay } from './early.ts';
import { innermost, isNext, stepOf } from './frame.ts';
import { inDoubt } from './in-doubt.ts';
import type { RunState } from './run-state.ts';
import { fail, leaveEarly, placeOf, stopHere, type Surroundings } from './stop.ts';
import { isExpired } from './time.ts';
import { goInto, finishWorkflow } from './transition.ts';

/**
 * The state once only an effect can move it: steps that are next have been entered, and what has no time left has come to its end, calls that
 * are under way first. A loop, because documents of strangers say how often that goes on.
 */
export function atRest(around: Surroundings, moved: RunState): RunState {
  let state = moved;
  for (;;) {
    if (state.status !== 'running') return state;
    const frame = innermost(state);
    if (isNext(frame)) state = goInto(around, state);
    else if (isExpired(state) && underWay(frame).length === 0) state = expire(around, state);
    else return state;
  }
}

/**
 * Ends the run when its time is over (clause H16); else the outermost workflow that has no time left, and all that it runs: the step that calls it
 * has failed (clause E9). A call in doubt among them is not abandoned.
 */
function expire(around: Surroundings, state: RunState): RunState {
  if (state.overdue === true)
    return stopHere(around, state, 'run/limit-reached', overdueMessage(around, state));
  const position = state.frames.findIndex(({ time }) => time === 0);
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

function overdueMessage({ program, limits: { maxMilliseconds } }: Surroundings, state: RunState): string {
  const frame = innermost(state);
  if (frame.wait === undefined) return `The run has taken more than ${maxMilliseconds} ms, its limit.`;
  const { stepId } = stepOf(program, frame).plan;
  return `Step "${stepId}" would wait ${frame.wait.milliseconds} ms, and the run may take ${maxMilliseconds} ms, its limit.`;
}
