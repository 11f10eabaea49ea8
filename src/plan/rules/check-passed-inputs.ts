import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Place } from '../../diagnostics/place.ts';
import type { CompileContext } from '../compile/compile-context.ts';
import { declaredInputs, type FoundWorkflow } from '../compile/find-workflow.ts';

/** A name that a step or an action passes to a workflow, and where it stands. */
export interface PassedInput {
  readonly name: string;
  readonly place: Place;
}

/**
 * Holds the names that are passed to a workflow against the inputs that it declares (clauses F3, F10): without one that it requires it cannot start, and one
 * that it does not declare is most likely a slip, as among the inputs of a run (C1, C4).
 * @param by What passes them. A step always calls; whether an action is taken is not known, so that what it lacks is a warning.
 */
export function checkPassedInputs(
  context: CompileContext,
  called: FoundWorkflow,
  passed: readonly PassedInput[],
  by: { readonly kind: 'step' | 'action'; readonly name: string; readonly place: Place },
): void {
  const { workflow } = called;
  const { properties, required, defaulted, open, closed } = declaredInputs(called);
  const names = new Set(passed.map(({ name }) => name));
  const caller = `${by.kind} "${by.name}"`;
  for (const name of required) {
    if (names.has(name) || (context.mode !== 'strict' && defaulted.has(name))) continue;
    const message = `Workflow "${workflow.workflowId}" requires the input "${name}", and ${caller} does not pass it.`;
    const hint = `Pass it: parameters: [{ name: ${name}, value: ... }].`;
    const severity = by.kind === 'step' ? 'error' : 'warning';
    context.report(diagnose('inputs/missing', message, { place: by.place, hint, severity }));
  }
  if (open && workflow.inputs !== undefined) return;
  for (const { name, place } of passed) {
    if (Object.hasOwn(properties, name)) continue;
    const message = `Workflow "${workflow.workflowId}" declares no input "${name}", which ${caller} passes.`;
    const known = Object.keys(properties);
    const hint =
      didYouMean(name, known) ??
      (known.length === 0
        ? 'Declare it there, or remove the parameter.'
        : `Declared: ${known.slice(0, 12).join(', ')}.`);
    const severity = closed && by.kind === 'step' ? 'error' : 'warning';
    context.report(diagnose('inputs/undeclared', message, { place, hint, severity }));
  }
}
