import { workflowsOf } from '../../arazzo/parts.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type LoadedDocument, planName } from '../../sources/loaded-document.ts';
import type { StepPlan, WorkflowPlan } from '../plan.ts';

/** The calls of other workflows that a run of a workflow certainly comes to. */
type CertainCalls = (workflow: WorkflowPlan) => readonly StepPlan[];

/**
 * Workflows that certainly come to themselves again, by their own calls or by those of the workflows that they call, so that no run of them
 * can succeed (clause H16). One that may end before its call, or whose call may fail and be handled, is none of them.
 */
export function checkNesting(
  documents: readonly LoadedDocument[],
  workflows: readonly WorkflowPlan[],
): Diagnostic[] {
  return documents.flatMap((document) =>
    workflowsOf(document.description).flatMap(({ value: { workflowId, steps }, pointer }): Diagnostic[] => {
      const id = planName(document, workflowId);
      const step = nestingStep(id, workflows, atFirst) ?? nestingStep(id, workflows, onward);
      if (step === undefined) return [];
      const message = `Workflow "${workflowId}" comes to itself without end: step "${step.stepId}" calls "${calledBy(step)}", and no way leads around that.`;
      const hint =
        'End the workflow or go past the step where there is nothing more to do, or call another one.';
      const index = steps.findIndex(({ stepId }) => stepId === step.stepId);
      const place = document.located.place(`${pointer}/steps/${index}/workflowId`);
      return [diagnose('step/endless-nesting', message, { place, hint })];
    }),
  );
}

/** The call by which a workflow certainly comes to itself. */
function nestingStep(
  id: string,
  workflows: readonly WorkflowPlan[],
  callsOf: CertainCalls,
): StepPlan | undefined {
  const calls = new Map(workflows.map((workflow) => [workflow.workflowId, callsOf(workflow)]));
  return calls.get(id)?.find((step) => {
    const reached = new Set([calledBy(step)]);
    for (const each of reached) for (const next of calls.get(each) ?? []) reached.add(calledBy(next));
    return reached.has(id);
  });
}

/** The first step is entered whatever its actions are: they are for what comes after the call. */
function atFirst({ steps }: WorkflowPlan): readonly StepPlan[] {
  return steps.slice(0, 1).filter(isCall);
}

/** The calls among steps without actions, from the first: a run goes on from one to the next, or fails. */
function onward({ steps }: WorkflowPlan): readonly StepPlan[] {
  const end = steps.findIndex(({ onSuccess, onFailure }) => onSuccess.length > 0 || onFailure.length > 0);
  return (end === -1 ? steps : steps.slice(0, end)).filter(isCall);
}

function isCall({ target }: StepPlan): boolean {
  return target.kind === 'workflow';
}

function calledBy({ target }: StepPlan): string {
  return target.kind === 'workflow' ? target.workflowId : '';
}
