import { isDeepStrictEqual } from 'node:util';
import type { Edit } from '../diagnostics/repair.ts';
import { isObject, type JsonObject } from '../text/json.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';

/**
 * What an edit makes of a JSON value: what the text must say once it is edited. Nothing given is changed; order of members is kept.
 * Undefined when the edit does not fit, because something else stands where it looks.
 */
export function editValue(root: unknown, edit: Edit): { readonly value: unknown } | undefined {
  const tokens = parsePointer(edit.pointer);
  if (tokens === undefined || edit.op === 'line') return undefined;
  if (edit.op === 'replace' && tokens.length === 0) {
    return isDeepStrictEqual(root, edit.from) ? { value: edit.to } : undefined;
  }
  if (edit.op === 'move') return moved(root, edit);
  return within(root, tokens, (holder, token) => {
    if (Array.isArray(holder)) return editItem(holder, token, edit);
    return isObject(holder) ? editMember(holder, token, edit) : undefined;
  });
}

function moved(root: unknown, edit: Extract<Edit, { op: 'move' }>): ReturnType<EditHolder> {
  const value = valueAt(root, parsePointer(edit.from) ?? []);
  const without = editValue(root, { op: 'remove', pointer: edit.from, from: value });
  const { pointer, after } = edit;
  return without && editValue(without.value, { op: 'add', pointer, value, ...(after && { after }) });
}

type EditHolder = (holder: unknown, token: string) => { readonly value: unknown } | undefined;

/** Copies what lies on the way to the holder of the last token, and edits that. */
function within(value: unknown, tokens: readonly string[], edit: EditHolder): ReturnType<EditHolder> {
  const [token, ...rest] = tokens;
  if (token === undefined) return undefined;
  if (rest.length === 0) return edit(value, token);
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const item = isIndex(token, items) ? within(items[Number(token)], rest, edit) : undefined;
    return item && { value: items.with(Number(token), item.value) };
  }
  if (!isObject(value) || !Object.hasOwn(value, token)) return undefined;
  const member = within(value[token], rest, edit);
  return (
    member && { value: withMembers(value, (name, old) => [[name, name === token ? member.value : old]]) }
  );
}

function editItem(items: readonly unknown[], token: string, edit: Edit): ReturnType<EditHolder> {
  if (edit.op === 'add') return token === '-' ? { value: [...items, edit.value] } : undefined;
  if ((edit.op !== 'replace' && edit.op !== 'remove') || !isIndex(token, items)) return undefined;
  const index = Number(token);
  if (!isDeepStrictEqual(items[index], edit.from)) return undefined;
  return { value: edit.op === 'remove' ? items.toSpliced(index, 1) : items.with(index, edit.to) };
}

function editMember(object: JsonObject, token: string, edit: Edit): ReturnType<EditHolder> {
  const has = Object.hasOwn(object, token);
  if (edit.op === 'add') {
    if (has) return undefined;
    const isLast = edit.after === undefined || !Object.hasOwn(object, edit.after);
    const entries: Entry[] = isLast ? [[token, edit.value]] : [];
    return {
      value: withMembers(
        object,
        (name, old) =>
          name === edit.after
            ? [
                [name, old],
                [token, edit.value],
              ]
            : [[name, old]],
        entries,
      ),
    };
  }
  if (!has) return undefined;
  if (edit.op === 'rename') {
    if (Object.hasOwn(object, edit.to)) return undefined;
    return { value: withMembers(object, (name, old) => [[name === token ? edit.to : name, old]]) };
  }
  if (!isDeepStrictEqual(object[token], edit.from)) return undefined;
  const kept = (name: string, old: unknown): Entry[] => {
    if (name !== token) return [[name, old]];
    return edit.op === 'replace' ? [[name, edit.to]] : [];
  };
  return { value: withMembers(object, kept) };
}

type Entry = readonly [name: string, value: unknown];

function withMembers(
  object: JsonObject,
  change: (name: string, value: unknown) => readonly Entry[],
  more: readonly Entry[] = [],
): JsonObject {
  // Entries define their members: `__proto__` is one like any other.
  return Object.fromEntries([
    ...Object.entries(object).flatMap(([name, value]) => change(name, value)),
    ...more,
  ]);
}

function isIndex(token: string, items: readonly unknown[]): boolean {
  return /^(0|[1-9][0-9]*)$/.test(token) && Number(token) < items.length;
}
