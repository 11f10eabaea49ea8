import { diagnose } from '../../diagnostics/diagnose.ts';
import { parameterIdentity } from '../parameter-identity.ts';
import { entries, workflowsOf } from '../parts.ts';
import { resolveParameters } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** A step cannot take a parameter of its workflow away by giving it null (clauses D4, F4). */
export const nullOverride: Rule = (description, located) =>
  workflowsOf(description).flatMap(({ value: workflow, pointer }) => {
    const inherited = resolveParameters(description, workflow.parameters ?? [], `${pointer}/parameters`);
    const identities = new Set(inherited.map(({ parameter }) => parameterIdentity(parameter)));
    return entries(workflow.steps, `${pointer}/steps`).flatMap(({ value: step, pointer: at }) =>
      resolveParameters(description, step.parameters ?? [], `${at}/parameters`).flatMap(
        ({ parameter, valuePointer }) => {
          if (parameter.value !== null || !identities.has(parameterIdentity(parameter))) return [];
          const message = `null does not remove the workflow's parameter "${parameter.name}"; it is a value, of which an operation is sent nothing.`;
          const hint = 'Move the parameter from the workflow to the steps that need it.';
          return [diagnose('document/ignored-field', message, { place: located.place(valuePointer), hint })];
        },
      ),
    );
  });
