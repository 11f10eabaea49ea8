import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Template } from '../../expression/template.ts';
import { expressionsIn, selectorsIn } from '../../expression/expressions-in.ts';
import type { StepPlan } from '../plan.ts';
import type { PlacedAction, ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** Reports what a workflow does between its steps that its author hardly means: polls without delay, and branches that run into one another. */
export function checkFlow(reviewed: ReviewedWorkflow): void {
  const positions = new Map(reviewed.workflow.steps.map(({ stepId }, index) => [stepId, index]));
  for (const [index, step] of reviewed.steps) {
    for (const action of [...step.onSuccess, ...step.onFailure])
      reportPoll(reviewed, step, index, action, positions);
    reportFallthrough(reviewed, step, positions);
  }
}

/** A goto that leads back has no delay; only `retry` has one. What goes on to the next page, or waits for a message, does not ask the same again. */
function reportPoll(
  { document, steps, flow, report }: ReviewedWorkflow,
  step: ReviewedStep,
  index: number,
  { action, pointer, isOwn }: PlacedAction,
  positions: ReadonlyMap<string, number>,
): void {
  // Without criteria, it is told as one that never ends; a poll waits (clause H20), and compiling has told of it.
  if (action.type === 'goto' && action.poll === true) return;
  if (!isOwn || action.type !== 'goto' || action.stepId === undefined || action.criteria.length === 0) return;
  const target = positions.get(action.stepId);
  if (target === undefined || target > index) return;
  const round = between(flow.nextOnSuccess, target, index);
  if (!round.has(index)) return;
  const going = [...round].map((each) => steps.get(each)?.plan);
  const names = new Set(going.flatMap((plan) => plan?.stepId ?? []));
  if (going.some((plan) => plan === undefined || waits(plan) || asksOtherwise(plan, names))) return;
  const what =
    target === index
      ? `Step "${step.plan.stepId}" goes back to itself`
      : `Step "${step.plan.stepId}" goes back to "${action.stepId}"`;
  const message = `${what} at once: the action "${action.name}" calls again as fast as it is answered, until the limits of the run.`;
  const hint =
    'Let the step fail while it is not done, and write an onFailure action of type retry, with retryAfter and retryLimit.';
  const place = document.located.place(pointer);
  report(diagnose('step/loop-without-delay', message, { place, hint }));
}

/** Steps on the ways from one to another, both with it; only the other where no way leads there. */
function between(next: readonly ReadonlySet<number>[], from: number, to: number): Set<number> {
  const forward = reached(next, from);
  const back = next.map(
    (_, index) => new Set(next.flatMap((after, before) => (after.has(index) ? [before] : []))),
  );
  const backward = reached(back, to);
  return new Set([...forward].filter((index) => backward.has(index)));
}

function reached(next: readonly ReadonlySet<number>[], start: number): Set<number> {
  const found = new Set([start]);
  for (const index of found) for (const after of next[index] ?? []) if (after < next.length) found.add(after);
  return found;
}

/** What calls a workflow takes as long as that does, and what receives waits for a message. */
function waits({ target, onFailure }: StepPlan): boolean {
  if (target.kind !== 'operation') return true;
  return onFailure.some((action) => action.type === 'retry' && (action.retryAfter ?? 0) > 0);
}

/** Whether a step sends what the round has brought, as one does that asks for the next page. */
function asksOtherwise({ target }: StepPlan, round: ReadonlySet<string>): boolean {
  if (target.kind !== 'operation') return false;
  const sent: Template[] = target.parameters.map(({ value }) => value);
  if (target.body !== undefined)
    sent.push(target.body.payload, ...(target.body.replacements ?? []).map(({ value }) => value));
  return sent.some(
    (template) =>
      selectorsIn(template).length > 0 ||
      expressionsIn(template).some(
        ({ expression }) => expression.kind === 'steps' && round.has(expression.stepId),
      ),
  );
}

/** Of two branches that a step chooses between, the first goes on into the second where nothing ends it. */
function reportFallthrough(
  { document, steps, flow, report }: ReviewedWorkflow,
  step: ReviewedStep,
  positions: ReadonlyMap<string, number>,
): void {
  const targets = [...step.onSuccess, ...step.onFailure].flatMap(({ action }) =>
    action.type === 'goto' && action.stepId !== undefined ? (positions.get(action.stepId) ?? []) : [],
  );
  const branches = [...new Set(targets)].toSorted((a, b) => a - b);
  for (const [position, second] of branches.entries()) {
    const first = branches[position - 1];
    if (first === undefined) continue;
    const last = steps.get(second - 1);
    const isThrough = [...Array(second - first).keys()].every((offset) =>
      fallsOn(steps.get(first + offset), flow.nextOnSuccess[first + offset], first + offset + 1),
    );
    if (last === undefined || !isThrough) continue;
    const [from, into] = [steps.get(first)?.plan.stepId, steps.get(second)?.plan.stepId];
    const message = `Step "${step.plan.stepId}" goes to "${from}" or to "${into}", and the first of them goes on into the second: after "${last.plan.stepId}" comes "${into}".`;
    const hint = `If only one of them is meant, let "${last.plan.stepId}" end the workflow or go elsewhere in onSuccess.`;
    const place = document.located.place(`${last.pointer}/stepId`);
    report(diagnose('step/branch-fallthrough', message, { place, hint }));
  }
}

/** Whether a step goes on to the one after it for no reason but the order of the document. */
function fallsOn(
  step: ReviewedStep | undefined,
  next: ReadonlySet<number> | undefined,
  after: number,
): boolean {
  if (step === undefined || next === undefined) return false;
  const isWritten = step.onSuccess.some(({ action }) => action.type === 'goto');
  return !isWritten && next.has(after);
}
