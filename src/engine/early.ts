import { effectName, innermost, unmetBy, withFrame, workflowOf } from './frame.ts';
import type { Limits } from './limits.ts';
import type { Arrival, ArrivedCall } from './outcome.ts';
import type { LinkedStep, Program } from './program.ts';
import type { EarlyCall, Frame, RunState } from './run-state.ts';

/**
 * The calls that begin together with that of the step at which a frame stands, which has just been entered (clause E10): those that the run
 * would certainly be allowed to make when it comes to their steps. A step that helps another runs alone.
 */
export function beginEarly(
  program: Program,
  { maxSteps, maxVisits }: Limits,
  frame: Frame,
  stepsTaken: number,
): readonly EarlyCall[] {
  const { steps } = workflowOf(program, frame);
  const last = steps[frame.step]!.plan.together;
  if (last === undefined || frame.role?.kind === 'helper-step') return [];
  const early: EarlyCall[] = [];
  for (let step = frame.step + 1; step <= last; step++) {
    const { key } = steps[step]!;
    const allowed = stepsTaken + step - frame.step <= maxSteps && (frame.visits[key] ?? 0) < maxVisits;
    if (!allowed || unmetBy(frame, steps[step]!).length > 0) break;
    early.push({ step, since: 0 });
  }
  return early;
}

/** The early call of the step at which a frame stands. */
export function ownEarly({ early, step }: Frame): EarlyCall | undefined {
  return early?.find((each) => each.step === step);
}

const none: readonly EarlyCall[] = [];

/** The early calls of later steps that are under way. */
export function underWay({ early, step }: Frame): readonly EarlyCall[] {
  return early === undefined ? none : early.filter((each) => each.came === undefined && each.step !== step);
}

/** A frame as it is when the run comes to a later step of it, whose call has begun early. */
export function aheadOf(program: Program, frame: Frame, step: number): Frame {
  const { key } = workflowOf(program, frame).steps[step]!;
  const { wait: _, ...rest } = frame;
  return { ...rest, step, attempt: 1, visits: { ...frame.visits, [key]: (frame.visits[key] ?? 0) + 1 } };
}

/** The state once the call of a later step has an outcome before the run has come to it; undefined when no such call is under way. */
export function withArrival(
  program: Program,
  state: RunState,
  { effect, at, outcome }: Arrival,
): RunState | undefined {
  const frame = innermost(state);
  const found = underWay(frame).find(({ step }) => nameOf(program, frame, step) === effect);
  return found === undefined || outcome.kind !== 'call'
    ? undefined
    : withFrame(state, withCame(frame, found, { at, outcome }));
}

/** A frame with what came of an early call, or of its own. */
export function withCame(frame: Frame, call: EarlyCall, came: ArrivedCall): Frame {
  const others = (frame.early ?? []).filter(({ step }) => step !== call.step);
  return { ...frame, early: [{ ...call, came }, ...others].toSorted((a, b) => a.step - b.step) };
}

/** A frame without the early calls of its own step and of those before it. */
export function withoutOwn(frame: Frame): Frame {
  if (frame.early === undefined) return frame;
  const { early, ...rest } = frame;
  const left = early.filter(({ step }) => step > frame.step);
  return left.length === 0 ? rest : { ...rest, early: left };
}

/** An early call of a later step that has an outcome, which the run will not come to. */
export interface UnreachedCall {
  readonly step: LinkedStep;
  readonly visit: number;
  readonly name: string;
  /** The name that its idempotency key was made from. */
  readonly keyName: string;
  readonly came: ArrivedCall;
}

/** The calls of a frame that have an outcome and to whose steps the run has not come. */
export function unreached(program: Program, frame: Frame): readonly UnreachedCall[] {
  if (frame.early === undefined) return [];
  return frame.early.flatMap(({ step: index, came }) => {
    if (came === undefined || index === frame.step) return [];
    const step = workflowOf(program, frame).steps[index]!;
    const name = nameOf(program, frame, index);
    const keyName = frame.undecided[step.key]?.keyName ?? name;
    return { step, visit: (frame.visits[step.key] ?? 0) + 1, name, keyName, came };
  });
}

/** A frame that no longer knows of a call to whose step the run has not come, by the name that its key was made from. */
export function forgetUnreached(program: Program, frame: Frame, keyName: string): Frame {
  const found = unreached(program, frame).find((call) => call.keyName === keyName);
  if (found === undefined) return frame;
  const { early, ...rest } = frame;
  return { ...rest, early: early!.filter(({ came }) => came !== found.came) };
}

function nameOf(program: Program, frame: Frame, step: number): string {
  return effectName(aheadOf(program, frame, step), workflowOf(program, frame).steps[step]!, 1);
}
