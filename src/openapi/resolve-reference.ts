import { isObject } from '../text/json.ts';
import { escapeToken, formatPointer, parsePointer, valueAt } from '../text/pointer.ts';

/** A value within a description, and the JSON Pointer at which it stands. */
export interface Node {
  readonly value: unknown;
  readonly pointer: string;
}

/** A reference that leads nowhere. */
export interface BrokenReference {
  readonly reason: 'dangling' | 'circular' | 'external';
  /** As written. */
  readonly reference: string;
  /** JSON Pointer of the `$ref` itself. */
  readonly pointer: string;
}

/** Chains of Reference Objects longer than this are taken for circles. */
export const longestChain = 32;

/** The node at a pointer of a description's value; its value is undefined where nothing stands. */
export function nodeAt(root: unknown, pointer: string): Node {
  return { value: valueAt(root, parsePointer(pointer) ?? []), pointer };
}

/** A member of an object or an item of an array, or undefined when it does not exist. */
export function child(node: Node, token: string | number): Node | undefined {
  const value = valueAt(node.value, [String(token)]);
  return value === undefined
    ? undefined
    : { value, pointer: `${node.pointer}/${escapeToken(String(token))}` };
}

/** The members of an object or the items of an array, with their names; empty for anything else. */
export function children(node: Node | undefined): (readonly [name: string, node: Node])[] {
  if (node === undefined || typeof node.value !== 'object' || node.value === null) return [];
  return Object.entries(node.value).map(([name, value]: [string, unknown]) => [
    name,
    { value, pointer: `${node.pointer}/${escapeToken(name)}` },
  ]);
}

/** The text of a node's `$ref`, or undefined when the node is not a reference. */
export function referenceOf(node: Node): string | undefined {
  if (!isObject(node.value) || !Object.hasOwn(node.value, '$ref')) return undefined;
  const reference = node.value['$ref'];
  return typeof reference === 'string' ? reference : undefined;
}

/**
 * What one reference points at, one hop far. The fragment is a JSON Pointer with percent-encoding (clause 4.2).
 * References to other documents are not followed: they are `external`.
 */
export function dereference(root: unknown, node: Node, reference: string): Node | BrokenReference {
  const broken = (reason: BrokenReference['reason']): BrokenReference => ({
    reason,
    reference,
    pointer: `${node.pointer}/$ref`,
  });
  if (!reference.startsWith('#')) return broken('external');
  const tokens = parsePointer(percentDecoded(reference.slice(1)) ?? '?');
  const value = tokens === undefined ? undefined : valueAt(root, tokens);
  if (tokens === undefined || value === undefined) return broken('dangling');
  return { value, pointer: formatPointer(tokens) };
}

/** Follows Reference Objects until something else stands there. A circle of them is broken; circles of schemas are not its matter. */
export function resolveReference(root: unknown, start: Node): Node | BrokenReference {
  const seen = new Set<string>();
  let node = start;
  for (;;) {
    const reference = referenceOf(node);
    if (reference === undefined) return node;
    if (seen.has(node.pointer) || seen.size === longestChain)
      return { reason: 'circular', reference, pointer: `${node.pointer}/$ref` };
    seen.add(node.pointer);
    const next = dereference(root, node, reference);
    if ('reason' in next) return next;
    node = next;
  }
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
