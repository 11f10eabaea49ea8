import type { Frame, RunState } from './run-state.ts';

/** Whether the run, or a workflow of it, has no time left. */
export function isExpired({ frames, overdue }: RunState): boolean {
  return overdue === true || frames.some(({ time }) => time === 0);
}

/** The state at a moment, in milliseconds since the Unix epoch, which may be past its deadline. */
export function asOf(state: RunState, at: number): RunState {
  return state.deadline !== undefined && at >= state.deadline ? { ...state, overdue: true } : state;
}

/** The state at the moment in which its wait began: one that would end past the deadline is not worth waiting for. */
export function asOfWait(state: RunState, at: number): RunState {
  return asOf(state, at + Math.min(state.frames.at(-1)?.wait?.milliseconds ?? 0, timeLeft(state)));
}

/** Milliseconds until the first workflow of the run has no time left; Infinity when none is limited. */
export function timeLeft({ frames }: RunState): number {
  let least = Infinity;
  for (const { time = Infinity } of frames) if (time < least) least = time;
  return least;
}

/**
 * The state when time has passed. Steps that are to be retried do not wait again for the time that their helpers have taken (clause H14),
 * and workflows have less time where their callers limit it (E9). Calls that have begun early take the same time as those before them (E10).
 */
export function passed(state: RunState, milliseconds: number): RunState {
  const last = state.frames.length - 1;
  const isTimed = ({ wait, time }: Frame, index: number): boolean =>
    time !== undefined || (wait !== undefined && index < last);
  if (milliseconds === 0 || !state.frames.some(isTimed)) return state;
  const less = (before: number): number => Math.max(0, before - milliseconds);
  const frames = state.frames.map((frame, index): Frame => ({
    ...frame,
    ...(frame.time === undefined ? {} : { time: less(frame.time) }),
    ...(frame.wait === undefined || index === last
      ? {}
      : { wait: { ...frame.wait, milliseconds: less(frame.wait.milliseconds) } }),
    ...(frame.early === undefined
      ? {}
      : { early: frame.early.map((call) => ({ ...call, since: call.since + milliseconds })) }),
  }));
  return { ...state, frames };
}
