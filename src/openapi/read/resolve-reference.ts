import { isObject } from '../../text/json.ts';
import type { Place } from '../../diagnostics/place.ts';
import { escapeToken, formatPointer, parsePointer, valueAt } from '../../text/pointer.ts';
import { type OpenApiDocument, otherDocument } from '../openapi-document.ts';
import { identifiersOf, resourceAt } from '../schema/schema-identifiers.ts';

/** A value within a description: the document that holds it, and the JSON Pointer at which it stands there. */
export interface Node {
  readonly value: unknown;
  readonly pointer: string;
  readonly document: OpenApiDocument;
}

/** A reference that leads nowhere. */
export interface BrokenReference {
  readonly reason: 'dangling' | 'circular' | 'unavailable';
  /** As written. */
  readonly reference: string;
  /** The Reference Object, or the Schema Object with the `$ref`. */
  readonly node: Node;
  /** Why the document that it leads to cannot be had: a sentence. */
  readonly why?: string;
}

/** Chains of Reference Objects longer than this are taken for circles. */
export const longestChain = 32;

/** The node at a pointer of a document; its value is undefined where nothing stands. */
export function nodeAt(document: OpenApiDocument, pointer: string): Node {
  return { value: valueAt(document.located.value, parsePointer(pointer) ?? []), pointer, document };
}

/** A member of an object or an item of an array, or undefined when it does not exist. */
export function child(node: Node, token: string | number): Node | undefined {
  const value = valueAt(node.value, [String(token)]);
  return value === undefined
    ? undefined
    : { value, pointer: `${node.pointer}/${escapeToken(String(token))}`, document: node.document };
}

/** The members of an object or the items of an array, with their names; empty for anything else. */
export function children(node: Node | undefined): (readonly [name: string, node: Node])[] {
  if (node === undefined || typeof node.value !== 'object' || node.value === null) return [];
  const { document } = node;
  return Object.entries(node.value).map(([name, value]: [string, unknown]) => [
    name,
    { value, pointer: `${node.pointer}/${escapeToken(name)}`, document },
  ]);
}

/** Where a node, or a member of it, stands in its author's file. */
export function placeOf({ document, pointer }: Node, member?: string): Place {
  return document.located.place(member === undefined ? pointer : `${pointer}/${escapeToken(member)}`);
}

/** The text of a node's `$ref`, or undefined when the node is not a reference. */
export function referenceOf(node: Node): string | undefined {
  if (!isObject(node.value) || !Object.hasOwn(node.value, '$ref')) return undefined;
  const reference = node.value['$ref'];
  return typeof reference === 'string' ? reference : undefined;
}

/**
 * What one reference points at, one hop far: a URI-reference against the base of what holds it, whose fragment is a JSON Pointer with
 * percent-encoding, or in 3.1 the anchor of a schema (clause 4.2). `unavailable`: the document that it names cannot be had.
 */
export function dereference(node: Node, reference: string): Node | BrokenReference {
  const [address, fragment] = split(reference);
  const resource = resourceNamed(node, address);
  if (resource === undefined) return { reason: 'dangling', reference, node };
  if ('unavailable' in resource) return { reason: 'unavailable', reference, node, why: resource.unavailable };
  const { document, uri, pointer: root } = resource;
  const decoded = percentDecoded(fragment) ?? '?';
  const pointer =
    decoded === '' || decoded.startsWith('/') ? root + decoded : anchorAt(document, uri, decoded);
  const tokens = pointer === undefined ? undefined : parsePointer(pointer);
  const value = tokens === undefined ? undefined : valueAt(document.located.value, tokens);
  if (tokens === undefined || value === undefined) return { reason: 'dangling', reference, node };
  return { value, pointer: formatPointer(tokens), document };
}

/** What the part of a reference before its fragment names: a document, or a schema in one that has a `$id`. */
function resourceNamed(
  { document, pointer }: Node,
  address: string,
): { document: OpenApiDocument; uri: string; pointer: string } | { unavailable: string } | undefined {
  const holder = resourceAt(document, pointer);
  if (address === '') return { document, ...holder };
  if (!URL.canParse(address, holder.uri)) return undefined;
  const uri = new URL(address, holder.uri).href;
  const schema = identifiersOf(document).resources.get(uri);
  if (schema !== undefined) return { document, uri, pointer: schema };
  const other = otherDocument(document, uri);
  return 'unavailable' in other ? other : { document: other, ...resourceAt(other, '') };
}

function anchorAt(document: OpenApiDocument, uri: string, name: string): string | undefined {
  return identifiersOf(document).anchors.get(`${uri}#${name}`);
}

/** Follows Reference Objects until something else stands there. A circle of them is broken; circles of schemas are not its matter. */
export function resolveReference(start: Node): Node | BrokenReference {
  const seen = new Set<unknown>();
  let node = start;
  for (;;) {
    const reference = referenceOf(node);
    if (reference === undefined) return node;
    if (seen.has(node.value) || seen.size === longestChain) return { reason: 'circular', reference, node };
    seen.add(node.value);
    const next = dereference(node, reference);
    if ('reason' in next) return next;
    node = next;
  }
}

/** A URI-reference without its fragment, and the fragment; empty texts where there is none. */
function split(reference: string): readonly [address: string, fragment: string] {
  const hash = reference.indexOf('#');
  return hash === -1 ? [reference, ''] : [reference.slice(0, hash), reference.slice(hash + 1)];
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
