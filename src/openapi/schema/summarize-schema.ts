import { isObject, type JsonObject } from '../../text/json.ts';
import { isMarked } from './is-marked.ts';
import type { SchemaSummary } from '../operation.ts';
import { type BrokenReference, child, children, type Node } from '../read/resolve-reference.ts';
import { schemaParts } from './schema-parts.ts';

/** Schemas composed more deeply than this are read as unknown, so that no description can exhaust the stack. */
const deepest = 64;

const unknown: SchemaSummary = { types: [] };

interface Walk {
  readonly broken: (reference: BrokenReference) => void;
  /** Summaries made or being made, by Schema Object: a circle meets the unknown, and no schema is read twice. */
  readonly whole: Map<unknown, SchemaSummary>;
  readonly shallow: Map<unknown, SchemaSummary>;
}

/**
 * What a schema says, one level deep: `allOf` merged, `$ref` resolved, `anyOf` and `oneOf` united. Circles are normal.
 * `broken` hears of references of the schema itself that lead nowhere; those of its properties only make them unknown.
 */
export function summarizeSchema(
  node: Node,
  broken: (reference: BrokenReference) => void = () => undefined,
): SchemaSummary {
  return summarize({ broken, whole: new Map(), shallow: new Map() }, node, true, 0);
}

/** What a schema's own keywords say, without those that it is composed of. */
export function summarizeOwn(node: Node): SchemaSummary {
  const { own } = schemaParts(node);
  const walk: Walk = { broken: () => undefined, whole: new Map(), shallow: new Map() };
  return own === undefined ? unknown : ownSummary(walk, node, own, true, 0);
}

/** What holds for a value that satisfies one of several schemas. */
export function uniteSummaries(summaries: readonly SchemaSummary[]): SchemaSummary {
  if (summaries.length <= 1) return summaries[0] ?? unknown;
  const known = summaries.every((each) => each.types.length > 0);
  const enums = summaries.map((each) => each.enum);
  const properties = summaries.flatMap((each) => Object.entries(each.properties ?? {}));
  const names = [...new Set(properties.map(([name]) => name))];
  const required = (summaries[0]!.required ?? []).filter((name) =>
    summaries.every((each) => each.required?.includes(name)),
  );
  return {
    types: known ? distinct(summaries.flatMap((each) => each.types)) : [],
    ...(enums.every((each) => each !== undefined) ? { enum: distinct(enums.flat()) } : {}),
    ...(summaries.every((each) => each.binary) ? { binary: true } : {}),
    ...(summaries.every((each) => each.encoded) ? { encoded: true } : {}),
    ...(names.length === 0
      ? {}
      : {
          properties: Object.fromEntries(
            names.map((name) => [
              name,
              uniteSummaries(properties.filter(([each]) => each === name).map(([, property]) => property)),
            ]),
          ),
        }),
    ...(required.length === 0 ? {} : { required }),
    ...(summaries.every((each) => each.closed) ? { closed: true } : {}),
  };
}

function summarize(walk: Walk, node: Node, whole: boolean, depth: number): SchemaSummary {
  const made = whole ? walk.whole : walk.shallow;
  const before = made.get(node.value);
  if (before !== undefined) return before;
  if (depth > deepest) return unknown;
  made.set(node.value, unknown);
  const { own, all, any, broken } = schemaParts(node);
  if (broken !== undefined && whole) walk.broken(broken);
  const parts = all.map((part) => summarize(walk, part, whole, depth + 1));
  for (const group of any) {
    parts.push(uniteSummaries(group.map((alternative) => summarize(walk, alternative, whole, depth + 1))));
  }
  if (own !== undefined) parts.unshift(ownSummary(walk, node, own, whole, depth));
  const merged = parts.length === 0 ? unknown : parts.reduce(mergeSummaries);
  const nullable = node.document.rules === '3.0' && own?.['nullable'] === true && merged.types.length > 0;
  const summary = nullable ? { ...merged, types: distinct([...merged.types, 'null']) } : merged;
  made.set(node.value, summary);
  return summary;
}

/** What a schema's own keywords say, without its composition. */
function ownSummary(walk: Walk, node: Node, own: JsonObject, whole: boolean, depth: number): SchemaSummary {
  const types = (Array.isArray(own['type']) ? own['type'] : [own['type']]).filter(
    (type): type is string => typeof type === 'string',
  );
  const onlyNull = types.length === 1 && types[0] === 'null';
  const values: unknown = Object.hasOwn(own, 'const') ? [own['const']] : onlyNull ? [null] : own['enum'];
  const declared = child(node, 'properties');
  // What only answers have is not asked for in a request.
  const isAsked = (name: unknown): name is string => {
    const property = typeof name === 'string' && declared !== undefined ? child(declared, name) : undefined;
    return typeof name === 'string' && !(property !== undefined && isMarked(property, 'readOnly'));
  };
  const required = Array.isArray(own['required']) ? own['required'].filter(isAsked) : [];
  const properties = whole ? children(declared) : [];
  const items = types.includes('array') ? child(node, 'items') : undefined;
  const binary =
    isBinaryContent(own) || (items !== undefined && summarize(walk, items, false, depth + 1).binary === true);
  return {
    types,
    ...(Array.isArray(values) ? { enum: values } : {}),
    ...(binary ? { binary } : {}),
    ...(own['format'] === 'byte' || typeof own['contentEncoding'] === 'string' ? { encoded: true } : {}),
    ...(properties.length === 0
      ? {}
      : {
          properties: Object.fromEntries(
            properties.map(([name, property]) => [
              name,
              typesOf(summarize(walk, property, false, depth + 1)),
            ]),
          ),
        }),
    ...(whole && required.length > 0 ? { required } : {}),
    ...(whole && own['additionalProperties'] === false && !isObject(own['patternProperties'])
      ? { closed: true }
      : {}),
  };
}

/** `format: binary`, and since 3.1 content of a media type that is not encoded as text (OpenAPI 3.1.1, section 4.8.14.4). */
function isBinaryContent(own: JsonObject): boolean {
  if (own['format'] === 'binary') return true;
  return typeof own['contentMediaType'] === 'string' && own['contentEncoding'] === undefined;
}

function typesOf({
  types,
  enum: values,
  binary,
}: SchemaSummary): Pick<SchemaSummary, 'types' | 'enum' | 'binary'> {
  return { types, ...(values === undefined ? {} : { enum: values }), ...(binary === true ? { binary } : {}) };
}

/** What holds for a value that satisfies both schemas. */
export function mergeSummaries(a: SchemaSummary, b: SchemaSummary): SchemaSummary {
  const values = a.enum !== undefined && b.enum !== undefined ? common(a.enum, b.enum) : (a.enum ?? b.enum);
  const required = distinct([...(a.required ?? []), ...(b.required ?? [])]);
  return {
    types: mergeTypes(a.types, b.types),
    ...(values === undefined ? {} : { enum: values }),
    ...(a.binary === true || b.binary === true ? { binary: true } : {}),
    ...(a.encoded === true || b.encoded === true ? { encoded: true } : {}),
    ...(a.properties === undefined && b.properties === undefined
      ? {}
      : { properties: mergeProperties(a.properties ?? {}, b.properties ?? {}) }),
    ...(required.length === 0 ? {} : { required }),
    ...(a.closed === true || b.closed === true ? { closed: true } : {}),
  };
}

type Properties = NonNullable<SchemaSummary['properties']>;

function mergeProperties(a: Properties, b: Properties): Properties {
  const added = Object.entries(b).map(([name, property]) => {
    const other = Object.hasOwn(a, name) ? a[name] : undefined;
    return [name, other === undefined ? property : mergeSummaries(other, property)] as const;
  });
  return Object.fromEntries([...Object.entries(a), ...added]);
}

/** The types that both allow. Unknown (empty) says nothing; every integer is a number. */
function mergeTypes(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const within = (types: readonly string[], type: string): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  return distinct([...a.filter((type) => within(b, type)), ...b.filter((type) => within(a, type))]);
}

function common(a: readonly unknown[], b: readonly unknown[]): unknown[] {
  const texts = new Set(b.map((value) => JSON.stringify(value)));
  return a.filter((value) => texts.has(JSON.stringify(value)));
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
