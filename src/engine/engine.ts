import type { Outputs } from '../expression/scope.ts';
import type { DecidedStep } from './decision.ts';
import type { Effect } from './effect.ts';
import { expire, isExpired } from './expire.ts';
import { innermost, namesOf, openFrame, scopeOf, stepOf } from './frame.ts';
import type { Outcome } from './outcome.ts';
import type { Frame, RunState } from './run-state.ts';
import type { Surroundings } from './stop.ts';
import { beginAttempt, beginWorkflow, settleStep } from './transition.ts';

/** How a run begins. */
export interface RunStart {
  readonly runId: string;
  readonly workflowId: string;
  /** Already validated, with defaults applied. */
  readonly inputs: Outputs;
}

/** What every transition needs, given once per run. */
export type EngineContext = Omit<Surroundings, 'decided'>;

/** The state of a new run, standing before its first effect. */
export function startRun(context: EngineContext, { runId, workflowId, inputs }: RunStart): RunState {
  const state: RunState = {
    runId,
    planHash: context.program.plan.hash,
    workflowId,
    inputs,
    status: 'running',
    frames: [openFrame(workflowId, inputs, '')],
    workflows: {},
    completed: [],
    stepsTaken: 0,
  };
  return beginWorkflow({ decided: () => undefined, ...context }, state);
}

/** The effect that a run waits for; undefined once it has ended. */
export function nextEffect({ program }: EngineContext, state: RunState): Effect | undefined {
  if (state.status !== 'running') return undefined;
  const frame = innermost(state);
  const step = stepOf(program, frame);
  const { stepId } = step.plan;
  const { workflowId, wait, attempt } = frame;
  const { name, keyName } = namesOf(frame, step);
  const left = Math.min(...state.frames.map(({ time = Infinity }) => time));
  if (wait !== undefined) {
    return {
      kind: 'wait',
      name: `${name}:wait`,
      workflowId,
      stepId,
      milliseconds: Math.min(wait.milliseconds, left),
      action: wait.action,
    };
  }
  const timeout = Math.min(step.plan.timeout ?? Infinity, left);
  return {
    kind: 'call',
    name,
    keyName,
    workflowId,
    stepId,
    visit: frame.visits[step.key] ?? 1,
    attempt,
    ...(timeout === Infinity ? {} : { timeout }),
    scope: scopeOf(program, state, frame),
  };
}

/** The state after an effect's outcome, and the steps that were decided by it, innermost first. */
export function advance(
  context: EngineContext,
  state: RunState,
  outcome: Outcome,
): { readonly state: RunState; readonly decided: readonly DecidedStep[] } {
  const decided: DecidedStep[] = [];
  const around: Surroundings = { decided: (step) => decided.push(step), ...context };
  const waited = outcome.kind === 'waited' ? nextEffect(context, state) : undefined;
  const milliseconds =
    outcome.kind === 'call'
      ? outcome.durationMilliseconds
      : waited?.kind === 'wait'
        ? waited.milliseconds
        : 0;
  const later = passed(state, milliseconds);
  const moved =
    outcome.kind === 'call'
      ? settleStep(around, later, outcome, outcome.outputs)
      : isExpired(later)
        ? later
        : beginAttempt(around, later, innermost(later));
  return { state: expire(around, moved), decided };
}

/**
 * The state when time has passed. Steps that are to be retried do not wait again for the time that their helpers have taken (clause H14),
 * and workflows have less time where their callers limit it (E9).
 */
function passed(state: RunState, milliseconds: number): RunState {
  const last = state.frames.length - 1;
  const isTimed = ({ wait, time }: Frame, index: number): boolean =>
    time !== undefined || (wait !== undefined && index < last);
  if (!state.frames.some(isTimed)) return state;
  const less = (before: number): number => Math.max(0, before - milliseconds);
  const frames = state.frames.map((frame, index): Frame => ({
    ...frame,
    ...(frame.time === undefined ? {} : { time: less(frame.time) }),
    ...(frame.wait === undefined || index === last
      ? {}
      : { wait: { ...frame.wait, milliseconds: less(frame.wait.milliseconds) } }),
  }));
  return { ...state, frames };
}
