import type { RequestBody, Step, Workflow } from '../../arazzo/document.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean } from '../../diagnostics/near.ts';
import type { Template } from '../../expression/template.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { Operation } from '../../openapi/operation.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import { planName } from '../../sources/loaded-document.ts';
import { isObject } from '../../text/json.ts';
import { formatPointer } from '../../text/pointer.ts';
import type { CompileContext } from './compile-context.ts';
import { isSameName, isSettable, isUndeclarable } from './parameter-name.ts';
import type { ParameterPlan } from '../plan.ts';
import { suppliedLocations, supplyOf } from '../supply.ts';

/** The parameters whose values are supplied to a step, as far as its request has a place for them. What is put there is left out of the plan. */
export function suppliedParameters(
  context: CompileContext,
  operation: Operation,
  workflow: Workflow,
  step: Step,
): ParameterPlan[] {
  const supplied = supplyOf(context.supply, planName(context, workflow.workflowId), step.stepId);
  if (supplied === undefined) return [];
  const { key, values } = supplied;
  return suppliedLocations.flatMap((location) =>
    Object.keys(values[location] ?? {}).flatMap((name): ParameterPlan | ParameterPlan[] => {
      const known =
        location === 'path'
          ? pathVariables(operation.path)
          : operation.parameters.filter((each) => each.in === location).map((each) => each.name);
      const isKnown = known.some((each) => isSameName(each, name, location));
      const isFree = isUndeclarable(location, name);
      if (location === 'path' && !isKnown) {
        refuse(context, key, `The path ${operation.path} has no variable "${name}"`, didYouMean(name, known));
        return [];
      }
      if (location === 'header' && !isSettable(name)) {
        refuse(context, key, `The header field "${name}" is not one to set`, 'Leave it out.');
        return [];
      }
      if (!isKnown && !isFree) {
        const message = `The operation declares no ${location} parameter "${name}"; what is supplied for it to step "${key}" is sent all the same.`;
        const hint = didYouMean(name, known);
        context.report(diagnose('supply/unknown', message, { hint, severity: 'warning' }));
      }
      const pointer = formatPointer([key, location, name]);
      return { name, in: location, value: { kind: 'supplied', pointer } };
    }),
  );
}

/** The body that is supplied to a step: whole, or some of its fields. */
export type SuppliedBody =
  | { readonly kind: 'whole'; readonly template: Template }
  | { readonly kind: 'fields'; readonly members: readonly (readonly [name: string, value: Template])[] };

/** What is supplied to the body of a step; undefined when nothing is. */
export function suppliedBody(
  context: CompileContext,
  workflow: Workflow,
  step: Step,
): SuppliedBody | undefined {
  const supplied = supplyOf(context.supply, planName(context, workflow.workflowId), step.stepId);
  const body = supplied?.values.body;
  if (supplied === undefined || body === undefined) return undefined;
  const at = (...tokens: readonly string[]): Template => ({
    kind: 'supplied',
    pointer: formatPointer([supplied.key, 'body', ...tokens]),
  });
  const { payload, contentType = 'application/json' } = step.requestBody ?? {};
  // JSON that is written as a text, or is one expression, has no fields that others could stand beside.
  const isJsonText = typeof payload === 'string' && isJson(contentType);
  if (!isObject(body) || isJsonText) return { kind: 'whole', template: at() };
  return { kind: 'fields', members: Object.keys(body).map((name) => [name, at(name)]) };
}

/** What a body has of its own beside what is supplied to it. */
export function besideSupply(
  body: RequestBody | undefined,
  supplied: SuppliedBody | undefined,
): RequestBody | undefined {
  if (supplied === undefined) return body;
  const { contentType, payload, replacements = [] } = body ?? {};
  const type = contentType === undefined ? {} : { contentType };
  if (supplied.kind === 'whole') return { ...type, payload: {} };
  if (payload === undefined)
    return { ...type, ...(replacements.length > 0 ? { replacements } : { payload: {} }) };
  if (!isObject(payload)) return body;
  const names = new Set(supplied.members.map(([name]) => name));
  return {
    ...body,
    payload: Object.fromEntries(Object.entries(payload).filter(([name]) => !names.has(name))),
  };
}

/** A payload with what is supplied to it; undefined when there is no place for fields in it. */
export function mixedWith(supplied: SuppliedBody | undefined, payload: Template): Template | undefined {
  if (supplied === undefined) return payload;
  if (supplied.kind === 'whole') return supplied.template;
  const own =
    payload.kind === 'object'
      ? payload.members
      : payload.kind === 'literal' && isObject(payload.value)
        ? Object.entries(payload.value).map(([name, value]) => [name, { kind: 'literal', value }] as const)
        : undefined;
  const names = new Set(supplied.members.map(([name]) => name));
  return (
    own && { kind: 'object', members: [...own.filter(([name]) => !names.has(name)), ...supplied.members] }
  );
}

/** Fields are supplied to a body that has none. */
export function reportFieldless(context: CompileContext, { stepId }: Step): undefined {
  const hint = 'Supply the whole body as a text or a list, or change the document.';
  const message = `The payload of step "${stepId}" is not an object, so that no fields can be supplied to it.`;
  context.report(diagnose('supply/unknown', message, { hint }));
}

function refuse(context: CompileContext, key: string, what: string, hint: string | undefined): void {
  context.report(
    diagnose('supply/unknown', `${what}, for which a value is supplied to step "${key}".`, { hint }),
  );
}
