import fontoxpath, { type Options } from 'fontoxpath';
import { type Document, parseXmlDocument } from 'slimdom';
import type { CompileSelector } from '../expression/selector.ts';
import type { CompileTest, ConditionProblem } from './criterion-engines.ts';
import { EvaluationProblem } from './evaluation-problem.ts';
import { namespacesOf, parseXml } from './xml-context.ts';
import { xmlSelector } from './xml-selection.ts';

// The package is a CommonJS module whose members exist on its default export alone.
// oxlint-disable-next-line import/no-named-as-default-member
const { evaluateXPath, evaluateXPathToBoolean, parseScript } = fontoxpath;
const language = evaluateXPath.XPATH_3_1_LANGUAGE;

/** Without a cache, which would grow with every value that is filled into a condition; and nothing is traced. */
const options: Options = { language, disableCache: true, logger: { trace: () => undefined } };

/** Functions of the library whose patterns run on an engine that can take exponential time, and those that could call them by name. */
const unbounded = /(?:^|[^\w.-])(replace|tokenize|function-lookup|evaluate)\s*[(#]/;

/** XPath 3.1, which reads 2.0 and 3.0 too (clause I8): passes by the effective boolean value. */
export const xpathEngine: CompileTest = (text) => {
  const problem = problemIn(text);
  if (problem !== undefined) return { problem };
  return {
    test: (context) =>
      evaluate(parseXml(context), (document, settings) =>
        evaluateXPathToBoolean(text, document, null, null, settings),
      ),
  };
};

/** XPath 3.1 as a selector (clause J3). */
export const xpathSelector: CompileSelector = (text) => {
  const problem = problemIn(text);
  if (problem !== undefined) return { problem };
  return xmlSelector((context) =>
    evaluate(context, (document, settings) =>
      evaluateXPath(text, document, null, null, evaluateXPath.ALL_RESULTS_TYPE, settings),
    ),
  );
};

/** @throws EvaluationProblem when the evaluation ends in an error. */
function evaluate<T>(document: Document, evaluation: (document: Document, settings: Options) => T): T {
  try {
    return evaluation(document, { ...options, namespaceResolver: namespacesOf(document) });
  } catch (error) {
    // The library's own sentences repeat values of the context.
    const code = /\b[A-Z]{4}\d{4}\b/.exec(String(error))?.[0];
    throw new EvaluationProblem(`The XPath evaluation ended in the error ${code ?? 'of an unknown kind'}.`);
  }
}

function problemIn(text: string): ConditionProblem | undefined {
  const refused = unbounded.exec(text);
  if (refused !== null) {
    const message = `The function ${refused[1]} is not available: it could run without bound.`;
    return { message, hint: 'matches, contains and starts-with are.', offset: refused.index };
  }
  const sample = parseXmlDocument('<sample/>');
  try {
    parseScript(text, { language }, sample);
    // What stands in the branch is compiled and never evaluated: unknown functions and variables are found.
    const namespaceResolver = (prefix: string): string => (prefix === '' ? '' : `urn:${prefix}`);
    evaluateXPathToBoolean(`if (false()) then (\n${text}\n) else ()`, sample, null, null, {
      ...options,
      namespaceResolver,
    });
    return undefined;
  } catch (error) {
    return problemOf(error);
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
