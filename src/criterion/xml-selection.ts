import { type Document, Node } from 'slimdom';
import type { CompiledSelector, Selection } from '../expression/selector.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { parseXml } from './xml-context.ts';
import { replaceIn } from './xml-replacement.ts';

/**
 * A selector for XML text by a function that gives everything selected, in order (clause J3): one item is its value, several are a list.
 * A node is its text; numbers, truth values and texts are themselves. Replacing sets the text of each node (clause G7).
 * @param evaluate May throw {@link EvaluationProblem}.
 */
export function xmlSelector(
  evaluate: (document: Document) => readonly unknown[],
): Required<Pick<CompiledSelector, 'select' | 'replace'>> {
  return {
    select: (context) =>
      selectionOf(() => {
        const values = evaluate(parseXml(context)).map(valueOf);
        return values.length > 1 ? values : values[0];
      }),
    replace: (whole, value) => selectionOf(() => replaceIn(whole, value, evaluate)),
  };
}

function selectionOf(make: () => unknown): Selection {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof EvaluationProblem) return { problem: error.message };
    throw error;
  }
}

function valueOf(item: unknown): string | number | boolean {
  if (item instanceof Node) {
    // A document node has no text of its own in DOM; in XPath it has that of its element.
    return (
      item === item.ownerDocument || item.nodeType === Node.DOCUMENT_NODE
        ? (item as Document).documentElement!
        : item
    ).textContent!;
  }
  const isValue = typeof item === 'string' || typeof item === 'boolean' || Number.isFinite(item);
  if (!isValue) throw new EvaluationProblem('The XPath comes to something that JSON cannot hold.');
  return item as string | number | boolean;
}
