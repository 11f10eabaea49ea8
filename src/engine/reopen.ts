import type { DecidedStep } from './decision.ts';
import { forgetUnreached } from './early.ts';
import type { CallEffect } from './effect.ts';
import { type EngineContext, nextEffects } from './engine.ts';
import { innermost, rested, stepOf, withFrame, without } from './frame.ts';
import { doubtsOf, inDoubt } from './in-doubt.ts';
import type { CallOutcome } from './outcome.ts';
import { atRest } from './rest.ts';
import type { Frame, RunState } from './run-state.ts';
import { doubtfulReason, stop, type Surroundings } from './stop.ts';
import { asOf } from './time.ts';
import { beginAttempt, settleCall } from './transition.ts';

/** What is said of a call in doubt by someone who has looked: its outcome as it would have been; without one, it never took effect. */
export interface Settlement {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** The name that the call's idempotency key is made from. */
  readonly keyName: string;
  readonly outcome?: CallOutcome;
}

/** A transition: the state after it, and the steps that were decided by it. */
export interface Moved {
  readonly state: RunState;
  readonly decided: readonly DecidedStep[];
}

/** The call in doubt that is to be settled first: by the name of its key, and as an effect when the run stands at it. */
export function effectInDoubt(
  context: EngineContext,
  state: RunState,
): { readonly keyName: string; readonly effect?: CallEffect } | undefined {
  if (state.status !== 'needs-attention') return undefined;
  const [doubt] = doubtsOf(context.program, state.frames);
  if (doubt === undefined) return undefined;
  const { keyName, isCurrent } = doubt;
  const [effect] = isCurrent ? nextEffects(context, standing(reopened(state))) : [];
  return effect?.kind === 'call' ? { keyName, effect } : { keyName };
}

/**
 * Goes on with a run that needs attention once someone has said what came of its call in doubt. What happened is taken as the call's
 * outcome; what did not is called again, as a new attempt with a new key. A doubt that the run had left behind leaves it failed.
 * @throws Error when the run is not in doubt about the call.
 */
export function settle(context: EngineContext, state: RunState, settlement: Settlement): Moved {
  const { at, keyName, outcome } = settlement;
  const doubt = doubtsOf(context.program, state.frames).find((each) => each.keyName === keyName);
  if (state.status !== 'needs-attention' || doubt === undefined) {
    throw new Error(`The run is not in doubt about ${keyName}.`);
  }
  if (!doubt.isCurrent) return { state: resigned(context, state, keyName), decided: [] };
  return moved(context, at, (around) => {
    const open = standing(asOf(reopened(state), at));
    if (outcome !== undefined) return settleCall(around, open, { at, outcome });
    const frame = innermost(open);
    const { key } = stepOf(context.program, frame);
    return beginAttempt(around, open, { ...frame, undecided: without(frame.undecided, key) });
  });
}

/** Goes on with a run that needs attention by its call in doubt once more, under the same key: for calls that cannot take effect twice. `at` is in milliseconds since the Unix epoch. */
export function repeat(context: EngineContext, state: RunState, at: number): Moved {
  const [doubt] = doubtsOf(context.program, state.frames);
  if (state.status !== 'needs-attention' || doubt?.isCurrent !== true) return { state, decided: [] };
  return moved(context, at, (around) => {
    const open = asOf(reopened(state), at);
    return beginAttempt(around, open, innermost(open));
  });
}

/** Ends a run because someone said so, with the outputs that it has by now. */
export function cancel(context: EngineContext, state: RunState, at: number): Moved {
  if (state.status !== 'running' && state.status !== 'needs-attention') return { state, decided: [] };
  return moved(context, at, (around) => stop(around, reopened(state), 'cancelled'));
}

function moved(context: EngineContext, at: number, move: (around: Surroundings) => RunState): Moved {
  const decided: DecidedStep[] = [];
  const around: Surroundings = { decided: (step) => decided.push(step), at, ...context };
  return { state: atRest(around, move(around)), decided };
}

function reopened(state: RunState): RunState {
  const { outputs: _outputs, unresolved: _unresolved, reason: _reason, ...rest } = state;
  return { ...rest, status: 'running' };
}

/** The state at the call of its step: what it had to wait for before repeating it does not matter any more. */
function standing(state: RunState): RunState {
  return withFrame(state, rested(innermost(state)));
}

/** The state without one doubt: failed for the reason that it had, unless another doubt is left. */
function resigned({ program }: EngineContext, state: RunState, keyName: string): RunState {
  const frames = state.frames.map((frame): Frame => {
    const undecided = Object.entries(frame.undecided).filter(([, attempt]) => attempt.keyName !== keyName);
    return { ...forgetUnreached(program, frame, keyName), undecided: Object.fromEntries(undecided) };
  });
  const left = inDoubt(program, frames);
  const { failed, ...place } = state.reason!;
  const reason = { ...place, ...failed };
  return left.length === 0
    ? { ...state, frames, status: 'failed', reason }
    : { ...state, frames, reason: doubtfulReason(reason, left) };
}
