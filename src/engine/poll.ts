import type { Chosen } from './chosen-action.ts';
import type { Decision } from './decision.ts';
import { innermost, standingBefore, stepOf, withFrame, workflowOf } from './frame.ts';
import type { Frame, RunState } from './run-state.ts';
import { stopHere, type Surroundings } from './stop.ts';
import { asOfWait } from './time.ts';

/** Goes back for another round of a poll, once it has waited; not without end (clause H20). */
export function goBackAfterWait(
  around: Surroundings,
  state: RunState,
  plan: Chosen['plan'],
  milliseconds: number,
): RunState {
  const frame = innermost(state);
  const { key, plan: from } = stepOf(around.program, frame);
  const count = (frame.polls?.[key] ?? 0) + 1;
  const { maxPolls } = around.limits;
  if (count > maxPolls) {
    const message = `Step "${from.stepId}" has gone back by "${plan.name}" ${maxPolls} times in a row, the limit of a poll.`;
    return stopHere(around, state, 'run/limit-reached', message);
  }
  const goto = workflowOf(around.program, frame).positions.get(plan.stepId!)!;
  const polls = { ...frame.polls, [key]: count };
  if (milliseconds === 0) return withFrame(state, { ...standingBefore(frame, goto), polls });
  const waiting: Frame = { ...frame, polls, wait: { milliseconds, action: plan.name, goto } };
  return asOfWait(withFrame(state, waiting), around.at);
}

/** A frame whose step has decided: where it no longer polls, and should it begin again, it counts from the start. */
export function afterPoll(frame: Frame, key: string, { kind, waitMilliseconds }: Decision): Frame {
  const goesOn = kind === 'retry' || (kind === 'goto' && waitMilliseconds !== undefined);
  if (frame.polls?.[key] === undefined || goesOn) return frame;
  const { [key]: _, ...polls } = frame.polls;
  return { ...frame, polls };
}
