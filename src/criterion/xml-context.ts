import { type Document, type Element, type Node, parseXmlDocument } from 'slimdom';
import { EvaluationProblem } from './evaluation-problem.ts';

/**
 * Parses the context of an XPath condition (clause I8). A document type is refused, because it can expand to anything (clause M).
 * @throws EvaluationProblem when the context is not XML text, has a document type, or is nested too deep.
 */
export function parseXml(context: unknown): Document {
  if (typeof context !== 'string') throw new EvaluationProblem('The context is not XML text.');
  if (hasDocumentType(context)) throw new EvaluationProblem('The context has a DOCTYPE, which is refused.');
  let document: Document;
  try {
    document = parseXmlDocument(context);
  } catch {
    throw new EvaluationProblem('The context is not well-formed XML.');
  }
  if (isDeeper(document, deepest)) {
    throw new EvaluationProblem(`The context is nested deeper than ${deepest} levels.`);
  }
  return document;
}

/** XPath takes time with the square of the depth, and an answer can be as deep as it is long. */
const deepest = 500;

function isDeeper(document: Document, most: number): boolean {
  let depth = 0;
  let at: Node | null = document;
  while (at !== null) {
    if (at.firstChild !== null) {
      at = at.firstChild;
      depth += 1;
      if (depth > most) return true;
      continue;
    }
    while (at !== null && at.nextSibling === null) {
      at = at.parentNode;
      depth -= 1;
    }
    at = at?.nextSibling ?? null;
  }
  return false;
}

/** Namespaces as the document element declares them (clause I8). */
export function namespacesOf({ documentElement }: Document): (prefix: string) => string | null {
  const element: Element = documentElement!;
  return (prefix) => element.lookupNamespaceURI(prefix === '' ? null : prefix);
}

/** Whether a document type stands before the document element, where alone XML allows one. */
function hasDocumentType(text: string): boolean {
  let at = 0;
  for (;;) {
    at = text.indexOf('<', at);
    if (at === -1) return false;
    if (text.startsWith('<?', at)) at = text.indexOf('?>', at);
    else if (text.startsWith('<!--', at)) at = text.indexOf('-->', at + 4);
    else return text.startsWith('<!', at);
    if (at === -1) return false;
  }
}
