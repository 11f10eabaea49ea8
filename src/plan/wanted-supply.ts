import type { Template } from '../expression/template.ts';
import type { ParameterLocation } from '../openapi/operation.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import { isJson } from '../openapi/media-type.ts';
import { pathVariables } from '../openapi/path-template.ts';
import { isObject } from '../text/json.ts';
import { jsonTextFields } from './meant/json-text-fields.ts';
import { isSameName, isUndeclarable } from './compile/parameter-name.ts';
import type { BodyPlan, CallPlan, Plan, WorkflowPlan } from './plan.ts';
import type { Supply } from './supply.ts';
import { isUnfit } from './rules/unfit-value.ts';

/** Something that an operation requires and the step that calls it does not give, or gives so that no request can have it: it can be supplied. */
export interface WantedSupply {
  readonly workflowId: string;
  readonly stepId: string;
  readonly call: CallPlan;
  readonly in: ParameterLocation | 'body';
  /** Of the parameter, or of a field of the body; absent when there is no body at all. */
  readonly name?: string;
}

/**
 * What has to be supplied to calls before their requests can be made, in the order of the calls.
 * @param plan A draft will do: steps whose operation was not found want nothing.
 * @param calls Those that a run may make.
 */
export function wantedSupply(
  { workflows }: Plan,
  calls: readonly { readonly workflowId: string; readonly stepId: string; readonly call: CallPlan }[],
): WantedSupply[] {
  return calls.flatMap((each) => {
    const workflow = workflows.find(({ workflowId }) => workflowId === each.workflowId)!;
    const wanted = wantedBy(each.call);
    const isNew = (other: Wanted): boolean =>
      !wanted.some(({ in: part, name }) => part === other.in && name === other.name);
    return [...wanted, ...unfitIn(workflow, each.call).filter(isNew)].map((want) => ({ ...each, ...want }));
  });
}

/** A supply with one value more. */
export function withValue(
  supply: Supply,
  { workflowId, stepId, in: part, name }: Omit<WantedSupply, 'call'>,
  value: unknown,
): Supply {
  const full = `${workflowId}/${stepId}`;
  const key = Object.hasOwn(supply, stepId) && !Object.hasOwn(supply, full) ? stepId : full;
  const step = Object.hasOwn(supply, key) ? supply[key]! : {};
  const before = step[part];
  const after = name === undefined ? value : { ...(isObject(before) ? before : {}), [name]: value };
  return { ...supply, [key]: { ...step, [part]: after } };
}

type Wanted = Pick<WantedSupply, 'in' | 'name'>;

function wantedBy({ operation, parameters, body }: CallPlan): Wanted[] {
  const required = operation.parameters.filter(
    (each) => each.required && each.in !== 'path' && !isUndeclarable(each.in, each.name),
  );
  const places: Wanted[] = [
    ...pathVariables(operation.path).map((name) => ({ in: 'path' as const, name })),
    ...required.map((each) => ({ in: each.in, name: each.name })),
  ];
  const unbound = places.filter(
    (place) =>
      !parameters.some((given) => given.in === place.in && isSameName(given.name, place.name!, place.in)),
  );
  return [...unbound, ...wantedInBody(operation.requestBody, body)];
}

/** What the document gives and cannot do. */
function unfitIn(workflow: WorkflowPlan, { operation, parameters, body }: CallPlan): Wanted[] {
  const given = parameters.filter(({ in: location, name, value }) => {
    const declared = operation.parameters.find(
      (each) => each.in === location && isSameName(each.name, name, location),
    );
    return isUnfit(workflow, value, { types: declared?.schema?.types ?? [], isJson: false });
  });
  const wanted: Wanted[] = given.map(({ in: location, name }) => ({ in: location, name }));
  if (body === undefined) return wanted;
  const { payload, contentType } = body;
  const schema = chooseMediaType(operation.requestBody?.content ?? {}, contentType)?.mediaType?.schema;
  const written = isJson(contentType);
  const { properties = {} } = schema ?? {};
  const isUnfitField = ([name, value]: readonly [string, Template]): boolean => {
    const types = Object.hasOwn(properties, name) ? properties[name]!.types : [];
    return isUnfit(workflow, value, { types, isJson: written });
  };
  if (payload.kind !== 'object') {
    const isWanted =
      isUnfit(workflow, payload, { types: schema?.types ?? [], isJson: written }) ||
      jsonTextFields(payload)?.some(isUnfitField) === true;
    return isWanted ? [...wanted, { in: 'body' }] : wanted;
  }
  const fields = payload.members.filter(isUnfitField);
  return [...wanted, ...fields.map(([name]): Wanted => ({ in: 'body', name }))];
}

function wantedInBody(declared: CallPlan['operation']['requestBody'], body: BodyPlan | undefined): Wanted[] {
  if (declared === undefined || (body === undefined && !declared.required)) return [];
  const schema = chooseMediaType(declared.content, body?.contentType)?.mediaType?.schema;
  const fields = schema?.required ?? [];
  if (body === undefined) {
    return fields.length === 0 ? [{ in: 'body' }] : fields.map((name) => ({ in: 'body', name }));
  }
  const text = jsonTextFields(body.payload)?.map(([name]) => name);
  const given = text ?? fieldsOf(body.payload);
  if (given === undefined) return [];
  const replaced = (body.replacements ?? []).flatMap((each) =>
    each.dialect === 'jsonpointer' ? (each.path[0]?.name ?? []) : [],
  );
  const names = new Set([...given, ...replaced]);
  const missing = fields.filter((name) => !names.has(name));
  // Nothing can be put beside a text, which is supplied as a whole.
  if (text !== undefined) return missing.length === 0 ? [] : [{ in: 'body' }];
  return missing.map((name) => ({ in: 'body', name }));
}

/** The names of a payload's fields; undefined where they are not known before a run. */
function fieldsOf(payload: Template): readonly string[] | undefined {
  if (payload.kind === 'object') return payload.members.map(([name]) => bare(name));
  return payload.kind === 'literal' && isObject(payload.value)
    ? Object.keys(payload.value).map(bare)
    : undefined;
}

/** A form's field may be written with the way into it: `metadata[order]`. */
function bare(name: string): string {
  return name.replace(/\[.*$/s, '');
}
