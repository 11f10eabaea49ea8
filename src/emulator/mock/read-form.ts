import type { JsonSchema } from '../../arazzo/document.ts';
import { isJson } from '../../openapi/media-type.ts';
import type { Encoding, MediaType } from '../../openapi/operation.ts';
import type { JsonObject } from '../../text/json.ts';
import { coerceItems, coerceText, memberSchema, typed, typesIn } from './coerce-text.ts';

/** The fields of a form, or the parts of one, each by its encoding (OpenAPI 3.1.1, section 4.8.15), else by its type. */
export function readForm(
  pairs: readonly (readonly [name: string, text: string])[],
  schema: JsonSchema | undefined,
  encodings: MediaType['encoding'] = {},
): JsonObject {
  const groups = new Map<string, (readonly [path: string, text: string])[]>();
  for (const [name, text] of pairs) {
    const open = memberSchema(schema, schema, name) === undefined ? name.indexOf('[') : -1;
    const field = open > 0 ? name.slice(0, open) : name;
    groups.set(field, [...(groups.get(field) ?? []), [open > 0 ? name.slice(open) : '', text]]);
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => {
      const field = memberSchema(schema, schema, name);
      return [name, readField(group, field, schema, encodings[name])];
    }),
  );
}

function readField(
  group: readonly (readonly [path: string, text: string])[],
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
  encoding: Encoding | undefined,
): unknown {
  if (group.some(([path]) => path !== '')) return nestMembers(group, schema, root);
  const texts = group.map(([, text]) => text);
  const types = typesIn(typed(schema, root));
  const first = texts[0]!;
  if (types.includes('array')) {
    const isSplit = texts.length === 1 && encoding?.style !== undefined && encoding.explode === false;
    const json = texts.length === 1 && first.startsWith('[') ? parsed(first) : undefined;
    return Array.isArray(json)
      ? json
      : coerceItems(isSplit ? first.split(encoding.delimiter ?? ',') : texts, schema, root);
  }
  if (types.includes('object') || isJson(encoding?.contentType ?? '')) return parsed(first) ?? first;
  return coerceText(texts.at(-1)!, schema, root);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Members named by brackets, `[a][b]`, `[a][]` or `[a][0]`, as the object that they stand for. */
export function nestMembers(
  pairs: readonly (readonly [path: string, text: string])[],
  schema: JsonSchema | undefined,
  root: JsonSchema | undefined,
): unknown {
  const groups = new Map<string, (readonly [string, string])[]>();
  for (const [path, text] of pairs) {
    const [, key = '', rest = ''] = /^\[([^\]]*)\](.*)$/s.exec(path) ?? [];
    groups.set(key, [...(groups.get(key) ?? []), [rest, text]]);
  }
  const flat = typed(schema, root);
  const isList = typesIn(flat).includes('array') || [...groups.keys()].every((key) => /^\d*$/.test(key));
  const read = (group: readonly (readonly [string, string])[], each: JsonSchema | undefined): unknown =>
    group.every(([rest]) => rest === '')
      ? coerceText(group.at(-1)![1], each, root)
      : nestMembers(group, each, root);
  if (!isList) {
    return Object.fromEntries(
      [...groups].map(([key, group]) => [key, read(group, memberSchema(schema, root, key))]),
    );
  }
  const items = flat['items'] as JsonSchema | undefined;
  return [...groups].flatMap(([key, group]) =>
    key === '' ? group.map((each) => read([each], items)) : [read(group, items)],
  );
}
