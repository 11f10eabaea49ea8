import type { Outputs } from '../expression/scope.ts';
import type { DecidedStep } from './decision.ts';
import type { Effect } from './effect.ts';
import { innermost, namesOf, openFrame, scopeOf, stepOf } from './frame.ts';
import type { Outcome } from './outcome.ts';
import type { RunState } from './run-state.ts';
import { beginAttempt, enterStep, settleStep, type Surroundings } from './transition.ts';

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
    status: 'running',
    frames: [openFrame(workflowId, inputs, '')],
    workflows: {},
    stepsTaken: 0,
  };
  return enterStep({ decided: () => undefined, ...context }, state, innermost(state));
}

/** The effect that a run waits for; undefined once it has ended. */
export function nextEffect({ program }: EngineContext, state: RunState): Effect | undefined {
  if (state.status !== 'running') return undefined;
  const frame = innermost(state);
  const step = stepOf(program, frame);
  const { stepId } = step.plan;
  const { workflowId, wait, attempt } = frame;
  const { name, keyName } = namesOf(frame, step);
  if (wait !== undefined) {
    return {
      kind: 'wait',
      name: `${name}:wait`,
      workflowId,
      stepId,
      milliseconds: wait.milliseconds,
      action: wait.action,
    };
  }
  return {
    kind: 'call',
    name,
    keyName,
    workflowId,
    stepId,
    visit: frame.visits[step.key] ?? 1,
    attempt,
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
  if (outcome.kind === 'waited') return { state: beginAttempt(around, state, innermost(state)), decided };
  return { state: settleStep(around, state, outcome, outcome.outputs), decided };
}
