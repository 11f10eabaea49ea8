import { type Attr, type Document, Node, serializeToWellFormedString, type Text } from 'slimdom';
import { isXmlText } from '../text/escape-xml.ts';
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
  if (!isXmlText(text)) throw new EvaluationProblem('The value has characters that XML cannot hold.');
  for (const item of selected) setText(item, text);
  const [declaration = ''] = /^\uFEFF?<\?xml\s[^?]*\?>\s*/.exec(whole as string) ?? [];
  // A reader makes a line feed of a carriage return that is not written so. What was read has none outside texts and attributes.
  return declaration + written(document).replaceAll('\r', '&#13;');
}

function written(document: Document): string {
  try {
    return serializeToWellFormedString(document);
  } catch {
    throw new EvaluationProblem('What comes of the replacement cannot be written as XML.');
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
      (item as Text).data = text;
      return;
    case Node.CDATA_SECTION_NODE: {
      // It could not hold `]]>`, nor write a carriage return.
      const section = item as Text;
      section.replaceWith(section.ownerDocument!.createTextNode(text));
      return;
    }
    default:
      throw new EvaluationProblem('The XPath selects what is neither an element, an attribute nor a text.');
  }
}
