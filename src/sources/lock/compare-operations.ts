import { hashOf } from '../../text/hash.ts';
import type { Contents, OperationContent, ParameterContent } from './operation-content.ts';
import type { Bounds } from './schema-bounds.ts';
import type { SchemaTree } from './schema-tree.ts';

/** Something that is not as it was, in one line: `The query parameter "limit" is new, and required.` */
export type Change = string;

/** What changed in an operation between two versions of its description, as far as requests and checks see it. */
export function compareOperations(
  before: OperationContent | undefined,
  after: OperationContent | undefined,
): readonly Change[] {
  if (before === undefined) return after === undefined ? [] : ['It is used for the first time.'];
  if (after === undefined) return ['It is no longer there.'];
  if (isSame(before, after)) return [];
  const changes = [
    ...compareCall(before, after),
    ...compareParameters(before.parameters, after.parameters),
    ...compareBodies(before.requestBody, after.requestBody),
    ...compareSecurity(before, after),
    ...compareResponses(before, after),
  ];
  return changes.length > 0 ? changes : ['Its request is described in another way.'];
}

function compareCall(before: OperationContent, after: OperationContent): Change[] {
  const call = ({ method, path }: OperationContent): string => `${method} ${path}`;
  const servers = (content: OperationContent): string => content.servers.map(({ url }) => url).join(', ');
  return [
    ...(call(before) === call(after) ? [] : [`It was ${call(before)}, and is ${call(after)}.`]),
    ...(isSame(before.servers, after.servers)
      ? []
      : [`Its servers were ${servers(before)}, and are ${servers(after)}.`]),
  ];
}

function compareParameters(
  before: readonly ParameterContent[],
  after: readonly ParameterContent[],
): Change[] {
  const key = ({ in: place, name }: ParameterContent): string => `${place} parameter "${name}"`;
  const byKey = (list: readonly ParameterContent[]): Map<string, ParameterContent> =>
    new Map(list.map((each) => [key(each), each]));
  return compareMaps(byKey(before), byKey(after), {
    added: (name, { required }) => `The ${name} is new${required ? ', and required' : ''}.`,
    removed: (name) => `The ${name} is gone.`,
    changed: (name, one, other) => {
      if (one.required !== other.required)
        return [`The ${name} is ${other.required ? 'now' : 'no longer'} required.`];
      const schema = compareSchemas(`the ${name}`, one.schema, other.schema);
      return schema.length > 0 ? schema : [`The ${name} is written in another way.`];
    },
  });
}

type Body = OperationContent['requestBody'];

function compareBodies(before: Body, after: Body): Change[] {
  if (before === undefined || after === undefined) {
    if (before === after) return [];
    return [
      after === undefined
        ? 'It no longer takes a body.'
        : `It takes a body${after.required ? ', which is required' : ''}.`,
    ];
  }
  const required =
    before.required === after.required
      ? []
      : [`Its body is ${after.required ? 'now' : 'no longer'} required.`];
  return [...required, ...compareContents('the body', before.content, after.content)];
}

function compareContents(what: string, before: Contents, after: Contents): Change[] {
  return compareMaps(new Map(Object.entries(before)), new Map(Object.entries(after)), {
    added: (type) => `${capitalized(what)} may now be ${type}.`,
    removed: (type) => `${capitalized(what)} may no longer be ${type}.`,
    changed: (type, one, other) => {
      const schema = compareSchemas(`${what} as ${type}`, one.schema, other.schema);
      return schema.length > 0 ? schema : [`${capitalized(what)} as ${type} is written in another way.`];
    },
  });
}

/** Changes beyond these are only counted. */
const mostChanges = 20;

function compareSchemas(
  what: string,
  before: SchemaTree = { types: [] },
  after: SchemaTree = { types: [] },
): Change[] {
  const changes = compareTrees(what, '', before, after);
  if (changes.length <= mostChanges) return changes;
  return [
    ...changes.slice(0, mostChanges),
    `${capitalized(what)} has ${changes.length - mostChanges} more changes.`,
  ];
}

/** @param way Names from the whole value to the part that is compared, with dots; empty for all of it. */
function compareTrees(what: string, way: string, before: SchemaTree, after: SchemaTree): Change[] {
  const part = way === '' ? capitalized(what) : `"${way}" of ${what}`;
  const within = (name: string): string => (way === '' ? name : `${way}.${name}`);
  const types = ({ types: names }: SchemaTree): string =>
    names.length === 0 ? 'anything' : names.join(' or ');
  const changes: Change[] = [];
  if (types(before) !== types(after)) changes.push(`${part} was ${types(before)}, and is ${types(after)}.`);
  if (!isSame(before.enum, after.enum)) changes.push(`${part} has other values to choose from.`);
  if ((before.closed ?? false) !== (after.closed ?? false)) {
    changes.push(`${part} may ${after.closed === true ? 'no longer' : 'now'} have other fields.`);
  }
  changes.push(...compareBounds(part, before.bounds ?? {}, after.bounds ?? {}));
  const had = new Set(before.required);
  const has = new Set(after.required);
  for (const name of has) if (!had.has(name)) changes.push(`"${within(name)}" of ${what} is now required.`);
  for (const name of had)
    if (!has.has(name)) changes.push(`"${within(name)}" of ${what} is no longer required.`);
  const fields = ({ properties = {} }: SchemaTree) => new Map(Object.entries(properties));
  const members = compareMaps(fields(before), fields(after), {
    added: (name) => (has.has(name) && !had.has(name) ? undefined : `"${within(name)}" of ${what} is new.`),
    removed: (name) => `"${within(name)}" of ${what} is gone.`,
    changed: (name, one, other) => compareTrees(what, within(name), one, other),
  });
  const items =
    before.items !== undefined && after.items !== undefined && !isSame(before.items, after.items)
      ? compareTrees(what, `${way}[]`, before.items, after.items)
      : [];
  const told = [...changes, ...members, ...items];
  return told.length > 0 ? told : compareAlternatives(what, way, before, after);
}

/** Bounds that are schemas themselves are not written out. */
function compareBounds(part: string, before: Bounds, after: Bounds): Change[] {
  const said = (keyword: string, values: readonly unknown[]): string =>
    values.some((each) => typeof each === 'object')
      ? `a restriction by "${keyword}"`
      : `${keyword} ${values.map((each) => JSON.stringify(each)).join(' and ')}`;
  return compareMaps(new Map(Object.entries(before)), new Map(Object.entries(after)), {
    added: (keyword, values) => `${part} now has ${said(keyword, values)}.`,
    removed: (keyword) => `${part} no longer has ${said(keyword, before[keyword]!)}.`,
    changed: (keyword, one, other) =>
      said(keyword, one) === said(keyword, other)
        ? [`${part} is restricted by another "${keyword}".`]
        : [`${part} had ${said(keyword, one)}, and has ${said(keyword, other)}.`],
  });
}

/** What changes only within alternatives, and not in what they are together. */
function compareAlternatives(what: string, way: string, before: SchemaTree, after: SchemaTree): Change[] {
  const [one, other] = [before.alternatives ?? [], after.alternatives ?? []];
  if (one.length === other.length) {
    return one.flatMap((each, index) =>
      compareTrees(`alternative ${index + 1} of ${what}`, way, each, other[index]!),
    );
  }
  const part = way === '' ? capitalized(what) : `"${way}" of ${what}`;
  return [`${part} had ${one.length} alternatives, and has ${other.length}.`];
}

function compareSecurity(before: OperationContent, after: OperationContent): Change[] {
  if (isSame(before.security, after.security)) return [];
  const ways = ({ security }: OperationContent): string =>
    security.map((each) => Object.keys(each).join(' with ') || 'none').join(' or ') || 'none';
  const [was, is] = [ways(before), ways(after)];
  return [
    was === is
      ? `Its security, ${is}, is described in another way.`
      : `Its security was ${was}, and is ${is}.`,
  ];
}

function compareResponses(before: OperationContent, after: OperationContent): Change[] {
  return compareMaps(new Map(Object.entries(before.responses)), new Map(Object.entries(after.responses)), {
    added: (status) => `The answer ${status} is new.`,
    removed: (status) => `The answer ${status} is gone.`,
    changed: (status, one, other) => compareContents(`the answer ${status}`, one, other),
  });
}

/** Goes through what two maps have and have not in common. */
function compareMaps<T>(
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
  say: {
    added(name: string, value: T): Change | undefined;
    removed(name: string): Change;
    changed(name: string, before: T, after: T): readonly Change[];
  },
): Change[] {
  const changes: Change[] = [];
  for (const [name, value] of before) {
    const other = after.get(name);
    if (other === undefined) changes.push(say.removed(name));
    else if (!isSame(value, other)) changes.push(...say.changed(name, value, other));
  }
  for (const [name, value] of after) {
    const added = before.has(name) ? undefined : say.added(name, value);
    if (added !== undefined) changes.push(added);
  }
  return changes;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether two values are the same, in whatever order their members are. */
function isSame(one: unknown, other: unknown): boolean {
  return hashOf({ value: one }) === hashOf({ value: other });
}
