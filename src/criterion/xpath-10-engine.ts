import { type Document, parseXmlDocument } from 'slimdom';
import type { CompileTest } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { namespacesOf, parseXml } from './xml-context.ts';

/** As much of the library as is used. Its own declarations would bring the names of a browser into every file. */
interface XPath10 {
  parse(text: string): {
    evaluateBoolean(options: {
      readonly node: Document;
      readonly namespaces: (prefix: string) => string | null;
    }): boolean;
  };
}
const library: string = 'xpath';
const { default: xpath } = (await import(library)) as { readonly default: XPath10 };

/**
 * XPath 1.0 (clauses I8, J2), whose comparisons are not those of later versions: `"10" > "9"` compares numbers.
 * Names without a prefix have no namespace, as 1.0 has it.
 */
export const xpath10Engine: CompileTest = (text) => {
  try {
    const parsed = xpath.parse(text);
    // Functions are looked up only when they are called, so they are called once for nothing.
    parsed.evaluateBoolean({
      node: traversable(parseXmlDocument('<sample/>')),
      namespaces: () => 'urn:sample',
    });
    return {
      test: (context) => {
        const node = traversable(parseXml(context));
        try {
          return parsed.evaluateBoolean({ node, namespaces: namespacesOf(node) });
        } catch {
          throw new EvaluationProblem('The XPath evaluation ended in an error.');
        }
      },
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'it cannot be read';
    return { problem: { message: `This is not XPath 1.0: ${reason}.`, offset: 0 } };
  }
};

/** Gives the lists of attributes the one method that the library expects and the document's model does not have. */
function traversable(document: Document): Document {
  for (const { attributes } of document.getElementsByTagName('*')) {
    Object.defineProperty(attributes, 'item', { value: (index: number) => attributes[index] });
  }
  return document;
}
