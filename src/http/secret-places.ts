import { resolve } from '../plan/inputs/known-properties.ts';
import type { JsonSchema } from '../arazzo/document.ts';
import { isObject, type JsonObject } from '../text/json.ts';

/** Where a schema says that values are secret (clause A15): here, or further in. */
export interface SecretPlaces {
  /** `format: password` or `writeOnly`, in any of the schemas that may hold here. */
  readonly isSecret: boolean;
  readonly member: (name: string) => SecretPlaces;
  /** The same for all items of a list, wherever they stand in it. */
  readonly item: () => SecretPlaces;
}

/** Nothing is marked, here and further in. */
export const nowhere: SecretPlaces = { isSecret: false, member: () => nowhere, item: () => nowhere };

const known = new WeakMap<object, SecretPlaces>();

/**
 * The places that a standalone schema marks: through `$ref`, and in every branch that may hold, since one that is shown cannot be taken back. What
 * is read of a schema is kept with it, so that runs of one plan read it once.
 */
export function secretPlaces(schema: unknown): SecretPlaces {
  if (!isObject(schema)) return nowhere;
  const before = known.get(schema);
  if (before !== undefined) return before;
  const places = hasMark(schema)
    ? placesOf([schema], { root: schema, ids: new Map(), read: new Map() })
    : nowhere;
  known.set(schema, places);
  return places;
}

/** One schema while its places are read. */
interface Reading {
  readonly root: JsonSchema;
  /** Numbers of the schemas within it. */
  readonly ids: Map<JsonObject, number>;
  /** What was read, by the numbers of the schemas that hold at a place: schemas may refer to themselves. */
  readonly read: Map<string, SecretPlaces>;
}

/** Keywords whose schemas hold in the same place, or may. */
const here = ['allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'dependentSchemas'];
/** Keywords whose schemas hold for members that are not declared, or may. */
const ofOthers = ['additionalProperties', 'unevaluatedProperties', 'patternProperties'];
const ofItems = ['items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'contains'];
/** Keywords of which each member is a schema. */
const maps = new Set(['dependentSchemas', 'patternProperties']);

function placesOf(schemas: readonly unknown[], reading: Reading): SecretPlaces {
  const holding = allHere(schemas, reading.root);
  if (holding.length === 0) return nowhere;
  const key = holding
    .map((schema) => idOf(schema, reading))
    .toSorted((a, b) => a - b)
    .join();
  const before = reading.read.get(key);
  if (before !== undefined) return before;
  const below = (keywords: readonly string[]): readonly unknown[] =>
    holding.flatMap((schema) => keywords.flatMap((keyword) => schemasIn(schema, keyword)));
  const members = new Map<string, SecretPlaces>();
  let others: SecretPlaces | undefined;
  let items: SecretPlaces | undefined;
  const places: SecretPlaces = {
    isSecret: holding.some((schema) => schema['format'] === 'password' || schema['writeOnly'] === true),
    member(name) {
      const declared = holding.flatMap(({ properties }) =>
        isObject(properties) && Object.hasOwn(properties, name) ? [properties[name]] : [],
      );
      if (declared.length === 0) return (others ??= placesOf(below(ofOthers), reading));
      const found = members.get(name) ?? placesOf([...declared, ...below(['patternProperties'])], reading);
      members.set(name, found);
      return found;
    },
    item: () => (items ??= placesOf(below(ofItems), reading)),
  };
  reading.read.set(key, places);
  return places;
}

/** Schemas with all those that hold, or may hold, for the same value. */
function allHere(schemas: readonly unknown[], root: JsonSchema): readonly JsonObject[] {
  const found = new Set<JsonObject>();
  const left = [...schemas];
  while (left.length > 0) {
    const schema = left.pop();
    if (!isObject(schema) || found.has(schema)) continue;
    found.add(schema);
    if (typeof schema['$ref'] === 'string') left.push(resolve(schema['$ref'], root));
    for (const keyword of here) left.push(...schemasIn(schema, keyword));
  }
  return [...found];
}

function schemasIn(schema: JsonObject, keyword: string): readonly unknown[] {
  const value = Object.hasOwn(schema, keyword) ? schema[keyword] : undefined;
  if (Array.isArray(value)) return value;
  return maps.has(keyword) && isObject(value) ? Object.values(value) : [value];
}

function idOf(schema: JsonObject, { ids }: Reading): number {
  const id = ids.get(schema) ?? ids.size;
  ids.set(schema, id);
  return id;
}

/** Whether a schema marks anything at all, so that most are not looked into again. */
function hasMark(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(hasMark);
  if (!isObject(schema)) return false;
  return (
    schema['format'] === 'password' || schema['writeOnly'] === true || Object.values(schema).some(hasMark)
  );
}
