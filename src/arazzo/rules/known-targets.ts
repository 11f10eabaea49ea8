import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean, onlySpeltLike } from '../../diagnostics/near.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
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

function unknownStep(known: Known, stepId: string, workflow: Workflow, target: Part<string>): Diagnostic[] {
  const stepIds = workflow.steps.map((step) => step.stepId);
  if (stepIds.includes(stepId)) return [];
  const message = `"${stepId}" is not a step of workflow "${workflow.workflowId}".`;
  const hint = didYouMean(stepId, stepIds) ?? `There are ${nameList(stepIds)}.`;
  return unknown(known, message, target, hint, meantName(target, stepId, stepIds));
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
    const [other, ...others] = elsewhere(known, workflowId);
    const hint =
      other === undefined
        ? (didYouMean(workflowId, ids) ?? `There are ${nameList(ids)}.`)
        : `Write ${[other, ...others].join(' or ')}.`;
    const meant = others.length === 0 ? (other ?? meantName(target, workflowId, ids)) : undefined;
    return unknown(known, `"${workflowId}" is not a workflow of this document.`, target, hint, meant);
  }
  const sources = description.sourceDescriptions.map(({ name }) => name);
  if (!sources.includes(source)) {
    const message = `There is no source description named "${source}".`;
    const hint = didYouMean(source, sources) ?? 'List the document among the sourceDescriptions.';
    const meant = meantName(target, source, sources);
    const repair = respellingOf(known, target, meant);
    return [diagnose('step/unknown-source', message, { place: located.place(target.pointer), hint, repair })];
  }
  const workflows = workflowsOf(source);
  if (workflows === 'none') {
    const message = `Source "${source}" is not an Arazzo document, so it has no workflow "${workflowId}".`;
    return unknown(known, message, target, 'Name a source description of type arazzo.');
  }
  const ids = (workflows ?? []).map((workflow) => workflow.workflowId);
  if (workflows === undefined || ids.includes(workflowId)) return [];
  const hint = didYouMean(workflowId, ids) ?? `There are ${nameList(ids)}.`;
  const message = `"${workflowId}" is not a workflow of source "${source}".`;
  return unknown(known, message, target, hint, meantName(target, workflowId, ids));
}

/** The expressions to choose from, when other documents have the workflow that is named as if it were of this one (clause E7). */
function elsewhere({ description, workflowsOf }: Known, workflowId: string): string[] {
  const holders = description.sourceDescriptions.filter(({ name }) => {
    const workflows = workflowsOf(name);
    return Array.isArray(workflows) && workflows.some((workflow) => workflow.workflowId === workflowId);
  });
  return holders.map(({ name }) => `$sourceDescriptions.${name}.${workflowId}`);
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
  known: Known,
  message: string,
  target: Part<string>,
  hint: string,
  meant?: string,
): Diagnostic[] {
  const place = known.located.place(target.pointer);
  const repair = respellingOf(known, target, meant);
  return [diagnose('document/unknown-reference', message, { place, hint, repair })];
}

/** The text of a reference with the only name in the place of one that is spelt like it. */
function meantName({ value }: Part<string>, name: string, names: readonly string[]): string | undefined {
  const meant = onlySpeltLike(name, names);
  const at = value.lastIndexOf(name);
  return meant === undefined ? undefined : value.slice(0, at) + meant + value.slice(at + name.length);
}

/** A reference that comes from a component is not written where it is used. */
function respellingOf({ located }: Known, { value, pointer }: Part<string>, meant: string | undefined) {
  const isOwn = valueAt(located.value, parsePointer(pointer) ?? []) === value;
  return meant === undefined || !isOwn ? undefined : respelling(pointer, value, meant);
}
