import type { Outputs } from '../expression/scope.ts';
import type { DecidedStep } from './decision.ts';
import { unreached } from './early.ts';
import { evaluateInOrder, evaluateOutputs } from './evaluate-step.ts';
import { innermost, scopeOf, stepOf, workflowOf } from './frame.ts';
import { inDoubt } from './in-doubt.ts';
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
  /** When what moves the run came: milliseconds since the Unix epoch. */
  readonly at: number;
  /** Takes each step as it is decided. */
  readonly decided: (step: DecidedStep) => void;
}

/** Ends the whole run, with the outputs that the outermost workflow has by now (clause D8). */
export function stop(around: Surroundings, state: RunState, status: RunStatus, reason?: RunReason): RunState {
  for (const frame of state.frames) leaveEarly(around, frame);
  const { outputs, unresolved } = workflowOutputs(around, state, state.frames[0]!);
  return {
    outputs: unresolved.length === 0 ? outputs : { ...outputs, ...nulls(unresolved) },
    unresolved,
    ...(reason === undefined ? {} : { reason }),
    ...state,
    status,
  };
}

function nulls(names: readonly string[]): Outputs {
  return Object.fromEntries(names.map((name) => [name, null]));
}

/** Ends the run as failed. A call that waits for its repeat and is in doubt needs attention all the same. */
export function fail(around: Surroundings, state: RunState, reason: RunReason): RunState {
  const doubtful = inDoubt(around.program, state.frames);
  if (doubtful.length === 0) return stop(around, state, 'failed', reason);
  return stop(around, state, 'needs-attention', doubtfulReason(reason, doubtful));
}

/** The reason of a run that has failed while calls are in doubt, by the names that their idempotency keys are made from. */
export function doubtfulReason(failed: RunReason, doubtful: readonly string[]): RunReason {
  const message = `${failed.message} Whether ${doubtful.join(' and ')} took effect is unknown.`;
  return { ...failed, code: 'run/in-doubt', message, failed: { code: failed.code, message: failed.message } };
}

/** Tells of the calls that have begun early, and to whose steps the run does not come (clause E10). */
export function leaveEarly(around: Surroundings, frame: Frame): void {
  for (const { step, visit, name, came } of unreached(around.program, frame)) {
    const { succeeded, provider } = came.outcome;
    const reason = `it was called together with step "${stepOf(around.program, frame).plan.stepId}", after which the workflow did not go on`;
    around.decided({
      name,
      workflowId: frame.workflowId,
      stepId: step.plan.stepId,
      visit,
      attempt: 1,
      succeeded,
      call: came,
      decision: { kind: provider.inDoubt ? 'attention' : 'unreached', reason },
    });
  }
}

/** Ends the run as failed, for a reason that lies at the innermost step. */
export function stopHere(
  around: Surroundings,
  state: RunState,
  code: RunReason['code'],
  message: string,
): RunState {
  return fail(around, state, { code, message, ...placeOf(around, innermost(state)) });
}

/** The outputs of a frame's workflow as they are by now. */
export function workflowOutputs(
  around: Surroundings,
  state: RunState,
  frame: Frame,
): ReturnType<typeof evaluateOutputs> {
  const { outputs, seesOwnOutputs } = workflowOf(around.program, frame);
  const evaluate = seesOwnOutputs ? evaluateInOrder : evaluateOutputs;
  return evaluate(outputs, scopeOf(around.program, state, frame));
}

/** Where a frame stands. */
export function placeOf(around: Surroundings, frame: Frame): Pick<RunReason, 'workflowId' | 'stepId'> {
  return { workflowId: frame.workflowId, stepId: stepOf(around.program, frame)?.plan.stepId ?? '' };
}

/** Ends the run where workflows are nested too deep (clause H16). */
export function stopTooDeep(around: Surroundings, state: RunState): RunState {
  const message = `Workflows are nested ${around.limits.maxDepth} deep, the limit.`;
  return stopHere(around, state, 'run/limit-reached', message);
}
