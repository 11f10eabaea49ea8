import { onlySpeltLike } from '../../diagnostics/near.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';

/**
 * The repair of a field that the body does not have, where one that it has and that is not given is certainly meant: the only one that differs by case
 * and punctuation; or, where no other fields are allowed, the only one that is missing of those required, if the one name is part of the
 * other, nothing else is in excess, and it takes such a value.
 * @param pointer Of the payload.
 */
export function meantBodyField(
  schema: SchemaSummary,
  payload: JsonObject,
  name: string,
  pointer: string,
): Repair | undefined {
  const { properties = {}, required = [], closed = false } = schema;
  const isUnknown = (each: string): boolean => !Object.hasOwn(properties, each);
  const open = Object.keys(properties).filter((each) => !Object.hasOwn(payload, each));
  const unknown = Object.keys(payload).filter(isUnknown);
  const alike = onlySpeltLike(name, open);
  const isSole = unknown.every((each) => each === name || onlySpeltLike(each, open) !== alike);
  const [missing, ...others] = required.filter((each) => !Object.hasOwn(payload, each));
  const isCertain =
    closed &&
    missing !== undefined &&
    others.length + unknown.length === 1 &&
    isPart(missing, name) &&
    takes(properties[missing], payload[name]);
  const meant = alike === undefined ? (isCertain ? missing : undefined) : isSole ? alike : undefined;
  if (meant === undefined) return undefined;
  return {
    title: `Write ${meant} in the place of the body field ${name}.`,
    edits: [{ op: 'rename', pointer: `${pointer}/${escapeToken(name)}`, to: meant }],
  };
}

/** The repair that takes a variable of the path out of a body which cannot have it: the step gives it where it belongs as well. */
export function givenTwice(payload: JsonObject, name: string, pointer: string): Repair {
  return {
    title: `Remove the body field ${name}, which is given as a parameter in: path.`,
    edits: [{ op: 'remove', pointer: `${pointer}/${escapeToken(name)}`, from: payload[name] }],
  };
}

function isPart(one: string, other: string): boolean {
  const [short, long] = [one.toLowerCase(), other.toLowerCase()].toSorted((a, b) => a.length - b.length) as [
    string,
    string,
  ];
  return short.length > 2 && (long.startsWith(short) || long.endsWith(short));
}

/** Whether a value may stand in a field: of what holds expressions, that is not known. */
function takes(field: Pick<SchemaSummary, 'types' | 'enum'> | undefined, value: unknown): boolean {
  if (typeof value === 'string' && value.includes('$')) return true;
  if (field?.enum !== undefined) return field.enum.includes(value);
  const types = field?.types ?? [];
  const type =
    value === null ? 'null' : Array.isArray(value) ? 'array' : isObject(value) ? 'object' : typeof value;
  return types.length === 0 || types.includes(type) || (type === 'number' && types.includes('integer'));
}
