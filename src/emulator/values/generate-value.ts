import type { JsonSchema } from '../../arazzo/document.ts';
import type { CheckValue } from '../../openapi/schema/compile-schema.ts';
import type { Direction } from '../../openapi/schema/json-schema-of.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import { createDraw, type Draw } from './draw.ts';
import { type FlatSchema, flatten, resolveLocal } from './flatten.ts';
import { generateNumber } from './generate-number.ts';
import { generateText } from './generate-text.ts';

/** How a value is made. */
export interface GenerateOptions {
  /** The same seed gives the same value. */
  readonly seed: string;
  /** What is `writeOnly` is not in answers, what is `readOnly` not in requests. */
  readonly direction: Direction;
  /** Holds what was made against the schema; what it finds is made again in another way, a few times. */
  readonly check?: CheckValue;
}

/** Times that a value is made again for what is wrong with it. */
const mostTurns = 12;

/** Times that an object is made again before it is made of nothing but what is required. */
const bareAfter = 4;

/** Levels at which members that nothing requires are made too. */
const fullLevels = 4;

/** Levels below which nothing is made that can be left out in any way. */
const mostLevels = 24;

/** Values in one value; after them only what is required is made, and after twice as many nothing. */
const mostValues = 3000;

/** Members without a name of their own, more than which are not made. */
const mostMembers = 100;

/** One making of a value. */
interface Making {
  readonly root: JsonSchema;
  readonly draw: Draw;
  readonly direction: Direction;
  /** How often what stands at a pointer was found wanting. */
  readonly turns: ReadonlyMap<string, number>;
  /** Pointers at and above which examples do not fit. */
  readonly unfit: ReadonlySet<string>;
  left: number;
}

/** Where a value stands: its pointer, and the definitions that it stands within. */
interface Position {
  readonly pointer: string;
  readonly level: number;
  readonly within: readonly string[];
}

/**
 * Makes a value that a schema admits, from its examples and defaults where they fit, else from types, formats, bounds and patterns; with
 * the members that nothing requires, as far as the value stays small. Circles end where they may. A schema that refers to others must stand alone.
 * @returns The value with the fewest faults that was made: one without, but for schemas that contradict themselves or ask for what cannot be made.
 */
export function generateValue(schema: JsonSchema, options: GenerateOptions): unknown {
  const draw = createDraw(options.seed);
  const turns = new Map<string, number>();
  const unfit = new Set<string>();
  let best: { readonly value: unknown; readonly faults: number } | undefined;
  for (let turn = 0; turn < mostTurns; turn++) {
    const making: Making = {
      root: schema,
      draw,
      direction: options.direction,
      turns,
      unfit,
      left: mostValues,
    };
    const value = make(making, schema, { pointer: '', level: 0, within: [] });
    const problems = options.check?.(value) ?? [];
    if (best === undefined || problems.length < best.faults) best = { value, faults: problems.length };
    if (problems.length === 0) break;
    for (const pointer of new Set(problems.map((problem) => problem.pointer))) {
      turns.set(pointer, (turns.get(pointer) ?? 0) + 1);
      for (let end = pointer.length; end >= 0; end = pointer.lastIndexOf('/', end - 1)) {
        unfit.add(pointer.slice(0, end));
        if (end === 0) break;
      }
    }
  }
  return best?.value;
}

function make(making: Making, schema: JsonSchema, position: Position): unknown {
  const flat = flattenAt(making, schema, position);
  const { pointer } = position;
  making.left -= 1;
  const own = flat.schema;
  if (Object.hasOwn(own, 'const')) return own['const'];
  if (!making.unfit.has(pointer)) {
    const examples = Array.isArray(own['examples']) ? own['examples'] : [];
    for (const example of [own['example'], examples[0], own['default']]) {
      if (example !== undefined && mayBe(own, example)) return example;
    }
  }
  const turn = making.turns.get(pointer) ?? 0;
  const values = own['enum'];
  if (Array.isArray(values) && values.length > 0) {
    const wanted = values.filter((value) => value !== null && mayBe(own, value));
    const from: readonly unknown[] = wanted.length === 0 ? values : wanted;
    return from[turn % from.length];
  }
  const types = typesOf(own);
  switch (types[turn % types.length] ?? types[0]) {
    case 'object':
      return makeObject(making, flat, position);
    case 'array':
      return makeArray(making, flat, position);
    case 'integer':
    case 'number':
      return generateNumber(own, making.draw(pointer, 100) + turn);
    case 'boolean':
      return turn % 2 === 0;
    case 'null':
      return null;
    default:
      return generateText(own, { pointer, draw: making.draw, turn });
  }
}

/** Alternatives that lead back into what the value stands in come last, and so does null. */
function flattenAt(making: Making, schema: JsonSchema, { pointer, within }: Position): FlatSchema {
  const turn = making.turns.get(pointer) ?? 0;
  return flatten(schema, making.root, (alternatives) => {
    const order = alternatives
      .map((alternative, index) => ({ index, rank: rankOf(alternative, within, making.root) }))
      .toSorted((a, b) => a.rank - b.rank || a.index - b.index);
    return order[turn % order.length]!.index;
  });
}

function rankOf(alternative: JsonSchema, within: readonly string[], root: JsonSchema): number {
  if (!isObject(alternative)) return alternative ? 2 : 3;
  const { $ref } = alternative;
  const target = typeof $ref === 'string' ? resolveLocal($ref, root) : alternative;
  if (typeof $ref === 'string' && within.includes($ref.replace(/^#\/\$defs\//, ''))) return 2;
  return isObject(target) && target['type'] === 'null' ? 1 : 0;
}

/** Whether a value is of the types that a schema names, which is the least that an example must be. */
function mayBe(schema: JsonObject, value: unknown): boolean {
  const types = [schema['type'] ?? []].flat() as string[];
  if (types.length === 0) return true;
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(type) || (type === 'number' && types.includes('integer') && Number.isInteger(value));
}

/** The types that a schema admits, null last; where it names none, the one that its keywords are about. */
function typesOf(schema: JsonObject): readonly string[] {
  const { type } = schema;
  if (type !== undefined) {
    const types = [type].flat() as string[];
    return types.toSorted((a, b) => Number(a === 'null') - Number(b === 'null'));
  }
  const has = (...keywords: readonly string[]): boolean =>
    keywords.some((keyword) => Object.hasOwn(schema, keyword));
  if (has('properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties'))
    return ['object'];
  if (has('items', 'prefixItems', 'minItems', 'contains', 'uniqueItems')) return ['array'];
  if (has('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf')) return ['number'];
  return ['string', 'object', 'array', 'number', 'boolean', 'null'];
}

function below({ level, within }: Position, pointer: string, { names }: FlatSchema): Position {
  return { pointer, level: level + 1, within: [...within, ...names] };
}

/** Whether a schema leads back to a definition that its place stands within. */
function isCircular(making: Making, schema: JsonSchema, position: Position): boolean {
  const { names, schema: own } = flattenAt(making, schema, position);
  const returns = (found: ReadonlySet<string>): boolean =>
    [...found].some((name) => position.within.includes(name));
  if (returns(names)) return true;
  const { items } = own;
  return items !== undefined && returns(flattenAt(making, items as JsonSchema, position).names);
}

function makeObject(making: Making, flat: FlatSchema, position: Position): JsonObject {
  const { schema } = flat;
  const properties = new Map(Object.entries(asObject(schema['properties']))) as Map<string, JsonSchema>;
  const required = new Set((schema['required'] as readonly string[] | undefined) ?? []);
  const hidden = making.direction === 'request' ? 'readOnly' : 'writeOnly';
  const members = new Map<string, unknown>();
  const isFull = position.level >= mostLevels || making.left < -mostValues;
  // What is too much may be what several alternatives admit.
  const isBare = (making.turns.get(position.pointer) ?? 0) >= bareAfter;
  const add = (name: string, member: JsonSchema): void => {
    const at = below(position, `${position.pointer}/${escapeToken(name)}`, flat);
    members.set(name, make(making, member, at));
  };
  for (const [name, member] of properties) {
    if (required.has(name)) {
      if (!isFull) add(name, member);
      continue;
    }
    const at = below(position, `${position.pointer}/${escapeToken(name)}`, flat);
    const isDeep = isBare || position.level >= fullLevels || making.left <= 0;
    if (isDeep || isCircular(making, member, at)) continue;
    const made = flattenAt(making, member, at);
    if (!made.impossible && made.schema[hidden] !== true) add(name, member);
  }
  const rest = schema['additionalProperties'];
  const other = (isObject(rest) ? rest : true) as JsonSchema;
  for (const name of required) if (!members.has(name) && !isFull) add(name, other);
  const least = (schema['minProperties'] as number | undefined) ?? 0;
  // Where a schema is about members of any name, one of them is shown.
  const isMap = isObject(rest) && properties.size === 0;
  const ends = isMap && isCircular(making, other, below(position, `${position.pointer}/key1`, flat));
  const wanted = Math.max(least, isMap && !ends ? 1 : 0);
  for (let count = 1; members.size < wanted && count <= mostMembers; count++) {
    add(memberName(making, schema, position, count), other);
  }
  return Object.fromEntries(members);
}

/** A name for a member that the schema does not name. */
function memberName(making: Making, schema: JsonObject, { pointer }: Position, count: number): string {
  const names = schema['propertyNames'];
  const name = `key${count}`;
  if (!isObject(names)) return name;
  const made = make(making, names, { pointer: `${pointer}/${name}`, level: 0, within: [] });
  return typeof made === 'string' ? made : name;
}

function makeArray(making: Making, flat: FlatSchema, position: Position): unknown[] {
  const { schema } = flat;
  const bound = (keyword: string): number | undefined => schema[keyword] as number | undefined;
  const items = (schema['items'] ?? true) as JsonSchema;
  const tuple = (schema['prefixItems'] ?? []) as readonly JsonSchema[];
  const contained = schema['contains'] as JsonSchema | undefined;
  const least = Math.max(bound('minItems') ?? 0, contained === undefined ? 0 : (bound('minContains') ?? 1));
  const at = (index: number): Position => below(position, `${position.pointer}/${index}`, flat);
  const isSmall =
    items === false || making.left <= 0 || position.level >= mostLevels || isCircular(making, items, at(0));
  const wanted = Math.max(least, tuple.length, isSmall ? 0 : 1);
  const count = Math.min(wanted, bound('maxItems') ?? Infinity, 1000);
  const made: unknown[] = [];
  const texts = new Set<string>();
  for (let index = 0; index < count; index++) {
    const own = tuple[index] ?? items;
    const schemaAt: JsonSchema =
      contained !== undefined && index < (bound('minContains') ?? 1) ? { allOf: [contained, own] } : own;
    let item = make(making, schemaAt, at(index));
    // Another one, where each may be there once.
    for (
      let turn = 1;
      schema['uniqueItems'] === true && texts.has(JSON.stringify(item)) && turn <= 30;
      turn++
    ) {
      const turns = new Map(making.turns).set(at(index).pointer, turn + index);
      item = make(
        { ...making, turns, unfit: new Set([...making.unfit, at(index).pointer]) },
        schemaAt,
        at(index),
      );
    }
    texts.add(JSON.stringify(item));
    made.push(item);
  }
  return made;
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
