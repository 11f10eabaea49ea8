import type { Parameter } from '../../arazzo/document.ts';
import type { ResolvedParameter } from '../../arazzo/resolve-reusable.ts';
import { isSpeltLike } from '../../diagnostics/near.ts';
import type { Edit, Repair } from '../../diagnostics/repair.ts';
import type { Operation, ParameterLocation } from '../../openapi/operation.ts';
import { pathVariables } from '../../openapi/path-template.ts';
import { isSameName, isUndeclarable } from '../compile/parameter-name.ts';

/** Where an operation takes a value: a declared parameter, or a variable of its path. */
interface Slot {
  readonly name: string;
  readonly in: ParameterLocation;
  readonly required: boolean;
}

/**
 * The repair of a parameter that the operation does not declare as it is given, where the description has exactly one that nothing else of the
 * step binds: of the same name elsewhere, or of a name that differs by case and punctuation only.
 */
export function meantParameter(
  operation: Operation,
  { parameter, pointer }: ResolvedParameter,
  given: readonly ResolvedParameter[],
): Repair | undefined {
  const { name, in: location } = parameter;
  if (location === 'querystring' || isUndeclarable(location ?? 'header', name)) return undefined;
  const open = openSlots(operation, given);
  const ways: readonly ((slot: Slot) => boolean)[] = [
    (slot) => slot.in === location && isSpeltLike(slot.name, name),
    (slot) => isSameName(slot.name, name, slot.in),
    (slot) => (slot.required || location === undefined) && isSpeltLike(slot.name, name),
  ];
  const found = ways.map((isMeant) => open.filter(isMeant)).find((slots) => slots.length > 0);
  const [slot, ...others] = found ?? [];
  return slot === undefined || others.length > 0 ? undefined : placing(parameter, pointer, slot);
}

/**
 * Where a parameter goes that does not say it (clause F2): the only place that the operation has for its name, if nothing else of the step goes there.
 */
export function onlyLocation(
  operation: Operation,
  name: string,
  given: readonly ResolvedParameter[],
): Slot['in'] | undefined {
  const [slot, ...others] = slotsOf(operation).filter((each) => isSameName(each.name, name, each.in));
  const isOpen =
    slot !== undefined &&
    openSlots(operation, given).some((each) => each.in === slot.in && each.name === slot.name);
  return isOpen && others.length === 0 ? slot.in : undefined;
}

/** What nothing of the step binds. */
function openSlots(operation: Operation, given: readonly ResolvedParameter[]): readonly Slot[] {
  return slotsOf(operation).filter(
    (slot) =>
      !given.some(
        (each) => each.parameter.in === slot.in && isSameName(slot.name, each.parameter.name, slot.in),
      ),
  );
}

function slotsOf(operation: Operation): readonly Slot[] {
  const inPath = pathVariables(operation.path).map((name): Slot => ({ name, in: 'path', required: true }));
  // Only a variable of the path can take a parameter there, whatever is declared.
  const declared = operation.parameters.filter((each) => each.in !== 'path');
  return [...inPath, ...declared];
}

/** Writes the name and the location of a slot where the parameter has others. */
function placing(parameter: Parameter, pointer: string, slot: Slot): Repair {
  const edits: Edit[] = [];
  if (parameter.name !== slot.name) {
    edits.push({ op: 'replace', pointer: `${pointer}/name`, from: parameter.name, to: slot.name });
  }
  if (parameter.in === undefined) {
    edits.push({ op: 'add', pointer: `${pointer}/in`, value: slot.in, after: 'name' });
  } else if (parameter.in !== slot.in) {
    edits.push({ op: 'replace', pointer: `${pointer}/in`, from: parameter.in, to: slot.in });
  }
  const isNamed = parameter.name === slot.name;
  const where = parameter.in === slot.in ? '' : `, in: ${slot.in}`;
  const title = isNamed
    ? `Give the parameter ${slot.name} in: ${slot.in}.`
    : `Write ${slot.name}${where} in the place of the parameter ${parameter.name}.`;
  return { title, edits };
}
