import { CharacterData, type Document, Element, type Node, parseXmlDocument } from 'slimdom';
import type { CompileSelector } from '../expression/selector.ts';
import type { CompileTest, ConditionProblem, ConditionTest } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { startWork, type Work } from './work.ts';
import { namespacesOf, parseXml } from './xml-context.ts';
import { xmlSelector } from './xml-selection.ts';
import { xpathNeeds } from './xpath-needs.ts';

/** As much of the library as is used. Its own declarations would bring the names of a browser into every file. */
interface XPath10 {
  parse(text: string): Parsed;
  readonly XNodeSet: { readonly prototype: object };
}

interface Parsed {
  evaluateBoolean(settings: Settings): boolean;
  /** What it comes to has one of these, by its kind. */
  evaluate(settings: Settings): {
    /** The nodes of a set, in document order. */
    readonly toArray?: () => readonly Node[];
    readonly num?: number;
    readonly b?: boolean;
    readonly str?: string;
  };
}

interface Settings {
  readonly node: Document;
  readonly namespaces: (prefix: string) => string | null;
}

/** A set of nodes of the library. */
interface NodeSet {
  nodes: Node[];
  size: number;
  tree: unknown;
}

const library: string = 'xpath';
const { default: xpath } = (await import(library)) as { readonly default: XPath10 };

/** The work of the evaluation under way: its sets are made without anything that could tell them. */
let work: Work = startWork();

/** A set that finds out whether it has a node without looking through all that it has. */
Object.assign(xpath.XNodeSet.prototype, {
  addArray(this: NodeSet, added: readonly Node[]): void {
    work.count(added.length);
    this.nodes = [...new Set([...this.nodes, ...added])];
    this.size = this.nodes.length;
    this.tree = null;
  },
  /** What comparisons go through: each node of one set with each of the other. */
  toUnsortedArray(this: NodeSet): Node[] {
    work.count(this.size);
    return this.nodes.slice();
  },
});

/**
 * XPath 1.0 (clauses I8, J2), whose comparisons are not those of later versions: `"10" > "9"` compares numbers.
 * Names without a prefix have no namespace, as 1.0 has it.
 */
export const xpath10Engine: CompileTest = (text) => {
  const parsed = parse(text);
  if ('problem' in parsed) return parsed;
  const test: ConditionTest = (context) =>
    evaluate(parseXml(context), (settings) => parsed.evaluateBoolean(settings));
  return { test, needs: () => xpathNeeds(text, test) };
};

/** XPath 1.0 as a selector (clause J3). */
export const xpath10Selector: CompileSelector = (text) => {
  const parsed = parse(text);
  if ('problem' in parsed) return parsed;
  return xmlSelector((context) =>
    evaluate(context, (settings) => {
      const came = parsed.evaluate(settings);
      return came.toArray?.() ?? [came.num ?? came.b ?? came.str];
    }),
  );
};

function parse(text: string): Parsed | { readonly problem: ConditionProblem } {
  try {
    const parsed = xpath.parse(text);
    // Functions are looked up only when they are called, so they are called once for nothing.
    parsed.evaluateBoolean({
      node: traversable(parseXmlDocument('<sample/>')),
      namespaces: () => 'urn:sample',
    });
    return parsed;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read';
    return { problem: { message: `This is not XPath 1.0: ${reason}.`, offset: 0 } };
  }
}

/** @throws EvaluationProblem when the evaluation ends in an error, or is more work than may be done. */
function evaluate<T>(document: Document, evaluation: (settings: Settings) => T): T {
  const node = traversable(document);
  try {
    return evaluation({ node, namespaces: namespacesOf(node) });
  } catch (error) {
    if (error instanceof EvaluationProblem) throw error;
    throw new EvaluationProblem('The XPath evaluation ended in an error.');
  }
}

/** Gives the lists of attributes the one method that the library expects and the document's model does not have, and begins to count each step to a node. */
function traversable(document: Document): Document {
  work = startWork();
  let node: Node | null = document;
  while (node !== null) {
    const next: Node | null = following(node);
    countSteps(node, work);
    if (node instanceof Element) {
      const { attributes } = node;
      const item = (index: number): Node | undefined => {
        work.count(1);
        return attributes[index];
      };
      Object.defineProperty(attributes, 'item', { value: item });
    }
    node = next;
  }
  return document;
}

/** The node after another in document order. */
function following(node: Node): Node | null {
  if (node.firstChild !== null) return node.firstChild;
  let at: Node | null = node;
  while (at !== null && at.nextSibling === null) at = at.parentNode;
  return at === null ? null : at.nextSibling;
}

function countSteps(node: Node, counted: Work): void {
  const steps = 1 + (node instanceof CharacterData ? node.data.length / 8 : 0);
  for (const name of ['firstChild', 'nextSibling', 'parentNode', 'previousSibling'] as const) {
    let value: Node | null = node[name];
    Object.defineProperty(node, name, {
      get() {
        counted.count(steps);
        return value;
      },
      set(changed: Node | null) {
        value = changed;
      },
    });
  }
}
