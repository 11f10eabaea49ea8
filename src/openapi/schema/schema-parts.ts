import { isObject, type JsonObject } from '../../text/json.ts';
import {
  type BrokenReference,
  child,
  children,
  dereference,
  type Node,
  referenceOf,
} from '../read/resolve-reference.ts';

/** How a schema is put together: all of its parts hold at once. */
export interface SchemaParts {
  /** The schema's own keywords; absent where a `$ref` sets them aside (3.0) and for boolean schemas. */
  readonly own?: JsonObject;
  /** What `$ref` points at, and the members of `allOf`. */
  readonly all: readonly Node[];
  /** The alternatives of `anyOf` and of `oneOf`, each a group. */
  readonly any: readonly (readonly Node[])[];
  /** A `$ref` that leads nowhere. */
  readonly broken?: BrokenReference;
}

/** Takes a schema apart, one hop far. Beside a `$ref`, 2.0 and 3.0 ignore every keyword and 3.1 honours them (clause 4.2). */
export function schemaParts(node: Node): SchemaParts {
  if (!isObject(node.value)) return { all: [], any: [] };
  const reference = referenceOf(node);
  const target = reference === undefined ? undefined : dereference(node, reference);
  const broken = target !== undefined && 'reason' in target ? { broken: target } : {};
  const referenced = target !== undefined && !('reason' in target) ? [target] : [];
  if (reference !== undefined && node.document.rules !== '3.1')
    return { all: referenced, any: [], ...broken };
  const members = (keyword: string): Node[] => children(child(node, keyword)).map(([, member]) => member);
  const any = [members('anyOf'), members('oneOf')].filter((group) => group.length > 0);
  return { own: node.value, all: [...referenced, ...members('allOf')], any, ...broken };
}
