import type { Outputs } from '../expression/scope.ts';
import type { DecidedStep } from './decision.ts';
import { aheadOf, ownEarly, underWay, withArrival } from './early.ts';
import type { CallEffect, Effect } from './effect.ts';
import {
  innermost,
  namesOf,
  openFrame,
  rested,
  scopeOf,
  standingBefore,
  stepOf,
  withFrame,
} from './frame.ts';
import type { Arrival, CallOutcome } from './outcome.ts';
import type { LinkedStep } from './program.ts';
import { atRest } from './rest.ts';
import type { Frame, RunState } from './run-state.ts';
import type { Surroundings } from './stop.ts';
import { asOf, isExpired, passed, timeLeft } from './time.ts';
import { beginAttempt, settleCall } from './transition.ts';

/** How a run begins. */
export interface RunStart {
  readonly runId: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly workflowId: string;
  /** Already validated, with defaults applied. */
  readonly inputs: Outputs;
}

/** What every transition needs, given once per run. */
export type EngineContext = Omit<Surroundings, 'decided' | 'at'>;

/** The state of a new run, standing before its first effect. */
export function startRun(context: EngineContext, { runId, at, workflowId, inputs }: RunStart): RunState {
  const { maxMilliseconds } = context.limits;
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
    ...(maxMilliseconds === undefined ? {} : { deadline: at + maxMilliseconds }),
  };
  return atRest({ decided: () => undefined, at, ...context }, state);
}

/** The effects that a run waits for, that of its current step first; none once it has ended. Those after the first begin early (clause E10). */
export function nextEffects(context: EngineContext, state: RunState): readonly Effect[] {
  if (state.status !== 'running') return [];
  const { program } = context;
  const frame = innermost(state);
  if (frame.early === undefined) return [currentEffect(context, state, frame)];
  const early = underWay(frame);
  // A step that ends its workflow waits until the calls that have begun with it have ended too.
  const isHeld = ownEarly(frame)?.came !== undefined || (early.length > 0 && isExpired(state));
  return [
    ...(isHeld ? [] : [currentEffect(context, state, frame)]),
    ...early.map(({ step }) => callEffect(context, state, aheadOf(program, frame, step))),
  ];
}

function currentEffect(context: EngineContext, state: RunState, frame: Frame): Effect {
  const { wait, workflowId } = frame;
  if (wait === undefined) return callEffect(context, state, frame);
  const step = stepOf(context.program, frame);
  return {
    kind: 'wait',
    name: waitName(frame, step),
    workflowId,
    stepId: step.plan.stepId,
    milliseconds: Math.min(wait.milliseconds, timeLeft(state)),
    action: wait.action,
  };
}

function callEffect({ program, limits }: EngineContext, state: RunState, frame: Frame): CallEffect {
  const step = stepOf(program, frame);
  const { workflowId, attempt } = frame;
  const { stepId, target, timeout: given } = step.plan;
  const { name, keyName } = namesOf(frame, step);
  const action = target.kind === 'channel' ? target.action : undefined;
  const allowed = action === 'receive' ? limits.maxReceiveMilliseconds : Infinity;
  const timeout = Math.min(given ?? allowed, timeLeft(state));
  return {
    kind: 'call',
    name,
    keyName,
    workflowId,
    stepId,
    ...(action === undefined ? {} : { action }),
    visit: frame.visits[step.key] ?? 1,
    attempt,
    ...(timeout === Infinity ? {} : { timeout }),
    ...(state.deadline === undefined ? {} : { deadline: state.deadline }),
    scope: scopeOf(program, state, frame),
  };
}

/**
 * The state after an effect's outcome, and the steps that were decided by it, innermost first.
 * @throws Error when the run does not wait for the effect.
 */
export function advance(
  context: EngineContext,
  state: RunState,
  arrival: Arrival,
): { readonly state: RunState; readonly decided: readonly DecidedStep[] } {
  const decided: DecidedStep[] = [];
  const around: Surroundings = { decided: (step) => decided.push(step), at: arrival.at, ...context };
  return { state: atRest(around, arrive(around, asOf(state, arrival.at), arrival)), decided };
}

function arrive(around: Surroundings, state: RunState, { effect, at, outcome }: Arrival): RunState {
  const { program } = around;
  const frame = innermost(state);
  const step = stepOf(program, frame);
  if (frame.wait === undefined && outcome.kind === 'call' && effect === namesOf(frame, step).name)
    return state.overdue === true && wasWithheld(outcome)
      ? state
      : settleCall(around, state, { at, outcome });
  if (frame.wait !== undefined && outcome.kind === 'waited' && effect === waitName(frame, step)) {
    const later = passed(state, Math.min(frame.wait.milliseconds, timeLeft(state)));
    return isExpired(later) ? later : afterWait(around, later);
  }
  const kept = withArrival(program, state, { effect, at, outcome });
  if (kept === undefined) throw new Error(`The run does not wait for ${effect}.`);
  const held = ownEarly(innermost(kept))?.came;
  return held === undefined || underWay(innermost(kept)).length > 0 ? kept : settleCall(around, kept, held);
}

/** Makes the next attempt of the step that has waited, or stands before the step that its goto names. */
function afterWait(around: Surroundings, state: RunState): RunState {
  const frame = innermost(state);
  const { goto } = frame.wait!;
  return goto === undefined
    ? beginAttempt(around, state, frame)
    : withFrame(state, standingBefore(rested(frame), goto));
}

/** Whether nothing was sent for a call, because the run may take no longer: it has not failed. */
function wasWithheld({ requests, failure, provider }: CallOutcome): boolean {
  return requests === 0 && failure?.reason === 'cancelled' && !provider.inDoubt;
}

function waitName(frame: Frame, step: LinkedStep): string {
  return `${namesOf(frame, step).name}:wait`;
}
