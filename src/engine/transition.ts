import type { Outputs } from '../expression/scope.ts';
import { decide, type Answer } from './decide.ts';
import type { DecidedStep, Decision } from './decision.ts';
import { describeFailure } from './describe-failure.ts';
import { evaluateOutputs, evaluateStep } from './evaluate-step.ts';
import {
  effectName,
  innermost,
  namesOf,
  openFrame,
  retriesUsed,
  scopeOf,
  stepOf,
  withFrame,
  workflowOf,
} from './frame.ts';
import type { Limits } from './limits.ts';
import type { Program } from './program.ts';
import type { Frame, RunReason, RunState, RunStatus } from './run-state.ts';

/** What transitions need besides the state. */
export interface Surroundings {
  readonly program: Program;
  readonly limits: Limits;
  /** Applies a workflow's input schema: defaults, then validation. Problems name the input, never its value. */
  readonly admit: (
    workflowId: string,
    inputs: Outputs,
  ) => { readonly inputs: Outputs; readonly problems: readonly string[] };
  /** Takes each step as it is decided. */
  readonly decided: (step: DecidedStep) => void;
}

/**
 * Enters the step at which a frame stands that takes the innermost one's place: counts the visit, and goes into nested workflows until a call is next.
 * Past the last step, the workflow has ended and its caller goes on.
 */
export function enterStep(around: Surroundings, state: RunState, frame: Frame): RunState {
  if (frame.step >= workflowOf(around.program, frame).steps.length)
    return finishWorkflow(around, withFrame(state, frame), true);

  const { key, plan } = stepOf(around.program, frame);
  const visit = (frame.visits[key] ?? 0) + 1;
  if (state.stepsTaken >= around.limits.maxSteps) {
    return stopAtLimit(
      around,
      withFrame(state, frame),
      `The run has entered ${around.limits.maxSteps} steps, its limit.`,
    );
  }
  if (visit > around.limits.maxVisits) {
    return stopAtLimit(
      around,
      withFrame(state, frame),
      `Step "${plan.stepId}" has been entered ${around.limits.maxVisits} times, its limit.`,
    );
  }
  const entered: Frame = { ...frame, visits: { ...frame.visits, [key]: visit }, attempt: 0, retries: {} };
  return beginAttempt(around, { ...state, stepsTaken: state.stepsTaken + 1 }, entered);
}

/** Begins the next attempt of the step at which a frame stands that takes the innermost one's place; a nested workflow is entered at once. */
export function beginAttempt(around: Surroundings, state: RunState, frame: Frame): RunState {
  const attempt = frame.attempt + 1;
  const begun: Frame = { ...rested(frame), attempt };
  const begunState = withFrame(state, begun);
  const step = stepOf(around.program, begun);
  const { target } = step.plan;
  if (target.kind === 'operation') return begunState;

  if (state.frames.length >= around.limits.maxDepth) {
    return stopAtLimit(around, begunState, `Workflows are nested ${around.limits.maxDepth} deep, the limit.`);
  }
  const given = evaluateOutputs(step.inputs, scopeOf(around.program, begunState, begun)).outputs;
  const { inputs, problems } = around.admit(target.workflowId, given);
  if (problems.length > 0) {
    const message = `Step "${step.plan.stepId}" cannot start workflow "${target.workflowId}": ${problems.join('; ')}.`;
    return stop(around, begunState, 'failed', {
      code: 'run/request-not-built',
      message,
      ...placeOf(around, begun),
    });
  }
  const child = openFrame(target.workflowId, inputs, `${effectName(begun, step, attempt)}>`);
  return enterStep(around, { ...begunState, frames: [...begunState.frames, child] }, child);
}

/** A frame whose wait is over. */
function rested(frame: Frame): Frame {
  if (frame.wait === undefined) return frame;
  const { wait: _, ...rest } = frame;
  return rest;
}

/** Publishes a step's outputs, decides what follows its answer, and does that. */
export function settleStep(
  around: Surroundings,
  state: RunState,
  answer: Omit<Answer, 'inDoubt'>,
  outputs: Outputs,
): RunState {
  const frame = innermost(state);
  const step = stepOf(around.program, frame);
  const { key } = step;
  const { stepId } = step.plan;
  const { name, keyName } = namesOf(frame, step);
  const { [key]: before, ...decidedOthers } = frame.undecided;
  const isUndecided = answer.provider?.decided === false;
  // An attempt in doubt stays so until the provider decides it, whatever its repeats run into.
  const inDoubt = answer.provider?.inDoubt === true || (isUndecided && before?.inDoubt === true);
  const decision = decide(step, frame, { inDoubt, ...answer }, around.limits);
  around.decided({
    name,
    workflowId: frame.workflowId,
    stepId,
    visit: frame.visits[key] ?? 1,
    attempt: frame.attempt,
    succeeded: answer.succeeded,
    decision,
  });
  const undecided = isUndecided ? { ...decidedOthers, [key]: { keyName, inDoubt } } : decidedOthers;
  const settled = withFrame(state, { ...frame, undecided, steps: { ...frame.steps, [stepId]: { outputs } } });
  return follow(around, settled, answer, decision);
}

/** Does what was decided. */
function follow(around: Surroundings, state: RunState, answer: Answer, decision: Decision): RunState {
  const frame = innermost(state);
  switch (decision.kind) {
    case 'next':
      return enterStep(around, state, { ...frame, step: frame.step + 1 });
    case 'end':
      return finishWorkflow(around, state, answer.succeeded);
    case 'goto':
      return go(around, state, decision.target!);
    case 'retry': {
      const action = decision.action!;
      const used = retriesUsed(frame, action) + 1;
      const retrying: Frame = { ...frame, retries: { ...frame.retries, [action]: used } };
      const milliseconds = decision.waitMilliseconds ?? 0;
      if (milliseconds === 0) return beginAttempt(around, state, retrying);
      return withFrame(state, { ...retrying, wait: { milliseconds, action } });
    }
    case 'fail':
      return finishWorkflow(around, state, false, describeFailure(placeOf(around, frame), answer, decision));
    case 'attention':
      return stop(
        around,
        state,
        'needs-attention',
        describeFailure(placeOf(around, frame), answer, decision),
      );
  }
}

/** Goes to a step of this workflow, or leaves this workflow for another (clause H7). A plan names existing targets only. */
function go(around: Surroundings, state: RunState, target: string): RunState {
  const frame = innermost(state);
  const position = workflowOf(around.program, frame).positions.get(target);
  if (position !== undefined) return enterStep(around, state, { ...frame, step: position });

  const left = record(state, frame, workflowOutputs(around, state, frame).outputs);
  const { inputs, problems } = around.admit(target, {});
  if (problems.length > 0) {
    const message = `Workflow "${target}" cannot be entered by a goto, which passes no inputs: ${problems.join('; ')}.`;
    return stop(around, left, 'failed', {
      code: 'run/request-not-built',
      message,
      ...placeOf(around, frame),
    });
  }
  return enterStep(around, left, {
    ...openFrame(target, inputs, frame.prefix),
    visits: frame.visits,
    undecided: frame.undecided,
  });
}

/**
 * Ends the innermost workflow. The run ends with the outermost one; otherwise the calling step has its answer.
 * @param failure Why it failed; absent when it reached an end (clauses H6, H8).
 */
function finishWorkflow(
  around: Surroundings,
  state: RunState,
  succeeded: boolean,
  failure?: RunReason,
): RunState {
  const frame = innermost(state);
  if (state.frames.length === 1)
    return stop(around, state, failure === undefined ? 'completed' : 'failed', failure);

  const { outputs } = workflowOutputs(around, state, frame);
  const popped: RunState = { ...record(state, frame, outputs), frames: state.frames.slice(0, -1) };
  const caller = innermost(popped);
  const scope = { ...scopeOf(around.program, popped, caller), outputs };
  const step = stepOf(around.program, caller);
  const evaluation = evaluateStep(step, scope, failure === undefined, succeeded);
  return settleStep(
    around,
    popped,
    { ...evaluation, ...(failure === undefined ? {} : { cause: failure }) },
    evaluation.outputs,
  );
}

/** Ends the whole run, with the outputs that the outermost workflow has by now (clause D8). */
function stop(around: Surroundings, state: RunState, status: RunStatus, reason?: RunReason): RunState {
  const { outputs, unresolved } = workflowOutputs(around, state, state.frames[0]!);
  return {
    outputs: { ...outputs, ...Object.fromEntries(unresolved.map((name) => [name, null])) },
    unresolved,
    ...(reason === undefined ? {} : { reason }),
    ...state,
    status,
  };
}

function stopAtLimit(around: Surroundings, state: RunState, message: string): RunState {
  return stop(around, state, 'failed', {
    code: 'run/limit-reached',
    message,
    ...placeOf(around, innermost(state)),
  });
}

function workflowOutputs(
  around: Surroundings,
  state: RunState,
  frame: Frame,
): ReturnType<typeof evaluateOutputs> {
  return evaluateOutputs(workflowOf(around.program, frame).outputs, scopeOf(around.program, state, frame));
}

function record(state: RunState, frame: Frame, outputs: Outputs): RunState {
  return {
    ...state,
    workflows: { ...state.workflows, [frame.workflowId]: { inputs: frame.inputs, outputs } },
  };
}

function placeOf(around: Surroundings, frame: Frame): Pick<RunReason, 'workflowId' | 'stepId'> {
  return { workflowId: frame.workflowId, stepId: stepOf(around.program, frame)?.plan.stepId ?? '' };
}
