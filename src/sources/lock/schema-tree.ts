import type { SchemaSummary } from '../../openapi/operation.ts';
import { child, type Node } from '../../openapi/read/resolve-reference.ts';
import { memberSchemas } from '../../openapi/schema/schema-at.ts';
import { schemaParts } from '../../openapi/schema/schema-parts.ts';
import { summarizeSchema, uniteSummaries } from '../../openapi/schema/summarize-schema.ts';
import { type Bounds, boundsOf } from './schema-bounds.ts';

/** What a schema says, several levels deep. */
export interface SchemaTree extends Omit<SchemaSummary, 'properties'> {
  readonly properties?: Readonly<Record<string, SchemaTree>>;
  /** Of the items of a list. */
  readonly items?: SchemaTree;
  /** Each of `anyOf` and `oneOf` alone, which are united in the rest. */
  readonly alternatives?: readonly SchemaTree[];
  /** By keyword, what restricts the value besides. */
  readonly bounds?: Bounds;
}

/** Schemas of strangers go round in circles, and meet again on many ways: so many places of one are looked at. */
const mostPlaces = 1000;

/**
 * What a schema says of a value and of what is within it, so many levels deep. Levels are gone through one after the other, so that a large schema is cut
 * at its leaves.
 */
export function schemaTree(node: Node, depth: number): SchemaTree {
  let tree: SchemaTree = { types: [] };
  let left = mostPlaces;
  let level: readonly Place[] = [{ nodes: [node], set: (grown) => (tree = grown) }];
  for (let deep = 0; level.length > 0; deep++) {
    const next: Place[] = [];
    for (const { nodes, set: place } of level) {
      const { properties, ...own } = uniteSummaries(nodes.map((each) => summarizeSchema(each)));
      const bounds = boundsOf(nodes);
      const grown: Growing = bounds === undefined ? own : { ...own, bounds };
      place(grown);
      if (properties !== undefined) grown.properties = { ...properties };
      if (deep === depth) continue;
      const members = Object.keys(properties ?? {}).map((name) => ({
        token: name,
        set: (member: SchemaTree) => (grown.properties![name] = member),
      }));
      const item = { token: '0', set: (member: SchemaTree) => (grown.items = member) };
      const wanted = [...members, ...(own.types.includes('array') ? [item] : [])];
      for (const { token, set } of wanted.slice(0, left)) {
        const found = memberSchemas(nodes, token);
        if (typeof found === 'string') continue;
        left--;
        next.push({ nodes: found, set });
      }
      const alternatives = nodes.flatMap((each) => alternativesOf(each)).slice(0, left);
      // Of only one, all is said already.
      if (alternatives.length < 2) continue;
      const grownAlternatives: SchemaTree[] = [];
      grown.alternatives = grownAlternatives;
      for (const [index, alternative] of alternatives.entries()) {
        left--;
        next.push({ nodes: [alternative], set: (each) => (grownAlternatives[index] = each) });
      }
    }
    level = next;
  }
  return tree;
}

/** The alternatives of a schema and of those that it is put together from, but for `null`. */
function alternativesOf(node: Node, seen: ReadonlySet<unknown> = new Set()): readonly Node[] {
  if (seen.has(node.value)) return [];
  const { all, any } = schemaParts(node);
  const within = new Set([...seen, node.value]);
  return [
    ...any.flat().filter((each) => !isNull(each)),
    ...all.flatMap((each) => alternativesOf(each, within)),
  ];
}

function isNull(node: Node): boolean {
  return child(node, 'type')?.value === 'null';
}

/** Schemas that a tree is made of, and where it goes. */
interface Place {
  readonly nodes: readonly Node[];
  readonly set: (tree: SchemaTree) => void;
}

type Growing = Omit<SchemaTree, 'properties' | 'items' | 'alternatives'> & {
  properties?: Record<string, SchemaTree>;
  items?: SchemaTree;
  alternatives?: readonly SchemaTree[];
};
