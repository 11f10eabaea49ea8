import { type Alias, isAlias, isMap, isNode, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Found, Span } from './locate.ts';
import { keyName } from './yaml-value.ts';

interface Child {
  readonly key?: unknown;
  readonly value: unknown;
}

/**
 * Makes a function that follows reference tokens through a YAML tree. What lies behind an alias is found where it is written.
 * Each map on a way is indexed once.
 */
export function findInYaml(
  root: Node | null,
  targets: ReadonlyMap<Alias, Node>,
): (tokens: readonly string[]) => Found {
  const known = new Map<YAMLMap, ReadonlyMap<string | undefined, Pair>>();
  const membersOf = (map: YAMLMap): ReadonlyMap<string | undefined, Pair> => {
    const members = known.get(map) ?? new Map(map.items.map((pair) => [keyName(pair.key), pair]));
    known.set(map, members);
    return members;
  };
  const childOf = (node: unknown, token: string): Child | undefined => {
    if (isMap(node)) return membersOf(node).get(token);
    if (!isSeq(node) || !/^(0|[1-9][0-9]*)$/.test(token) || Number(token) >= node.items.length)
      return undefined;
    return { value: node.items[Number(token)] };
  };
  return (tokens) => {
    let value = span(root, { start: 0, end: 0 });
    let key: Span | undefined;
    let node: unknown = root;
    let depth = 0;
    for (const token of tokens) {
      const child = childOf(isAlias(node) ? targets.get(node) : node, token);
      if (child === undefined) break;
      key = child.key === undefined ? undefined : span(child.key, value);
      value = span(child.value, key ?? value);
      node = child.value;
      depth++;
    }
    return { depth, key, value };
  };
}

/** A name without a value (`? a`) has no node for it: the value is placed at its name. */
function span(node: unknown, otherwise: Span): Span {
  if (!isNode(node) || !node.range) return otherwise;
  return { start: node.range[0], end: node.range[1] };
}
