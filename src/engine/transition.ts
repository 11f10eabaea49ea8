import type { Outputs } from '../expression/scope.ts';
import { type Chosen, chosenAction } from './chosen-action.ts';
import type { Answer } from './decide.ts';
import type { Decision } from './decision.ts';
import { describeFailure } from './describe-failure.ts';
import { beginEarly, ownEarly, underWay, withCame, withoutOwn } from './early.ts';
import { evaluateOutputs, evaluateStep } from './evaluate-step.ts';
import { completed, record } from './finished.ts';
import {
  standingBefore,
  effectName,
  helperFrame,
  onTop,
  innermost,
  replacingFrame,
  rested,
  retriesUsed,
  scopeOf,
  stepOf,
  withFrame,
  workflowOf,
} from './frame.ts';
import { inDoubt } from './in-doubt.ts';
import { limitOnKept } from './kept.ts';
import { limitOnEntry } from './limits.ts';
import type { ArrivedCall } from './outcome.ts';
import { openWorkflow } from './open-workflow.ts';
import { afterPoll, goBackAfterWait } from './poll.ts';
import type { Frame, RunReason, RunState } from './run-state.ts';
import {
  fail,
  leaveEarly,
  placeOf,
  stop,
  stopHere,
  stopTooDeep,
  type Surroundings,
  workflowOutputs,
} from './stop.ts';
import { asOfWait, isExpired, passed } from './time.ts';
import { unmetStep } from './unmet-step.ts';
import { verdictOn } from './verdict.ts';

/** Enters the step at which the innermost frame stands, and counts the visit. Past the last step, the workflow has ended and its caller goes on. */
function enterStep(around: Surroundings, state: RunState): RunState {
  const frame = innermost(state);
  if (frame.step >= workflowOf(around.program, frame).steps.length)
    return finishWorkflow(around, state, true);

  const { key, plan } = stepOf(around.program, frame);
  const visit = (frame.visits[key] ?? 0) + 1;
  const limit = limitOnEntry(around.limits, state.stepsTaken, plan.stepId, visit);
  if (limit !== undefined) return stopHere(around, state, 'run/limit-reached', limit);
  const stepsTaken = state.stepsTaken + 1;
  const early =
    ownEarly(frame) === undefined && !isExpired(state)
      ? beginEarly(around.program, around.limits, frame, stepsTaken)
      : (frame.early ?? []);
  const entered: Frame = {
    ...frame,
    visits: { ...frame.visits, [key]: visit },
    attempt: 0,
    retries: {},
    ...(early.length === 0 ? {} : { early }),
  };
  return beginAttempt(around, { ...state, stepsTaken }, entered);
}

/**
 * Goes into the innermost frame, whose step is next, once the workflows that it depends on have completed: each runs before it, once in
 * a run, with the inputs of the run that it declares (clause D3).
 */
export function goInto(around: Surroundings, state: RunState): RunState {
  const frame = innermost(state);
  const { dependsOn = [] } = workflowOf(around.program, frame).plan;
  const unmet = dependsOn.find(({ workflowId }) => !state.completed.includes(workflowId));
  if (unmet === undefined) return enterStep(around, state);
  const { workflowId, inputs } = unmet;
  const began = state.frames.some((each) => each.workflowId === workflowId);
  const needs = `Workflow "${frame.workflowId}" depends on "${workflowId}"`;
  if (inputs === undefined || began) {
    const why = began
      ? 'which has not come to its end'
      : 'which has not completed, and in strict mode is not started';
    return stopHere(around, state, 'run/dependency-unmet', `${needs}, ${why}.`);
  }
  const taken = inputs.filter((name) => Object.hasOwn(state.inputs, name));
  return openWorkflow(around, state, {
    workflowId,
    given: Object.fromEntries(taken.map((name) => [name, state.inputs[name]])),
    prefix: `${frame.prefix}${frame.workflowId}:needs>`,
    role: { kind: 'dependency', workflowId },
    refusal: `${needs}, which cannot start`,
  });
}

/** Begins the next attempt of the step at which a frame stands that takes the innermost one's place. */
export function beginAttempt(around: Surroundings, state: RunState, frame: Frame): RunState {
  const attempt = frame.attempt + 1;
  const begun: Frame = { ...rested(frame), attempt };
  const begunState = withFrame(state, begun);
  const step = stepOf(around.program, begun);
  const { target } = step.plan;
  const unmet = unmetStep(around, begunState);
  if (unmet !== undefined) return settleStep(around, begunState, unmet, unmet.outputs);
  if (target.kind !== 'workflow') {
    const came = ownEarly(begun)?.came;
    return came === undefined ? begunState : settleCall(around, begunState, came);
  }

  return openWorkflow(around, begunState, {
    workflowId: target.workflowId,
    given: evaluateOutputs(step.inputs, scopeOf(around.program, begunState, begun)).outputs,
    prefix: `${effectName(begun, step, attempt)}>`,
    time: step.plan.timeout,
    refusal: `Step "${step.plan.stepId}" cannot start workflow "${target.workflowId}"`,
  });
}

/**
 * Goes on once the call of the innermost step has an outcome. Where that ends the workflow, the calls that have begun together with it
 * come to their ends first (clause E10).
 */
export function settleCall(around: Surroundings, before: RunState, came: ArrivedCall): RunState {
  const { outcome } = came;
  const { step, since } = ownEarly(innermost(before)) ?? { step: innermost(before).step, since: 0 };
  const state = passed(before, Math.max(0, outcome.durationMilliseconds - since));
  const frame = innermost(state);
  if (underWay(frame).length > 0) {
    const { kind } = verdictOn(around, frame, outcome).decision;
    const goesOn = (kind === 'next' || kind === 'retry') && !isExpired(state);
    const waited = Math.max(since, outcome.durationMilliseconds);
    if (!goesOn) return withFrame(state, withCame(frame, { step, since: waited }, came));
  }
  return settleStep(around, withFrame(state, withoutOwn(frame)), outcome, outcome.outputs, came);
}

/** Publishes a step's outputs, decides what follows its answer, and does that. */
export function settleStep(
  around: Surroundings,
  state: RunState,
  answer: Omit<Answer, 'inDoubt'>,
  outputs: Outputs,
  call?: ArrivedCall,
): RunState {
  const frame = innermost(state);
  const { key, plan } = stepOf(around.program, frame);
  const { stepId } = plan;
  const { name, decision, undecided } = verdictOn(around, frame, answer);
  around.decided({
    name,
    workflowId: frame.workflowId,
    stepId,
    visit: frame.visits[key] ?? 1,
    attempt: frame.attempt,
    succeeded: answer.succeeded,
    ...(call === undefined ? {} : { call }),
    decision,
  });
  const limit = limitOnKept(outputs, `The outputs of step "${stepId}"`);
  if (limit !== undefined) return stopHere(around, state, 'run/limit-reached', limit);
  const steps = { ...frame.steps, [stepId]: { outputs, succeeded: answer.succeeded } };
  return follow(
    around,
    withFrame(state, afterPoll({ ...frame, undecided, steps }, key, decision)),
    answer,
    decision,
  );
}

/** Does what was decided. */
function follow(around: Surroundings, state: RunState, answer: Answer, decision: Decision): RunState {
  const frame = innermost(state);
  const here = placeOf(around, frame);
  switch (decision.kind) {
    case 'next':
      return withFrame(state, standingBefore(frame, frame.step + 1));
    case 'end':
      return finishWorkflow(around, state, answer.succeeded);
    case 'goto':
      return go(around, state, chosenAction(stepOf(around.program, frame), answer, decision), decision);
    case 'retry': {
      const action = decision.action!;
      const retrying: Frame = {
        ...frame,
        retries: { ...frame.retries, [action]: retriesUsed(frame, action) + 1 },
        wait: { milliseconds: decision.waitMilliseconds ?? 0, action },
      };
      const waiting = asOfWait(withFrame(state, retrying), around.at);
      if (waiting.overdue === true) return waiting;
      const { plan, inputs } = chosenAction(stepOf(around.program, frame), answer, decision);
      if (decision.target === undefined) return retryAfterWait(around, waiting);
      return help(around, waiting, plan, inputs);
    }
    case 'resume':
      return resume(around, state);
    case 'fail':
      return finishWorkflow(around, state, false, describeFailure(here, answer, decision));
    case 'attention':
      return stop(around, state, 'needs-attention', describeFailure(here, answer, decision));
  }
}

/** Makes the next attempt of the innermost step, unless it has to wait first. */
function retryAfterWait(around: Surroundings, state: RunState): RunState {
  const frame = innermost(state);
  return frame.wait?.milliseconds === 0 ? beginAttempt(around, state, frame) : asOfWait(state, around.at);
}

/** Runs the step or workflow that a retry names before the next attempt (clause H9). */
function help(around: Surroundings, state: RunState, action: Chosen['plan'], given: Outputs): RunState {
  const frame = innermost(state);
  const { workflowId, stepId, name } = action;
  const prefix = `${effectName(frame, stepOf(around.program, frame), frame.attempt)}:retry>`;
  if (workflowId !== undefined) {
    const refusal = `The retry "${name}" cannot start workflow "${workflowId}"`;
    return openWorkflow(around, state, {
      workflowId,
      given,
      prefix,
      role: { kind: 'helper-workflow' },
      refusal,
    });
  }
  if (state.frames.length >= around.limits.maxDepth) return stopTooDeep(around, state);
  const helper = helperFrame(around.program, frame, stepId!, prefix);
  return onTop(state, helper);
}

/** Goes on with a retry after the step that helped it, which leaves its outputs behind however it ended (clause H14). */
function resume(around: Surroundings, state: RunState): RunState {
  const { steps, undecided } = innermost(state);
  const popped: RunState = { ...state, frames: state.frames.slice(0, -1) };
  return retryAfterWait(around, withFrame(popped, { ...innermost(popped), steps, undecided }));
}

/** Goes to a step of this workflow, or leaves this workflow for another (clause H7). A plan names existing targets only. */
function go(
  around: Surroundings,
  state: RunState,
  { plan, inputs: given }: Chosen,
  { waitMilliseconds }: Decision,
): RunState {
  const frame = innermost(state);
  const { workflowId } = plan;
  if (waitMilliseconds !== undefined) return goBackAfterWait(around, state, plan, waitMilliseconds);
  if (workflowId === undefined) {
    const step = workflowOf(around.program, frame).positions.get(plan.stepId!)!;
    return withFrame(state, standingBefore(frame, step));
  }
  const left = record(state, frame, workflowOutputs(around, state, frame).outputs);
  const limit = limitOnKept(given, `The inputs of workflow "${workflowId}"`);
  if (limit !== undefined) return stopHere(around, left, 'run/limit-reached', limit);
  const { inputs, problems } = around.admit(workflowId, given);
  if (problems.length > 0) {
    const without = plan.inputs === undefined ? ', which passes no inputs' : '';
    const message = `Workflow "${workflowId}" cannot be entered by a goto${without}: ${problems.join('; ')}.`;
    return stopHere(around, left, 'run/request-not-built', message);
  }
  return withFrame(left, replacingFrame(frame, workflowId, inputs));
}

/**
 * Ends the innermost workflow. The run ends with the outermost one; otherwise the calling step has its answer.
 * @param failure Why it failed; absent when it reached an end (clauses H6, H8).
 */
export function finishWorkflow(
  around: Surroundings,
  before: RunState,
  succeeded: boolean,
  failure?: RunReason,
): RunState {
  const frame = innermost(before);
  if (failure !== undefined && inDoubt(around.program, [frame]).length > 0)
    return fail(around, before, failure);
  const state = failure === undefined ? completed(before, frame) : before;
  if (state.frames.length === 1)
    return stop(around, state, failure === undefined ? 'completed' : 'failed', failure);

  leaveEarly(around, frame);
  const { outputs } = workflowOutputs(around, state, frame);
  const popped: RunState = { ...record(state, frame, outputs), frames: state.frames.slice(0, -1) };
  if (frame.role?.kind === 'helper-workflow') return retryAfterWait(around, popped);
  if (frame.role?.kind === 'dependency') {
    return failure === undefined ? popped : fail(around, popped, failure);
  }
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
