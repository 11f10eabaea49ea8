import { isObject } from '../../text/json.ts';
import { bodySchema } from '../schema/body-schema.ts';
import type { OperationEntry } from '../description.ts';
import { child, children, type Node } from '../read/resolve-reference.ts';
import { schemaParts } from '../schema/schema-parts.ts';

/** The way to a place within a body, by names of members and positions of items; `*` is any of them. */
export type PlacePattern = readonly string[];

/** What is left of patterns one step further in. */
export function placesWithin(places: readonly PlacePattern[], name: string): readonly PlacePattern[] {
  return places.flatMap(([step, ...rest]) => (step === name || step === '*' ? [rest] : []));
}

/** The places of a value of a document where a number stands that is kept as the text of its digits. `exact` has those texts, `value` the numbers. */
export function keptPlaces(value: unknown, exact: unknown): readonly PlacePattern[] {
  if (value === exact) return [];
  if (typeof value !== 'object' || value === null) return typeof value === 'number' ? [[]] : [];
  return Object.entries(value).flatMap(([name, member]) =>
    keptPlaces(member, (exact as Record<string, unknown>)[name]).map((place) => [name, ...place]),
  );
}

/** Bounds of the walk: descriptions are from strangers, and their schemas go round in circles. */
const deepest = 8;
const mostSchemas = 2000;
const mostPlaces = 200;

interface Walk {
  /** By how a place is spelt: whether some schema wants a number there, and whether some schema takes a text. */
  readonly places: Map<string, { readonly at: PlacePattern; number: boolean; text: boolean }>;
  schemas: number;
}

/**
 * The places of a body that hold numbers and no texts, as the operation's schema for a media type has it: an integer beyond 2^53, which is
 * kept as the text of its digits (clause K12), is written as a number there. Places of schemas that say nothing are not among them.
 */
export function numberPlaces(entry: OperationEntry, contentType: string): readonly PlacePattern[] {
  const schema = bodySchema(entry, contentType);
  return schema === undefined ? [] : numberPlacesIn([schema]);
}

/** The places that hold numbers and no texts by all of these schemas together. */
export function numberPlacesIn(schemas: readonly Node[]): readonly PlacePattern[] {
  const walk: Walk = { places: new Map(), schemas: 0 };
  for (const schema of schemas) visit(walk, schema, []);
  const found = [...walk.places.values()].filter(({ number, text }) => number && !text);
  return found.slice(0, mostPlaces).map(({ at }) => at);
}

/** Breadth does not matter here: what the bounds cut off stays text, as without a schema. */
function visit(walk: Walk, node: Node, at: PlacePattern): void {
  walk.schemas += 1;
  if (walk.schemas > mostSchemas || at.length > deepest) return;
  const { own, all, any } = schemaParts(node);
  // What a composition holds stands at the same place; a circle of compositions ends with the bound on schemas.
  for (const part of [...all, ...any.flat()]) visit(walk, part, at);
  if (own === undefined) return;
  const types: readonly unknown[] = Array.isArray(own['type']) ? own['type'] : [own['type']];
  const number = types.includes('integer') || types.includes('number');
  const text = types.includes('string');
  if (number || text) {
    const key = JSON.stringify(at);
    const place = walk.places.get(key) ?? { at, number: false, text: false };
    place.number ||= number;
    place.text ||= text;
    walk.places.set(key, place);
  }
  for (const [name, property] of children(child(node, 'properties'))) visit(walk, property, [...at, name]);
  for (const keyword of ['items', 'additionalProperties']) {
    const member = child(node, keyword);
    if (member !== undefined && isObject(member.value)) visit(walk, member, [...at, '*']);
  }
}
