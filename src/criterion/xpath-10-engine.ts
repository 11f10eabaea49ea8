import { type Document, type Node, parseXmlDocument } from 'slimdom';
import type { CompileSelector } from '../expression/selector.ts';
import type { CompileTest, ConditionProblem } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { namespacesOf, parseXml } from './xml-context.ts';
import { xmlSelector } from './xml-selection.ts';

/** As much of the library as is used. Its own declarations would bring the names of a browser into every file. */
interface XPath10 {
  parse(text: string): Parsed;
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

const library: string = 'xpath';
const { default: xpath } = (await import(library)) as { readonly default: XPath10 };

/**
 * XPath 1.0 (clauses I8, J2), whose comparisons are not those of later versions: `"10" > "9"` compares numbers.
 * Names without a prefix have no namespace, as 1.0 has it.
 */
export const xpath10Engine: CompileTest = (text) => {
  const parsed = parse(text);
  if ('problem' in parsed) return parsed;
  return { test: (context) => evaluate(parseXml(context), (settings) => parsed.evaluateBoolean(settings)) };
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

/** @throws EvaluationProblem when the evaluation ends in an error. */
function evaluate<T>(document: Document, evaluation: (settings: Settings) => T): T {
  const node = traversable(document);
  try {
    return evaluation({ node, namespaces: namespacesOf(node) });
  } catch {
    throw new EvaluationProblem('The XPath evaluation ended in an error.');
  }
}

/** Gives the lists of attributes the one method that the library expects and the document's model does not have. */
function traversable(document: Document): Document {
  for (const { attributes } of document.getElementsByTagName('*')) {
    Object.defineProperty(attributes, 'item', { value: (index: number) => attributes[index] });
  }
  return document;
}
