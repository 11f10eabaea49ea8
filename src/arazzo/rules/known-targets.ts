import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription } from '../document.ts';
import { nameList } from '../name-list.ts';
import { actionLists, entries, type Part, stepsOf, workflowsOf } from '../parts.ts';
import { resolveActions } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/**
 * Steps and workflows that are named exist: stepIds in the workflow of the action (clause H7), also when the action comes from
 * the components, and of the step that depends on them (E10); workflowIds in the document (E7, D3). Expressions name workflows of other documents and are not looked at here.
 */
export const knownTargets: Rule = (description, located) => {
  const workflowIds = new Set(description.workflows.map(({ workflowId }) => workflowId));
  const stepIds = new Map(
    description.workflows.map((each) => [each, new Set(each.steps.map(({ stepId }) => stepId))]),
  );
  const steps = actionTargets(description, 'stepId').flatMap(({ workflow, ...target }) =>
    unknown(located, `step of workflow "${workflow.workflowId}"`, target, stepIds.get(workflow) ?? new Set()),
  );
  const needed = stepsOf(description).flatMap(({ workflow, value, pointer }) =>
    entries(value.dependsOn, `${pointer}/dependsOn`)
      .filter(({ value: id }) => !/^\$(workflows|sourceDescriptions)\./.test(id))
      .flatMap((target) =>
        unknown(located, `step of workflow "${workflow.workflowId}"`, target, stepIds.get(workflow)!),
      ),
  );
  const workflows = [...actionTargets(description, 'workflowId'), ...workflowTargets(description)]
    .filter(({ value }) => !value.startsWith('$'))
    .flatMap((target) => unknown(located, 'workflow of this document', target, workflowIds));
  return [...steps, ...needed, ...workflows];
};

/** What actions of type goto and retry name, each where the list that holds it tells. */
function actionTargets(description: ArazzoDescription, field: 'stepId' | 'workflowId') {
  return actionLists(description).flatMap(({ workflow, value: list, pointer: at }) =>
    resolveActions(description, list, at).flatMap(({ action, pointer, usePointer }) => {
      const value = action[field];
      if (value === undefined || action.type === 'end') return [];
      const own = pointer === usePointer;
      return [{ value, workflow, pointer: own ? `${pointer}/${field}` : `${usePointer}/reference` }];
    }),
  );
}

/** The workflows that steps call and that workflows depend on. */
function workflowTargets(description: ArazzoDescription): Part<string>[] {
  return [
    ...stepsOf(description).flatMap(({ value: { workflowId }, pointer }) =>
      workflowId === undefined ? [] : [{ value: workflowId, pointer: `${pointer}/workflowId` }],
    ),
    ...workflowsOf(description).flatMap(({ value, pointer }) =>
      entries(value.dependsOn, `${pointer}/dependsOn`),
    ),
  ];
}

function unknown(
  located: LocatedText,
  kind: string,
  { value: id, pointer }: Part<string>,
  known: ReadonlySet<string>,
): Diagnostic[] {
  if (known.has(id)) return [];
  const hint = didYouMean(id, known) ?? `There are ${nameList([...known])}.`;
  const message = `"${id}" is not a ${kind}.`;
  return [diagnose('document/unknown-reference', message, { place: located.place(pointer), hint })];
}
