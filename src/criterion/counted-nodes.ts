import fontoxpath, { type IDomFacade } from 'fontoxpath';
import type { Work } from './work.ts';

// The package is a CommonJS module whose members exist on its default export alone.
// oxlint-disable-next-line import/no-named-as-default-member
const { domFacade: nodes } = fontoxpath;

/** What an evaluation sees of a document: each look at a node is a step, and long lists and texts are several. */
export function countedNodes({ count }: Work): IDomFacade {
  return {
    getAllAttributes: (node, bucket) => listed(nodes.getAllAttributes(node, bucket)),
    getAttribute: (node, name) => (count(1), nodes.getAttribute(node, name)),
    getChildNodes: (node, bucket) => listed(nodes.getChildNodes(node, bucket)),
    getData(node) {
      const data = nodes.getData(node);
      count(1 + data.length / 8);
      return data;
    },
    getFirstChild: (node, bucket) => (count(1), nodes.getFirstChild(node, bucket)),
    getLastChild: (node, bucket) => (count(1), nodes.getLastChild(node, bucket)),
    getNextSibling: (node, bucket) => (count(1), nodes.getNextSibling(node, bucket)),
    getParentNode: (node, bucket) => (count(1), nodes.getParentNode(node, bucket)),
    getPreviousSibling: (node, bucket) => (count(1), nodes.getPreviousSibling(node, bucket)),
  };

  function listed<T>(list: T[]): T[] {
    count(1 + list.length / 64);
    return list;
  }
}
