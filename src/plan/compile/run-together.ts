import { diagnose } from '../../diagnostics/diagnose.ts';
import type { CompileContext } from './compile-context.ts';
import type { ActionPlan, StepPlan } from '../plan.ts';

/** Calls of one workflow that are under way at the same time, at most. */
const mostTogether = 8;

/** Marks the steps that may begin at the same time, and tells which they are. */
export function runTogether(
  context: CompileContext,
  pointer: string,
  steps: readonly StepPlan[],
  uses: readonly ReadonlySet<string>[],
): readonly StepPlan[] {
  const marked = markTogether(steps, uses);
  for (const [index, { together }] of marked.entries()) {
    if (together === undefined || marked[index - 1]?.together === together) continue;
    report(context, `${pointer}/steps/${index}`, steps.slice(index, together + 1));
  }
  return marked;
}

/**
 * Marks the steps that may begin at the same time (clause E10): calls and messages that stand next to one another, each of which depends on steps before
 * them and on none of the others, by its dependsOn or by using its outputs. A step whose actions can lead elsewhere is the last of them.
 * @param uses For each step, the steps whose outputs it uses.
 */
export function markTogether(
  steps: readonly StepPlan[],
  uses: readonly ReadonlySet<string>[],
): readonly StepPlan[] {
  const marked: StepPlan[] = [];
  while (marked.length < steps.length) {
    const first = marked.length;
    const last = lastOfGroup(steps, uses, first);
    marked.push(...steps.slice(first, last).map((step) => ({ ...step, together: last })), steps[last]!);
  }
  return marked;
}

function lastOfGroup(
  steps: readonly StepPlan[],
  uses: readonly ReadonlySet<string>[],
  first: number,
): number {
  const before = new Set(steps.slice(0, first).map(({ stepId }) => stepId));
  const group = new Set<string>();
  for (let index = first; index < steps.length && index < first + mostTogether; index++) {
    const { stepId, dependsOn, dependsOnElsewhere, target } = steps[index]!;
    const independent =
      target.kind !== 'workflow' &&
      dependsOnElsewhere === undefined &&
      dependsOn?.every((id) => before.has(id)) === true &&
      ![...group].some((id) => uses[index]!.has(id));
    if (!independent) return Math.max(first, index - 1);
    if (!isFollowedByNext(steps[index]!)) return index;
    group.add(stepId);
  }
  return first + group.size - 1;
}

/** Whether nothing but the next step, or a repeat of its own call, can follow a step that the workflow goes on after. */
function isFollowedByNext({ onSuccess, onFailure }: StepPlan): boolean {
  const isPlainRetry = (action: ActionPlan): boolean =>
    action.type === 'retry' && action.stepId === undefined && action.workflowId === undefined;
  return onSuccess.length === 0 && onFailure.every(isPlainRetry);
}

function report(context: CompileContext, pointer: string, steps: readonly StepPlan[]): void {
  const names = steps.map(({ stepId }) => `"${stepId}"`).join(', ');
  const message = `Steps ${names} begin at the same time: each says what it depends on, and none depends on another.`;
  const hint = 'If one of them must wait for another, name that one in its dependsOn.';
  context.report(diagnose('step/together', message, { place: context.located.place(pointer), hint }));
}
