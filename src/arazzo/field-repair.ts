import { near, onlySpeltLike } from '../diagnostics/near.ts';
import type { Repair } from '../diagnostics/repair.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import type { ObjectShape } from './shape.ts';
import type { ShapeCheck } from './shape-check.ts';
import { takes } from './type-repair.ts';

/** The field of an object that is meant by a name which is none: the only one that is near it, is not there yet, and takes such a value. */
export function meantField(
  { version }: ShapeCheck,
  shape: ObjectShape,
  object: JsonObject,
  name: string,
): string | undefined {
  const open = Object.entries(shape.fields).flatMap(([field, { since }]) => {
    const isKnown = since === undefined || version !== '1.0';
    return isKnown && !Object.hasOwn(object, field) ? [field] : [];
  });
  const { synonyms = {} } = shape;
  const others = Object.hasOwn(synonyms, name) ? [synonyms[name]!] : near(name, open);
  const field = onlySpeltLike(name, open) ?? (others.length === 1 ? others[0] : undefined);
  if (field === undefined || !open.includes(field)) return undefined;
  // Two names that both come to the same field leave nothing to choose by.
  const rivals = Object.keys(object).filter(
    (other) =>
      other !== name &&
      !Object.hasOwn(shape.fields, other) &&
      (synonyms[other] === field || near(other, [field]).length > 0),
  );
  return rivals.length === 0 && takes(shape.fields[field]!.shape, object[name]) ? field : undefined;
}

/** The repair that gives a member the name of a field. */
export function renaming(pointer: string, name: string, field: string): Repair {
  const opens = pointer.slice(0, pointer.lastIndexOf('/') + 1) + field;
  return {
    opens,
    title: `Write ${field} in the place of ${name}.`,
    edits: [{ op: 'rename', pointer, to: field }],
  };
}

/** The repair of a field that is missing, where the rest of the object leaves one value for it. */
export function impliedField(
  shape: ObjectShape,
  object: JsonObject,
  pointer: string,
  name: string,
): Repair | undefined {
  const value = shape.fields[name]?.implied?.(object);
  if (value === undefined) return undefined;
  const add = {
    op: 'add',
    pointer: `${pointer}/${name}`,
    value,
    ...(shape.id === undefined ? {} : { after: shape.id }),
  } as const;
  return { title: `Add ${name}: ${value}.`, edits: [add] };
}

/**
 * The repair that moves a member into the object of the field that it belongs to, where that is not there or does not have it yet. A call of a workflow has no such
 * object.
 */
export function movingInto(
  shape: ObjectShape,
  object: JsonObject,
  pointer: string,
  name: string,
): Repair | undefined {
  const [field, inner] = (Object.hasOwn(shape.inner ?? {}, name) && shape.inner?.[name]) || [];
  if (field === undefined || inner === undefined || Object.hasOwn(object, 'workflowId')) return undefined;
  const alike = Object.keys(object).filter((other) => Object.hasOwn(shape.inner!, other));
  if (alike.some((other) => other !== name && shape.inner![other]![1] === inner)) return undefined;
  const from = object[name];
  const at = `${pointer}/${name}`;
  const to = `${pointer}/${field}`;
  const title = `Move ${name} into ${field}, as ${inner}.`;
  const holder = object[field];
  if (holder === undefined) {
    // One of them makes the object, and the others follow into it.
    if (alike[0] !== name) return undefined;
    return {
      title,
      edits: [
        { op: 'rename', pointer: at, to: field },
        { op: 'replace', pointer: to, from, to: { [inner]: from } },
      ],
      opens: pointer,
    };
  }
  if (!isObject(holder) || Object.hasOwn(holder, inner)) return undefined;
  return {
    title,
    edits: [{ op: 'move', from: at, pointer: `${to}/${inner}` }],
    opens: pointer,
  };
}
