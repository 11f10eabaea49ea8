import type { WorkflowPlan } from '../plan.ts';

/** The workflows that a run of one may come to next: those that it depends on, that its steps call, go to, or retry with. */
export function workflowsAfter(workflow: WorkflowPlan | undefined): string[] {
  const { dependsOn = [], steps = [] } = workflow ?? {};
  const named = steps.flatMap(({ target, onSuccess, onFailure }) => [
    ...(target.kind === 'workflow' ? [target.workflowId] : []),
    ...[...onSuccess, ...onFailure].flatMap((action) =>
      action.type === 'end' ? [] : (action.workflowId ?? []),
    ),
  ]);
  return [...named, ...dependsOn.map(({ workflowId }) => workflowId)];
}
