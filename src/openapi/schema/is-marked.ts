import { child, dereference, type Node, referenceOf } from '../read/resolve-reference.ts';

/** Whether a property, or what it refers to, is marked `readOnly` or `writeOnly`. */
export function isMarked(property: Node, mark: 'readOnly' | 'writeOnly'): boolean {
  if (child(property, mark)?.value === true) return true;
  const text = referenceOf(property);
  const target = text === undefined ? undefined : dereference(property, text);
  return target !== undefined && !('reason' in target) && child(target, mark)?.value === true;
}
