import type { Template } from '../expression/template.ts';
import type { ParameterLocation } from '../openapi/operation.ts';
import { chooseMediaType } from '../openapi/choose-media-type.ts';
import { pathVariables } from '../openapi/path-template.ts';
import { isObject } from '../text/json.ts';
import { isSameName, isUndeclarable } from './parameter-name.ts';
import type { BodyPlan, CallPlan } from './plan.ts';
import type { Supply } from './supply.ts';

/** Something that an operation requires and the step that calls it does not give: it can be supplied. */
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
 * @param calls Those that a run may make. A draft's will do: steps whose operation was not found want nothing.
 */
export function wantedSupply(
  calls: readonly { readonly workflowId: string; readonly stepId: string; readonly call: CallPlan }[],
): WantedSupply[] {
  return calls.flatMap((each) => wantedBy(each.call).map((wanted) => ({ ...each, ...wanted })));
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

function wantedInBody(declared: CallPlan['operation']['requestBody'], body: BodyPlan | undefined): Wanted[] {
  if (declared === undefined || (body === undefined && !declared.required)) return [];
  const schema = chooseMediaType(declared.content, body?.contentType)?.mediaType?.schema;
  const fields = schema?.required ?? [];
  if (body === undefined) {
    return fields.length === 0 ? [{ in: 'body' }] : fields.map((name) => ({ in: 'body', name }));
  }
  const given = fieldsOf(body.payload);
  if (given === undefined) return [];
  const replaced = (body.replacements ?? []).flatMap((each) =>
    each.dialect === 'jsonpointer' ? (each.path[0]?.name ?? []) : [],
  );
  const names = new Set([...given, ...replaced]);
  return fields.filter((name) => !names.has(name)).map((name) => ({ in: 'body', name }));
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
