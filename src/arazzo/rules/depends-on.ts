import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { entries, type Part, workflowsOf } from '../parts.ts';
import { ownStep } from '../references.ts';
import type { Rule } from './rule.ts';

/** What stands for itself and depends on others of its kind. */
interface Dependent {
  readonly id: string;
  readonly dependsOn: readonly string[];
}

/** Workflows (clause D3) and steps (E10) do not wait for themselves, nor for each other in a circle, and name each other once. */
export const dependsOn: Rule = (description, located) => [
  ...circles(
    located,
    'Workflow',
    workflowsOf(description).map(({ value, pointer }) => part(value.workflowId, value.dependsOn, pointer)),
  ),
  ...workflowsOf(description).flatMap(({ value: workflow, pointer }) => {
    const steps = entries(workflow.steps, `${pointer}/steps`);
    return circles(
      located,
      'Step',
      steps.map(({ value, pointer: at }) => {
        const needs = value.dependsOn?.map(
          (reference) => ownStep(reference, workflow.workflowId) ?? reference,
        );
        return part(value.stepId, needs, at);
      }),
    );
  }),
];

function part(id: string, needs: readonly string[] = [], pointer: string): Part<Dependent> {
  return { value: { id, dependsOn: needs }, pointer };
}

function circles(located: LocatedText, kind: string, parts: readonly Part<Dependent>[]): Diagnostic[] {
  const needs = new Map(parts.map(({ value }) => [value.id, value.dependsOn]));
  return parts.flatMap(({ value: dependent, pointer }) => {
    const seen = new Set<string>();
    return entries(dependent.dependsOn, `${pointer}/dependsOn`).flatMap(
      ({ value: id, pointer: at }): Diagnostic[] => {
        const place = located.place(at);
        if (seen.has(id)) {
          const message = `"${id}" stands twice in dependsOn.`;
          return [diagnose('document/duplicate-name', message, { place, hint: 'Keep one of them.' })];
        }
        seen.add(id);
        if (!leadsTo(needs, id, dependent.id)) return [];
        const message = `${kind} "${dependent.id}" waits for "${id}", which waits for it in turn.`;
        const hint = `Remove one of the dependencies, so that one of the ${kind.toLowerCase()}s can start.`;
        return [diagnose('document/conflicting-fields', message, { place, hint })];
      },
    );
  });
}

function leadsTo(needs: ReadonlyMap<string, readonly string[]>, from: string, wanted: string): boolean {
  const reached = new Set([from]);
  for (const id of reached) {
    if (id === wanted) return true;
    for (const next of needs.get(id) ?? []) reached.add(next);
  }
  return false;
}
