import { type Attr, type CharacterData, type Document, Node, serializeToWellFormedString } from 'slimdom';
import { EvaluationProblem } from './evaluation-problem.ts';
import { parseXml } from './xml-context.ts';

/**
 * XML text with another text at every node that is selected (clauses G5, G7): an element holds nothing else then. A text is put as it is, anything
 * else as JSON, as where values are embedded in text (clause G4). The XML declaration stays.
 * @throws EvaluationProblem when nothing is selected, or what has no place, or the text cannot stand in XML.
 */
export function replaceIn(
  whole: unknown,
  value: unknown,
  evaluate: (document: Document) => readonly unknown[],
): string {
  const document = parseXml(whole);
  const selected = evaluate(document);
  if (selected.length === 0) throw new EvaluationProblem('The XPath selects nothing.');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  for (const item of selected) setText(item, text);
  const [declaration = ''] = /^\uFEFF?<\?xml\s[^?]*\?>\s*/.exec(whole as string) ?? [];
  try {
    return declaration + serializeToWellFormedString(document);
  } catch {
    throw new EvaluationProblem('The value has characters that XML cannot hold.');
  }
}

function setText(item: unknown, text: string): void {
  const kind = item instanceof Node ? item.nodeType : undefined;
  switch (kind) {
    case Node.ELEMENT_NODE:
      (item as Node).textContent = text;
      return;
    case Node.ATTRIBUTE_NODE:
      (item as Attr).value = text;
      return;
    case Node.TEXT_NODE:
    case Node.CDATA_SECTION_NODE:
      (item as CharacterData).data = text;
      return;
    default:
      throw new EvaluationProblem('The XPath selects what is neither an element, an attribute nor a text.');
  }
}
