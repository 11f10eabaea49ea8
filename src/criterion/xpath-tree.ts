import fontoxpath from 'fontoxpath';
import { type Document, Element, type Node, parseXmlDocument } from 'slimdom';

// The package is a CommonJS module whose members exist on its default export alone.
// oxlint-disable-next-line import/no-named-as-default-member
const { evaluateXPath, parseScript } = fontoxpath;

/** The language of all expressions. */
export const language = evaluateXPath.XPATH_3_1_LANGUAGE;

/**
 * The syntax tree of an XPath expression, in the vocabulary of XQueryX.
 * @param isPlaced Whether elements `stackTrace` around expressions tell where they stand.
 * @throws Error of the library when the text is no XPath.
 */
export function xpathTree(text: string, isPlaced = false): Element {
  return parseScript(text, { language, debug: isPlaced }, parseXmlDocument('<sample/>')) as Element;
}

/** All elements of a tree, each before those that it holds. */
export function elementsOf(tree: Element): readonly Element[] {
  return tree.getElementsByTagName('*');
}

/** The elements directly within it; those that only tell places are looked through. */
export function partsOf(element: Element): readonly Element[] {
  return element.children.flatMap((child) => (child.localName === 'stackTrace' ? partsOf(child) : [child]));
}

/** The element around it that says something of the expression. */
export function parentOf(element: Element): Element | undefined {
  let parent: Node | null = element.parentNode;
  while (parent instanceof Element && parent.localName === 'stackTrace') parent = parent.parentNode;
  return parent instanceof Element ? parent : undefined;
}

/** Where an element of a placed tree begins in the text, in UTF-16 code units. */
export function offsetOf(element: Element): number {
  for (let at: Node | null = element; at instanceof Element; at = at.parentNode) {
    const start = at.attributes.find(({ localName }) => localName === 'start')?.value;
    if (start !== undefined) return (JSON.parse(start) as { readonly offset: number }).offset;
  }
  return 0;
}

/** The name that a part of an element gives, such as the `functionName` of a call. */
export function nameIn(element: Element, part: string): string | undefined {
  return partsOf(element).find(({ localName }) => localName === part)?.textContent ?? undefined;
}

/** An expression made of a text in which expressions stand for the variables of their names. */
export function quote(document: Document, text: string, holes: Readonly<Record<string, Element>>): Element {
  const body = elementsOf(xpathTree(text)).find(({ localName }) => localName === 'queryBody')!;
  const made = document.importNode(body.firstElementChild!, true);
  for (const variable of made.getElementsByTagNameNS('*', 'varRef')) {
    const hole = holes[nameIn(variable, 'name')!];
    if (hole !== undefined) variable.replaceWith(hole.cloneNode(true));
  }
  return made;
}
