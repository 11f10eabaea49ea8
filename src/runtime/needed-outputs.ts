import { stepOf, workflowOf } from '../engine/frame.ts';
import type { Program } from '../engine/program.ts';
import { effectInDoubt } from '../engine/reopen.ts';
import type { Frame } from '../engine/run-state.ts';
import { assertedOutcome } from '../http/look-up.ts';
import { buildFlow, canReach } from '../plan/compile/flow.ts';
import type { StepPlan } from '../plan/plan.ts';
import { isObject } from '../text/json.ts';
import { engineContext } from './engine-context.ts';
import type { RunReading } from './runs.ts';

/** A step that could not be carried out, and the step whose outputs it needs. */
export interface Need {
  readonly stepId: string;
  readonly of: string;
}

/**
 * The step that needs an output which the call in doubt of a run would not have if it were taken as happened without its answer; undefined
 * when there is none. Outputs of the workflow may be null. A message has no answer that could be given.
 */
export async function neededAnswer({ plan, record: { state } }: RunReading): Promise<Need | undefined> {
  const context = await engineContext(plan);
  const effect = effectInDoubt(context, state)?.effect;
  if (effect === undefined) return undefined;
  const { program } = context;
  const step = stepOf(program, state.frames.at(-1)!);
  if (step.plan.target.kind !== 'operation') return undefined;
  const { unresolved } = assertedOutcome({ step }, effect);
  return needIn(program, state.frames, new Set(unresolved));
}

/** A step of the innermost workflow, or of one that called it, that needs outputs of the step at which the innermost workflow stands. */
function needIn(program: Program, frames: readonly Frame[], lost: ReadonlySet<string>): Need | undefined {
  const frame = frames.at(-1);
  if (frame === undefined || lost.size === 0) return undefined;
  const { plan } = workflowOf(program, frame);
  const { steps, outputs } = plan;
  const { stepId } = steps[frame.step]!;
  const flow = buildFlow(
    steps.map((step) => step.stepId),
    steps,
  );
  const isUsed = (value: unknown): boolean => uses(value, 'steps', lost, stepId);
  const needing = steps.find((step, index) => canReach(flow, frame.step, index) && isUsed(demands(step)));
  if (needing !== undefined) return { stepId: needing.stepId, of: stepId };
  const passed = new Set(outputs.filter(({ value }) => isUsed(value)).map(({ name }) => name));
  const caller = frames.at(-2);
  if (caller === undefined || frame.role !== undefined) return undefined;
  const calling = stepOf(program, caller).plan;
  const given = calling.outputs.filter(({ value }) => uses(value, 'outputs', passed));
  const found = needIn(program, frames.slice(0, -1), new Set(given.map(({ name }) => name)));
  return found && { ...found, of: stepId };
}

/** What of a step must have its values. Outputs that find nothing are left out. */
function demands({ target, successCriteria, onSuccess, onFailure }: StepPlan): readonly unknown[] {
  const asked =
    target.kind === 'workflow'
      ? [target.inputs]
      : [target.parameters, target.body, target.kind === 'channel' ? target.correlationId : undefined];
  return [...asked, successCriteria, onSuccess, onFailure];
}

/** Whether a part of a plan has an expression, or the context of a selector, for one of these outputs: of a step, or of the workflow itself. */
function uses(
  part: unknown,
  kind: 'steps' | 'outputs',
  names: ReadonlySet<string>,
  stepId?: string,
): boolean {
  if (Array.isArray(part)) return part.some((each) => uses(each, kind, names, stepId));
  if (!isObject(part) || ('value' in part && part['kind'] === 'literal')) return false;
  const ofStep = part['stepId'] === stepId;
  if (part['kind'] === kind && ofStep && names.has(String(part['name']))) return true;
  const whole = kind === 'steps' ? 'all-of-step' : 'all-outputs';
  if (part['kind'] === whole && ofStep) return true;
  return Object.values(part).some((each) => uses(each, kind, names, stepId));
}
