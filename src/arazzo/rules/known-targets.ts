import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription, Workflow } from '../document.ts';
import { nameList } from '../name-list.ts';
import { actionLists, entries, type Part, stepsOf, workflowsOf as allWorkflows } from '../parts.ts';
import { parseStepReference, parseWorkflowReference, type WorkflowReference } from '../references.ts';
import { resolveActions } from '../resolve-reusable.ts';
import type { Rule, WorkflowsOf } from './rule.ts';

/** What references are held against. */
interface Known {
  readonly description: ArazzoDescription;
  readonly located: LocatedText;
  readonly workflowsOf: WorkflowsOf;
}

/**
 * Steps and workflows that are named exist: stepIds in the workflow of the action (clause H7), also when the action comes from
 * the components, and of the step that depends on them (E10); workflowIds in the document, or in the one that the reference names (E7, D3, A8).
 */
export const knownTargets: Rule = (description, located, workflowsOf = () => undefined) => {
  const known: Known = { description, located, workflowsOf };
  return [
    ...actionTargets(description, 'stepId').flatMap(({ workflow, ...target }) =>
      unknownStep(known, target.value, workflow, target),
    ),
    ...stepsOf(description).flatMap(({ workflow, value, pointer }) =>
      entries(value.dependsOn, `${pointer}/dependsOn`).flatMap((target) =>
        unknownDependency(known, workflow, target),
      ),
    ),
    ...[...actionTargets(description, 'workflowId'), ...workflowTargets(description)].flatMap((target) =>
      unknownWorkflow(known, parseWorkflowReference(target.value), target),
    ),
  ];
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
    ...allWorkflows(description).flatMap(({ value, pointer }) =>
      entries(value.dependsOn, `${pointer}/dependsOn`),
    ),
  ];
}

function unknownDependency(known: Known, workflow: Workflow, target: Part<string>): Diagnostic[] {
  const reference = parseStepReference(target.value);
  if (reference === undefined) {
    const hint =
      'Write the stepId, $workflows.<workflowId>.steps.<stepId> or $sourceDescriptions.<name>.<workflowId>.steps.<stepId>.';
    return unknown(known, `"${target.value}" does not name a step.`, target, hint);
  }
  if (reference.workflow === undefined) return unknownStep(known, reference.stepId, workflow, target);
  const findings = unknownWorkflow(known, reference.workflow, target);
  const owner = findings.length > 0 ? undefined : workflowNamed(known, reference.workflow);
  return owner === undefined ? findings : unknownStep(known, reference.stepId, owner, target);
}

function unknownStep(
  known: Known,
  stepId: string,
  workflow: Workflow,
  target: Pick<Part<string>, 'pointer'>,
): Diagnostic[] {
  const stepIds = workflow.steps.map((step) => step.stepId);
  if (stepIds.includes(stepId)) return [];
  const message = `"${stepId}" is not a step of workflow "${workflow.workflowId}".`;
  return unknown(known, message, target, didYouMean(stepId, stepIds) ?? `There are ${nameList(stepIds)}.`);
}

function unknownWorkflow(
  known: Known,
  reference: WorkflowReference | undefined,
  target: Part<string>,
): Diagnostic[] {
  const { description, located, workflowsOf } = known;
  if (reference === undefined) {
    const hint =
      'Write a workflowId, or $sourceDescriptions.<name>.<workflowId> for one of another document.';
    return unknown(known, `"${target.value}" does not name a workflow.`, target, hint);
  }
  const { source, workflowId } = reference;
  if (source === undefined) {
    const ids = description.workflows.map((workflow) => workflow.workflowId);
    if (ids.includes(workflowId)) return [];
    const hint = elsewhere(known, workflowId) ?? didYouMean(workflowId, ids) ?? `There are ${nameList(ids)}.`;
    return unknown(known, `"${workflowId}" is not a workflow of this document.`, target, hint);
  }
  const sources = description.sourceDescriptions.map(({ name }) => name);
  if (!sources.includes(source)) {
    const message = `There is no source description named "${source}".`;
    const hint = didYouMean(source, sources) ?? 'List the document among the sourceDescriptions.';
    return [diagnose('step/unknown-source', message, { place: located.place(target.pointer), hint })];
  }
  const workflows = workflowsOf(source);
  if (workflows === 'none') {
    const message = `Source "${source}" is not an Arazzo document, so it has no workflow "${workflowId}".`;
    return unknown(known, message, target, 'Name a source description of type arazzo.');
  }
  const ids = (workflows ?? []).map((workflow) => workflow.workflowId);
  if (workflows === undefined || ids.includes(workflowId)) return [];
  const hint = didYouMean(workflowId, ids) ?? `There are ${nameList(ids)}.`;
  return unknown(known, `"${workflowId}" is not a workflow of source "${source}".`, target, hint);
}

/** The expression to write, when another document has the workflow that is named as if it were of this one (clause E7). */
function elsewhere({ description, workflowsOf }: Known, workflowId: string): string | undefined {
  const holders = description.sourceDescriptions.filter(({ name }) => {
    const workflows = workflowsOf(name);
    return Array.isArray(workflows) && workflows.some((workflow) => workflow.workflowId === workflowId);
  });
  if (holders.length === 0) return undefined;
  return `Write ${holders.map(({ name }) => `$sourceDescriptions.${name}.${workflowId}`).join(' or ')}.`;
}

function workflowNamed(
  { description, workflowsOf }: Known,
  { source, workflowId }: WorkflowReference,
): Workflow | undefined {
  const workflows = source === undefined ? description.workflows : workflowsOf(source);
  return Array.isArray(workflows)
    ? (workflows as readonly Workflow[]).find((workflow) => workflow.workflowId === workflowId)
    : undefined;
}

function unknown(
  { located }: Known,
  message: string,
  { pointer }: Pick<Part<string>, 'pointer'>,
  hint: string,
): Diagnostic[] {
  return [diagnose('document/unknown-reference', message, { place: located.place(pointer), hint })];
}
