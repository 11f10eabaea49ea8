import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Template } from '../expression/template.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import { deepFreeze } from './freeze.ts';
import type { CallPlan, Plan, StepPlan } from './plan.ts';
import type { Supply } from './supply.ts';

/**
 * Puts the supplied values into a plan that was compiled for them. What comes of it is for requests only and goes no further: the plan itself, which
 * may be stored and shown, has their names and not the values.
 * @returns The same plan when nothing is supplied to it; a finding for each value that it was compiled for and that is not given.
 */
export function fillSupply(
  plan: Plan,
  supply: Supply,
): { readonly filled: Plan; readonly diagnostics: readonly Diagnostic[] } {
  const missing = new Set<string>();
  let count = 0;
  const fill = (template: Template): Template => {
    switch (template.kind) {
      case 'supplied': {
        count += 1;
        const value = valueAt(supply, parsePointer(template.pointer) ?? []);
        if (value === undefined) missing.add(template.pointer);
        // Frozen below, which is not to befall what belongs to the caller.
        return { kind: 'literal', value: structuredClone(value) };
      }
      case 'object':
        return { ...template, members: template.members.map(([name, value]) => [name, fill(value)]) };
      default:
        return template;
    }
  };
  const fillCall = (call: CallPlan): CallPlan => ({
    ...call,
    parameters: call.parameters.map((parameter) => ({ ...parameter, value: fill(parameter.value) })),
    ...(call.body === undefined ? {} : { body: { ...call.body, payload: fill(call.body.payload) } }),
  });
  const fillStep = (step: StepPlan): StepPlan =>
    step.target.kind === 'operation' ? { ...step, target: fillCall(step.target) } : step;
  const workflows = plan.workflows.map((workflow) => ({ ...workflow, steps: workflow.steps.map(fillStep) }));
  const diagnostics = [...missing].map((pointer) => {
    const [step, part, name] = parsePointer(pointer)!;
    const what = name === undefined ? part : `${part} "${name}"`;
    const message = `The plan was compiled for a supplied ${what} of step "${step}", and no value is given.`;
    return diagnose('supply/missing', message, { hint: 'Give prepare the supply that load was given.' });
  });
  return { filled: count === 0 ? plan : deepFreeze({ ...plan, workflows }), diagnostics };
}
