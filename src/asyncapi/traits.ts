import { child, children, type Node, resolveReference } from '../openapi/read/resolve-reference.ts';

/**
 * A member of an operation or message with its traits applied, as far as whole members go. In 2.x the traits overwrite the object, the last of
 * them first; since 3.0 the object comes first, then its traits from the last to the first.
 */
export function member(node: Node, name: string, major: 2 | 3): Node | undefined {
  return membersOf(node, name, major)[0];
}

/** All that an object and its traits say of a member, the one that counts first. */
export function membersOf(node: Node, name: string, major: 2 | 3): readonly Node[] {
  const traits = children(child(node, 'traits'))
    .flatMap(([, trait]) => {
      const found = resolveReference(trait);
      return 'reason' in found ? [] : [found];
    })
    .toReversed();
  const holders = major === 2 ? [...traits, node] : [node, ...traits];
  return holders.flatMap((holder) => child(holder, name) ?? []);
}
