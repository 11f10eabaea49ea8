import type { Outputs, Scope } from '../expression/scope.ts';
import type { LinkedStep, LinkedWorkflow, Program } from './program.ts';
import type { Frame, FrameRole, RunState } from './run-state.ts';

/** A frame at the first step of a workflow, not yet entered. */
export function openFrame(workflowId: string, inputs: Outputs, prefix: string, role?: FrameRole): Frame {
  return {
    workflowId,
    inputs,
    ...(role === undefined ? {} : { role }),
    prefix,
    step: 0,
    visits: {},
    steps: {},
    attempt: 0,
    undecided: {},
    retries: {},
  };
}

/** A frame in which a step of another frame's workflow runs alone, before a step of that frame is retried (clause H9). */
export function helperFrame(program: Program, frame: Frame, stepId: string, prefix: string): Frame {
  return {
    ...openFrame(frame.workflowId, frame.inputs, prefix, { kind: 'helper-step' }),
    step: workflowOf(program, frame).positions.get(stepId)!,
    steps: frame.steps,
    undecided: frame.undecided,
  };
}

/** The frame of a workflow that takes the place of another one (clause H7). */
export function replacingFrame(frame: Frame, workflowId: string, inputs: Outputs): Frame {
  return {
    ...openFrame(workflowId, inputs, frame.prefix, frame.role),
    ...(frame.time === undefined ? {} : { time: frame.time }),
    visits: frame.visits,
    undecided: frame.undecided,
  };
}

/** The innermost frame. A running state always has one. */
export function innermost(state: RunState): Frame {
  return state.frames[state.frames.length - 1]!;
}

/** The state with its innermost frame replaced. */
export function withFrame(state: RunState, frame: Frame): RunState {
  const last = state.frames.length - 1;
  if (state.frames[last] === frame) return state;
  return changed(state, { frames: state.frames.with(last, frame) });
}

/** The state with another frame as its innermost one. */
export function onTop(state: RunState, frame: Frame): RunState {
  return { ...state, frames: [...state.frames, frame] };
}

/** A frame that stands before a step, or past its last one. */
export function standingBefore(frame: Frame, step: number): Frame {
  return changed(frame, { step, attempt: 0 });
}

/**
 * A copy with some members changed, in the shape that all such copies share. What a leading spread makes has a shape of its own in V8, so that
 * objects which are copied over and over would have one shape after the other, and every copy would be made the slow way.
 */
function changed<T extends object>(before: T, change: Partial<T>): T {
  return Object.assign({}, before, change);
}

/** Whether a frame stands before its step, which has yet to be entered. */
export function isNext({ attempt }: Frame): boolean {
  return attempt === 0;
}

/** The linked workflow of a frame. Plans contain every workflow they name. */
export function workflowOf(program: Program, frame: Frame): LinkedWorkflow {
  return program.workflows.get(frame.workflowId)!;
}

/** The step at which a frame stands. */
export function stepOf(program: Program, frame: Frame): LinkedStep {
  return workflowOf(program, frame).steps[frame.step]!;
}

/** `workflowId/stepId#visit.attempt`, with the frame's prefix. */
export function effectName(frame: Frame, { key }: LinkedStep, attempt: number): string {
  return `${frame.prefix}${key}#${frame.visits[key] ?? 0}.${attempt}`;
}

/** The name of the current attempt, and the name that its idempotency key is made from. */
export function namesOf(frame: Frame, step: LinkedStep): { readonly name: string; readonly keyName: string } {
  const name = effectName(frame, step, frame.attempt);
  return { name, keyName: frame.undecided[step.key]?.keyName ?? name };
}

/** The steps on which a step depends and which have not succeeded in their last visit (clause E10). */
export function unmetBy({ steps }: Frame, { plan: { dependsOn = [] } }: LinkedStep): readonly string[] {
  return dependsOn.filter((id) => !(Object.hasOwn(steps, id) && steps[id]!.succeeded));
}

/** A frame whose wait is over. */
export function rested(frame: Frame): Frame {
  if (frame.wait === undefined) return frame;
  const { wait: _, ...rest } = frame;
  return rest;
}

/** The attempts that stay undecided once one of them was decided. */
export function without(undecided: Frame['undecided'], key: string): Frame['undecided'] {
  if (undecided[key] === undefined) return undecided;
  const { [key]: _, ...others } = undecided;
  return others;
}

/** How often an action was retried in this visit. Actions may be named like members that every object inherits. */
export function retriesUsed({ retries }: Frame, action: string): number {
  return Object.hasOwn(retries, action) ? retries[action]! : 0;
}

/** What the expressions of a frame's current step can see before it has an answer. */
export function scopeOf(program: Program, state: RunState, frame: Frame): Scope {
  const { inputs, workflowId } = frame;
  const workflows = { ...state.workflows, [workflowId]: { inputs, outputs: {} } };
  return workflowOf(program, frame).view.scopeOf(frame, workflows);
}
