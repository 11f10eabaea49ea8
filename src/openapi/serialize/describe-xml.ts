import { isObject, type JsonObject } from '../../text/json.ts';
import { parsePointer } from '../../text/pointer.ts';
import { isNewerThan31 } from '../openapi-document.ts';
import { child, children, type Node, referenceOf } from '../read/resolve-reference.ts';
import { schemaParts } from '../schema/schema-parts.ts';

/**
 * How values of a schema are written as XML (OpenAPI 3.2.0, section 4.26; 3.1.1, section 4.8.26): plain JSON, which is stored in the plan. Nodes
 * refer to one another by their positions, so that circular schemas are nothing special. The first is the root.
 */
export type XmlDescription = readonly XmlNode[];

/** What the XML Object of a schema says, and where the parts of a value are described. What says nothing is left out. */
export interface XmlNode {
  /** An element unless said otherwise; `none` puts what it holds right into what holds it. */
  readonly type?: 'attribute' | 'text' | 'cdata' | 'none';
  /** Without one it has the name of its property. */
  readonly name?: string;
  readonly prefix?: string;
  readonly namespace?: string;
  /** Values are strings, numbers or booleans. */
  readonly scalar?: true;
  /** Values are lists; `wrapped` ones have an element around their items. */
  readonly list?: 'wrapped' | 'plain';
  /** Positions of the descriptions of members, by name; `others` of those without one. */
  readonly members?: Readonly<Record<string, number>>;
  readonly others?: number;
  /** Of items, and of the first ones where each has its own. */
  readonly items?: number;
  readonly first?: readonly (number | null)[];
}

/** Descriptions are from strangers, and their schemas go round in circles. */
const mostNodes = 5000;
const deepest = 64;

interface Walk {
  /** Positions by Schema Object. */
  readonly known: Map<unknown, number>;
  readonly nodes: XmlNode[];
  /** Whether a `$ref` is no node of its own, so that what it leads to has its component's name. */
  readonly isNew: boolean;
}

/** Describes how values of a schema are written. @param version Of the description: `3.2.0`. */
export function describeXml(schema: Node, version: string): XmlDescription {
  const walk: Walk = { known: new Map(), nodes: [], isNew: isNewerThan31(version) };
  visit(walk, schema, 0, true);
  return walk.nodes;
}

/** The position of a schema's description; undefined where it says nothing. */
function visit(walk: Walk, node: Node, depth: number, isRoot = false): number | undefined {
  const known = walk.known.get(node.value);
  if (known !== undefined) return known;
  if (!isObject(node.value) || depth > deepest || walk.nodes.length >= mostNodes) return undefined;
  const position = walk.nodes.length;
  walk.known.set(node.value, position);
  walk.nodes.push({});
  const described = describe(walk, node, depth, isRoot);
  walk.nodes[position] = described;
  if (Object.keys(described).length > 0 || position < walk.nodes.length - 1 || isRoot) return position;
  // Nothing can have come to refer to it.
  walk.nodes.pop();
  walk.known.delete(node.value);
  return undefined;
}

function describe(walk: Walk, node: Node, depth: number, isRoot: boolean): XmlNode {
  const parts = partsOf(node, 0);
  const named = parts.filter(({ isNamed }) => isNamed);
  const { nodeType, wrapped, attribute, name, prefix, namespace } = xmlOf(walk, named);
  const types = new Set(parts.flatMap(({ schema: { value } }) => (value as JsonObject)['type'] ?? []));
  const isList = types.has('array') || parts.some(({ schema }) => child(schema, 'items') !== undefined);
  const isScalar = types.size > 0 && !types.has('array') && !types.has('object');
  const type = nodeType ?? (attribute === true ? 'attribute' : undefined);
  const isWrapped = nodeType === 'element' || (nodeType === undefined && wrapped === true);
  const written = textOf(name) ?? (isRoot || walk.isNew ? componentName(named) : undefined);
  return {
    ...(isNodeType(type) && !(isList && type === 'none') ? { type } : {}),
    ...(written === undefined ? {} : { name: written }),
    ...(textOf(prefix) === undefined ? {} : { prefix: textOf(prefix) }),
    ...(textOf(namespace) === undefined ? {} : { namespace: textOf(namespace) }),
    ...(isRoot && isScalar ? { scalar: true } : {}),
    ...(isList ? { list: isWrapped ? 'wrapped' : 'plain' } : {}),
    ...within(walk, parts, depth),
  } as XmlNode;
}

/** What a node holds. Of parts that describe the same, the first counts. */
function within(
  walk: Walk,
  parts: readonly Part[],
  depth: number,
): Pick<XmlNode, 'members' | 'others' | 'items' | 'first'> {
  const members = new Map<string, number | undefined>();
  const places = new Map<'others' | 'items', number | undefined>();
  let first: (number | null)[] = [];
  for (const { schema } of parts) {
    for (const [name, property] of children(child(schema, 'properties'))) {
      if (!members.has(name)) members.set(name, visit(walk, property, depth + 1));
    }
    for (const [place, keyword] of [
      ['others', 'additionalProperties'],
      ['items', 'items'],
    ] as const) {
      const found = child(schema, keyword);
      if (found !== undefined && !places.has(place)) places.set(place, visit(walk, found, depth + 1));
    }
    if (first.length > 0) continue;
    first = children(child(schema, 'prefixItems')).map(([, item]) => visit(walk, item, depth + 1) ?? null);
  }
  const described = [...members].filter(([, position]) => position !== undefined);
  const { others, items } = Object.fromEntries(places);
  return {
    ...(described.length === 0 ? {} : { members: Object.fromEntries(described) as Record<string, number> }),
    ...(others === undefined ? {} : { others }),
    ...(items === undefined ? {} : { items }),
    ...(first.every((position) => position === null) ? {} : { first }),
  };
}

/** A schema that a schema is put together from. What it says of its own name counts where nothing else stands beside it. */
interface Part {
  readonly schema: Node;
  readonly isNamed: boolean;
}

function partsOf(schema: Node, depth: number, isNamed = true): readonly Part[] {
  if (depth > deepest || !isObject(schema.value)) return [];
  const { own, all, any } = schemaParts(schema);
  const referenced = referenceOf(schema) === undefined ? 0 : 1;
  const groups = [all.slice(referenced), ...any].filter((group) => group.length > 0);
  const isAlone = groups.length === 1 && groups[0]!.filter((each) => !isNull(each)).length === 1;
  return [
    ...(own === undefined ? [] : [{ schema, isNamed }]),
    ...all.slice(0, referenced).flatMap((target) => partsOf(target, depth + 1, isNamed)),
    ...groups.flat().flatMap((part) => partsOf(part, depth + 1, isNamed && isAlone)),
  ];
}

function isNull({ value }: Node): boolean {
  return isObject(value) && value['type'] === 'null';
}

/** The XML Objects of a schema, the nearest first. Since 3.2 one beside a `$ref` says nothing unless it makes a node. */
function xmlOf({ isNew }: Walk, parts: readonly Part[]): JsonObject {
  const objects = parts.flatMap(({ schema }): JsonObject[] => {
    const { xml } = schema.value as JsonObject;
    if (!isObject(xml)) return [];
    return isNew && referenceOf(schema) !== undefined && xml['nodeType'] === undefined ? [] : [xml];
  });
  return Object.assign({}, ...objects.toReversed()) as JsonObject;
}

/** The name that a schema has among the components of its description. */
function componentName(parts: readonly Part[]): string | undefined {
  for (const { schema } of parts) {
    const [place, kind, name, ...rest] = parsePointer(schema.pointer) ?? [];
    if (place === 'definitions' && name === undefined) return kind;
    if (place === 'components' && kind === 'schemas' && rest.length === 0) return name;
  }
  return undefined;
}

function isNodeType(type: unknown): type is XmlNode['type'] {
  return type === 'attribute' || type === 'text' || type === 'cdata' || type === 'none';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
