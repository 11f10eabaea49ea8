import fontoxpath, { type Options } from 'fontoxpath';
import { type Document, type Element, parseXmlDocument } from 'slimdom';
import type { CompileSelector } from '../expression/selector.ts';
import { countedNodes } from './counted-nodes.ts';
import type { CompileTest, ConditionProblem, ConditionTest } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { mostXPathWork, startWork } from './work.ts';
import { namespacesOf, parseXml } from './xml-context.ts';
import { xmlSelector } from './xml-selection.ts';
import { countedXPath, type CountingContext } from './xpath-counted.ts';
import { refusalIn } from './xpath-refusals.ts';
import { xpathNeeds } from './xpath-needs.ts';
import { language, xpathTree } from './xpath-tree.ts';

// The package is a CommonJS module whose members exist on its default export alone.
// oxlint-disable-next-line import/no-named-as-default-member
const { evaluateXPath, evaluateXPathToBoolean } = fontoxpath;

/** Without a cache, which would grow with every value that is filled into a condition; and nothing is traced. */
const options: Options = { language, disableCache: true, logger: { trace: () => undefined } };

/** XPath 3.1, which reads 2.0 and 3.0 too (clause I8): passes by the effective boolean value. */
export const xpathEngine: CompileTest = (text) => {
  const compiled = compile(text);
  if ('problem' in compiled) return compiled;
  const test: ConditionTest = (context) => evaluate(compiled.tree, parseXml(context), evaluateXPathToBoolean);
  return { test, needs: () => xpathNeeds(text, test) };
};

/** XPath 3.1 as a selector (clause J3). */
export const xpathSelector: CompileSelector = (text) => {
  const compiled = compile(text);
  if ('problem' in compiled) return compiled;
  return xmlSelector((context) =>
    evaluate(compiled.tree, context, (tree, document, nodes, variables, settings) =>
      evaluateXPath(tree, document, nodes, variables, evaluateXPath.ALL_RESULTS_TYPE, settings),
    ),
  );
};

/**
 * Evaluates a tree whose work is counted.
 * @throws EvaluationProblem when the evaluation ends in an error, or is more work than may be done.
 */
function evaluate<T>(
  tree: Element,
  document: Document,
  evaluation: (
    tree: Element,
    document: Document,
    nodes: ReturnType<typeof countedNodes>,
    variables: null,
    settings: Options,
  ) => T,
): T {
  const work = startWork(mostXPathWork);
  const currentContext: CountingContext = { work };
  const settings = { ...options, currentContext, namespaceResolver: namespacesOf(document) };
  try {
    return evaluation(tree, document, countedNodes(work), null, settings);
  } catch (error) {
    // The library wraps what its functions throw; work that was given up stays so.
    work.count(0);
    if (error instanceof EvaluationProblem) throw error;
    if (error instanceof RangeError) throw new EvaluationProblem('The XPath evaluation nests too deep.');
    // The library's own sentences repeat values of the context.
    const code = /\b[A-Z]{4}\d{4}\b/.exec(String(error))?.[0];
    throw new EvaluationProblem(`The XPath evaluation ended in the error ${code ?? 'of an unknown kind'}.`);
  }
}

function compile(text: string): { readonly tree: Element } | { readonly problem: ConditionProblem } {
  try {
    const refusal = refusalIn(xpathTree(text, true));
    if (refusal !== undefined) return { problem: refusal };
    // What stands in the branch is compiled and never evaluated: unknown functions and variables are found.
    const namespaceResolver = (prefix: string): string => (prefix === '' ? '' : `urn:${prefix}`);
    const sample = parseXmlDocument('<sample/>');
    const unevaluated = `if (false()) then (\n${text}\n) else ()`;
    evaluateXPathToBoolean(unevaluated, sample, null, null, { ...options, namespaceResolver });
    return { tree: countedXPath(text) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

function problemOf(error: unknown): ConditionProblem {
  const { message, position } = error as {
    readonly message: string;
    readonly position?: { readonly start?: { readonly offset?: number } };
  };
  if (position !== undefined) {
    return {
      message: 'This is not XPath: it cannot be read from here on.',
      offset: position.start?.offset ?? 0,
    };
  }
  // `XPST0017: Function Q{namespace}name with arity of 1 not registered. Did you mean ...`
  const reason = message.replace(/^[A-Z]{4}\d{4}[:,] /, '').replaceAll(/Q\{[^}]*\}/g, '');
  return {
    message: `This XPath cannot be evaluated: ${reason.split('. ', 1)[0]!.replace(/\.$/, '')}.`,
    offset: 0,
  };
}
