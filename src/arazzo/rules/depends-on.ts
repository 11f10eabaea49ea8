import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { entries, workflowsOf } from '../parts.ts';
import type { Rule } from './rule.ts';

/** Workflows do not wait for themselves, nor for each other in a circle, and name each other once (clause D3). */
export const dependsOn: Rule = (description, located) => {
  const needs = new Map(
    description.workflows.map((workflow) => [workflow.workflowId, workflow.dependsOn ?? []]),
  );
  return workflowsOf(description).flatMap(({ value: workflow, pointer }) => {
    const seen = new Set<string>();
    return entries(workflow.dependsOn, `${pointer}/dependsOn`).flatMap(
      ({ value: id, pointer: at }): Diagnostic[] => {
        const place = located.place(at);
        if (seen.has(id)) {
          const message = `"${id}" stands twice in dependsOn.`;
          return [diagnose('document/duplicate-name', message, { place, hint: 'Keep one of them.' })];
        }
        seen.add(id);
        if (!leadsTo(needs, id, workflow.workflowId)) return [];
        const message = `Workflow "${workflow.workflowId}" waits for "${id}", which waits for it in turn.`;
        const hint = 'Remove one of the dependencies, so that one of the workflows can start.';
        return [diagnose('document/conflicting-fields', message, { place, hint })];
      },
    );
  });
};

function leadsTo(needs: ReadonlyMap<string, readonly string[]>, from: string, wanted: string): boolean {
  const reached = new Set([from]);
  for (const id of reached) {
    if (id === wanted) return true;
    for (const next of needs.get(id) ?? []) reached.add(next);
  }
  return false;
}
