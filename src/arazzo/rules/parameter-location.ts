import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { LocatedText } from '../../text/located-text.ts';
import { missingLocation } from '../missing-location.ts';
import { actionsOf, stepsOf, workflowsOf } from '../parts.ts';
import { type ResolvedParameter, resolveParameters } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** Parameters of operations say where they go (clause F2); those of workflow steps and of actions are inputs and go nowhere (F3, F10). */
export const parameterLocation: Rule = (description, located) => [
  ...workflowsOf(description).flatMap(({ value: { parameters = [], steps }, pointer }) => {
    const callsOperation = steps.some((step) => step.workflowId === undefined);
    const resolved = resolveParameters(description, parameters, `${pointer}/parameters`);
    return callsOperation ? resolved.flatMap((parameter) => missing(located, parameter)) : [];
  }),
  ...stepsOf(description).flatMap(({ value: { parameters = [], workflowId }, pointer }) => {
    const resolved = resolveParameters(description, parameters, `${pointer}/parameters`);
    return resolved.flatMap((each) =>
      workflowId === undefined ? missing(located, each) : useless(located, each),
    );
  }),
  ...actionsOf(description).flatMap(({ value: { parameters = [] }, pointer }) =>
    resolveParameters(description, parameters, `${pointer}/parameters`).flatMap((each) =>
      useless(located, each),
    ),
  ),
];

function missing(located: LocatedText, resolved: ResolvedParameter): Diagnostic[] {
  return resolved.parameter.in === undefined ? [missingLocation(located, resolved)] : [];
}

function useless(located: LocatedText, { parameter, pointer, usePointer }: ResolvedParameter): Diagnostic[] {
  // A component may serve operations too, where its location matters.
  if (parameter.in === undefined || pointer !== usePointer) return [];
  const message = `The parameter "${parameter.name}" becomes an input of the workflow; its "in" is ignored.`;
  const place = located.place(`${pointer}/in`, 'key');
  return [diagnose('document/ignored-field', message, { place, hint: 'Remove "in".' })];
}
