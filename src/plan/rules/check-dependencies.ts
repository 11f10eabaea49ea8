import { entries, stepsOf, workflowsOf } from '../../arazzo/parts.ts';
import { ownStep, parseStepReference } from '../../arazzo/references.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type LoadedDocument, planName } from '../../sources/loaded-document.ts';
import { findWorkflow, workflowOf } from '../compile/find-workflow.ts';
import type { WorkflowPlan } from '../plan.ts';
import { workflowsAfter } from '../compile/workflows-after.ts';

/** What depends on workflows and steps beyond its own document or workflow: that it can ever be met (clauses D3, E10). */
export function checkDependencies(
  documents: readonly LoadedDocument[],
  workflows: readonly WorkflowPlan[],
): Diagnostic[] {
  const plans = new Map(workflows.map((workflow) => [workflow.workflowId, workflow]));
  return documents.flatMap((document) => [...circlesOf(document, plans), ...unmetSteps(document, plans)]);
}

/** Workflows that wait for each other through other documents; circles within one are the matter of its own rules. */
function circlesOf(document: LoadedDocument, plans: ReadonlyMap<string, WorkflowPlan>): Diagnostic[] {
  const { description, located, name } = document;
  const needs = (id: string): string[] =>
    (plans.get(id)?.dependsOn ?? []).map(({ workflowId }) => workflowId);
  const own = (id: string): string[] =>
    needs(id).filter((each) => (plans.get(each)?.document ?? '') === name);
  return workflowsOf(description).flatMap(({ value: { workflowId, dependsOn }, pointer }) => {
    const id = planName(document, workflowId);
    if (!plans.has(id)) return [];
    return entries(dependsOn, `${pointer}/dependsOn`).flatMap(({ value, pointer: at }): Diagnostic[] => {
      const needed = findWorkflow(document, value)?.id;
      if (needed === undefined || !leadsTo(needs, needed, id)) return [];
      const isOwn = (plans.get(needed)?.document ?? '') === name;
      if (isOwn && leadsTo(own, needed, id)) return [];
      const message = `Workflow "${workflowId}" waits for "${needed}", which waits for it in turn.`;
      const hint = 'Remove one of the dependencies, so that one of the workflows can start.';
      return [diagnose('document/conflicting-fields', message, { place: located.place(at), hint })];
    });
  });
}

/** Steps that depend on one of a workflow that never runs in the same run: to depend on it does not start it. */
function unmetSteps(document: LoadedDocument, plans: ReadonlyMap<string, WorkflowPlan>): Diagnostic[] {
  const { description, located, documents } = document;
  const reached = new Map(
    [...plans.keys()].map((id) => [id, reachable((each) => workflowsAfter(plans.get(each)), id)]),
  );
  return stepsOf(description).flatMap(
    ({ value: { stepId, dependsOn }, workflow: { workflowId }, pointer }) => {
      const id = planName(document, workflowId);
      if (!plans.has(id)) return [];
      return entries(dependsOn, `${pointer}/dependsOn`).flatMap(({ value, pointer: at }): Diagnostic[] => {
        const named = parseStepReference(value)?.workflow;
        if (named === undefined || ownStep(value, workflowId) !== undefined) return [];
        const owner = named.source === undefined ? document : documents[named.source];
        const needed = workflowOf(owner, named.workflowId)?.id;
        const together = [...reached.values()].some((ids) => ids.has(id) && ids.has(needed ?? ''));
        if (needed === undefined || together) return [];
        const message = `Step "${stepId}" depends on a step of workflow "${needed}", which no run of "${workflowId}" comes to.`;
        const hint =
          'Let the workflow depend on that one, or call it before: depending on a step does not start it.';
        return [diagnose('document/conflicting-fields', message, { place: located.place(at), hint })];
      });
    },
  );
}

function leadsTo(next: (id: string) => readonly string[], from: string, wanted: string): boolean {
  return reachable(next, from).has(wanted);
}

function reachable(next: (id: string) => readonly string[], from: string): ReadonlySet<string> {
  const reached = new Set([from]);
  for (const id of reached) for (const each of next(id)) reached.add(each);
  return reached;
}
