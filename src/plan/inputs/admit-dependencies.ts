import { stops } from '../../diagnostics/diagnostic.ts';
import type { AdmitInputs } from './admit-inputs.ts';
import type { DependencyPlan, Plan } from '../plan.ts';

/**
 * Admits the inputs of a run: those of its workflow, and what the workflows that it depends on take of them (clause D3), so that none of these
 * is found lacking something after calls were made.
 */
export function admitDependencies(
  plan: Plan,
  admissions: ReadonlyMap<string, AdmitInputs>,
  workflowId: string,
): AdmitInputs {
  const admit = admissions.get(workflowId)!;
  const needed = dependenciesOf(plan, workflowId);
  if (needed.length === 0) return admit;
  return (given) => {
    const { inputs, diagnostics } = admit(given);
    const said = new Set(diagnostics.map(({ message }) => message));
    const more = needed.flatMap((dependency) => {
      const names = (dependency.inputs ?? []).filter((name) => Object.hasOwn(inputs, name));
      const taken = Object.fromEntries(names.map((name) => [name, inputs[name]]));
      return admissions.get(dependency.workflowId)!(taken).diagnostics.filter(stops);
    });
    return { inputs, diagnostics: [...diagnostics, ...more.filter(({ message }) => !said.has(message))] };
  };
}

/** The workflows that a workflow depends on, through others too, where they are started for it. */
function dependenciesOf(plan: Plan, workflowId: string): DependencyPlan[] {
  const workflows = new Map(plan.workflows.map((workflow) => [workflow.workflowId, workflow]));
  const found = new Map<string, DependencyPlan>();
  const reached = new Set([workflowId]);
  for (const id of reached) {
    for (const dependency of workflows.get(id)?.dependsOn ?? []) {
      if (dependency.inputs === undefined) continue;
      reached.add(dependency.workflowId);
      found.set(dependency.workflowId, dependency);
    }
  }
  return [...found.values()];
}
