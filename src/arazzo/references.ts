import type { ArazzoDescription, Workflow } from './document.ts';
import { resolveActions } from './resolve-reusable.ts';

/** A workflow as a document names it: one of its own, or one of a source description that is an Arazzo document (clauses D3, E7). */
export interface WorkflowReference {
  /** The name of the source description; absent for a workflow of the same document. */
  readonly source?: string;
  readonly workflowId: string;
}

/** A step as the `dependsOn` of another names it (clause E10). */
export interface StepReference {
  /** The workflow, when the step belongs to another one. */
  readonly workflow?: WorkflowReference;
  readonly stepId: string;
}

/** Reads a workflowId, or `$sourceDescriptions.<name>.<workflowId>`; undefined for any other text that begins as an expression does. */
export function parseWorkflowReference(text: string): WorkflowReference | undefined {
  if (!text.startsWith('$')) return { workflowId: text };
  const [, source, workflowId] = /^\$sourceDescriptions\.([A-Za-z0-9_-]+)\.([^{}]+)$/.exec(text) ?? [];
  return source === undefined || workflowId === undefined ? undefined : { source, workflowId };
}

/**
 * Reads a stepId, `$workflows.<workflowId>.steps.<stepId>` or `$sourceDescriptions.<name>.<workflowId>.steps.<stepId>` (clause E10). The grammar of
 * expressions does not derive these; they are a grammar of their own.
 */
export function parseStepReference(text: string): StepReference | undefined {
  if (!text.startsWith('$')) return { stepId: text };
  const [, owner, stepId] = /^(.+)\.steps\.([A-Za-z0-9_-]+)$/.exec(text) ?? [];
  if (owner === undefined || stepId === undefined) return undefined;
  const local = /^\$workflows\.([A-Za-z0-9_-]+)$/.exec(owner)?.[1];
  const workflow = local === undefined ? parseWorkflowReference(owner) : { workflowId: local };
  return workflow === undefined ? undefined : { workflow, stepId };
}

/** The stepId, when a reference names a step of the workflow that it stands in: alone, or with the workflow (clause E10). */
export function ownStep(reference: string, workflowId: string): string | undefined {
  const { workflow, stepId } = parseStepReference(reference) ?? {};
  if (workflow === undefined) return stepId;
  return workflow.source === undefined && workflow.workflowId === workflowId ? stepId : undefined;
}

/** The workflows that a run of one can come to next: those that it depends on, that its steps call, and that its actions name. */
export function workflowsAfter(description: ArazzoDescription, workflow: Workflow): WorkflowReference[] {
  const { steps, dependsOn = [], successActions = [], failureActions = [] } = workflow;
  const chains = [successActions, failureActions, ...steps.flatMap(chainsOf)];
  const actions = chains.flatMap((chain) => resolveActions(description, chain, ''));
  const named = [
    ...dependsOn,
    ...steps.flatMap(({ workflowId }) => workflowId ?? []),
    ...actions.flatMap(({ action }) => (action.type === 'end' ? [] : (action.workflowId ?? []))),
  ];
  return named.flatMap((text) => parseWorkflowReference(text) ?? []);
}

function chainsOf({ onSuccess = [], onFailure = [] }: Workflow['steps'][number]) {
  return [onSuccess, onFailure];
}
