import type { Parameter, Step } from '../../arazzo/document.ts';
import { isSpeltLike } from '../../diagnostics/near.ts';
import type { Edit, Repair } from '../../diagnostics/repair.ts';
import type { Operation } from '../../openapi/operation.ts';
import { isObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';

/** A value of a parameter that stands in the payload. */
export interface Misplaced {
  /** Its name there. */
  readonly field: string;
  readonly value: unknown;
  readonly pointer: string;
  /** Absent where it may be meant for the body too. */
  readonly repair?: Repair;
}

/** The field of the payload that has the name of a required parameter which the step does not give (clause F8). */
export function misplacedIn(
  operation: Operation,
  step: Step,
  parameter: { readonly name: string; readonly in: string },
  pointer: string,
): Misplaced | undefined {
  const payload = step.requestBody?.payload;
  if (!isObject(payload)) return undefined;
  const alike = Object.keys(payload).filter((name) => isSpeltLike(name, parameter.name));
  const isUnknown = (name: string): boolean => isNoField(operation, name);
  const field = Object.hasOwn(payload, parameter.name)
    ? parameter.name
    : alike.length === 1 && isUnknown(alike[0]!)
      ? alike[0]!
      : undefined;
  if (field === undefined) return undefined;
  const at = `${pointer}/requestBody/payload/${escapeToken(field)}`;
  const found = { field, value: payload[field], pointer: at };
  if (!isUnknown(field)) return found;
  const given = {
    name: parameter.name,
    in: parameter.in as NonNullable<Parameter['in']>,
    value: payload[field],
  };
  const isLast = Object.keys(payload).length === 1 && step.requestBody?.replacements === undefined;
  const isBodyless = isLast && operation.requestBody?.required !== true;
  const edits: Edit[] = [
    isBodyless
      ? { op: 'remove', pointer: `${pointer}/requestBody`, from: step.requestBody }
      : { op: 'remove', pointer: at, from: payload[field] },
    addition(step, given, pointer),
  ];
  return {
    ...found,
    repair: { title: `Give ${parameter.name} as a parameter in: ${parameter.in}, not in the body.`, edits },
  };
}

/** Adds a parameter to a step. */
export function addition(step: Step, parameter: Parameter, pointer: string): Edit {
  if (step.parameters !== undefined)
    return { op: 'add', pointer: `${pointer}/parameters/-`, value: parameter };
  const after = step.operationId === undefined ? 'operationPath' : 'operationId';
  return { op: 'add', pointer: `${pointer}/parameters`, value: [parameter], after };
}

/** Whether the operation certainly knows no field of this name in its body. */
function isNoField({ requestBody }: Operation, name: string): boolean {
  return Object.values(requestBody?.content ?? {}).every(
    ({ schema }) => schema?.properties !== undefined && !Object.hasOwn(schema.properties, name),
  );
}
