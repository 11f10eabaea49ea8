import { escapeXml, isXmlText } from '../../text/escape-xml.ts';
import { isObject } from '../../text/json.ts';
import type { XmlDescription, XmlNode } from './describe-xml.ts';
import { scalarText } from './scalar-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

/** What the document is, and how names and characters are dealt with that XML does not have. */
export interface XmlWriting {
  /** For errors: `body` unless given. */
  readonly title?: string;
  /** Without the XML declaration, on a line of its own before the element: what stands in a URL or a field is one line. */
  readonly isInline?: boolean;
  /** The name of the root element where the description tells none; with it, the root is an element whatever the description says. */
  readonly root?: string;
  /** What stands for a name that no element can have. @throws UnserializableValue when there is nothing. */
  readonly name?: (text: string) => string;
  /** What stands for a value that is no text of XML. @throws UnserializableValue when there is nothing. */
  readonly text?: (value: unknown, name: string) => string;
}

/** Values nested more deeply are refused, so that none can exhaust the stack. */
const deepest = 256;

/** What is being written into an element, or into the document. */
interface Open {
  attributes: string;
  inner: string;
  elements: number;
  /** Whether there is text beside the elements. */
  hasText: boolean;
}

/** A value that is to be written, with what describes it and the name that it has where it stands. */
interface Piece {
  readonly node: XmlNode;
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

interface Writing {
  readonly description: XmlDescription;
  readonly name: (text: string) => string;
  readonly text: (value: unknown, name: string) => string;
}

/**
 * A value as an XML document, by the XML Objects of its schema: names, prefixes, namespaces, attributes, text and CDATA, lists with and without
 * an element around them. Members are written in their order; what is not described is an element of its member's name; null is an
 * element with `xsi:nil` (OpenAPI 3.2.0, section 4.26).
 * @throws UnserializableValue where the document would have no name or more than one element, and for what XML cannot hold.
 */
export function writeXml(value: unknown, description: XmlDescription, options: XmlWriting = {}): string {
  const { title = 'body' } = options;
  const writing: Writing = {
    description,
    name: options.name ?? nameOrRefuse,
    text: options.text ?? textOrRefuse,
  };
  const root = description[0] ?? {};
  const name = root.name ?? options.root;
  if (name === undefined) {
    throw new UnserializableValue(
      title,
      'has no name for its root element, which only the xml.name of a schema gives',
    );
  }
  const document: Open = { attributes: '', inner: '', elements: 0, hasText: false };
  const node = options.root === undefined ? root : asElement(root, value);
  write(writing, { node, name, value, depth: 0 }, document);
  const { elements, attributes, inner, hasText } = document;
  if (elements !== 1 || attributes !== '' || hasText) {
    throw new UnserializableValue(title, 'is not one element: the description has none around it');
  }
  return options.isInline === true ? inner : `<?xml version="1.0" encoding="UTF-8"?>\n${inner}`;
}

/** The description of a root that makes one element whatever the value is. */
function asElement(root: XmlNode, value: unknown): XmlNode {
  const { type: _, ...node } = root;
  return node.list !== undefined || Array.isArray(value) ? { ...node, list: 'wrapped' } : node;
}

function write(writing: Writing, piece: Piece, into: Open): void {
  const { node, name, value, depth } = piece;
  if (value === undefined) return;
  if (depth > deepest) throw new UnserializableValue(name, 'is nested too deeply');
  const isParts = node.type === undefined || node.type === 'none';
  if (isParts && (node.list !== undefined || Array.isArray(value))) return writeList(writing, piece, into);
  switch (node.type) {
    case 'attribute':
      if (value === null) return;
      into.attributes += ` ${qualified(writing, node, name)}="${escapeXml(writing.text(value, name))}"`;
      if (node.prefix !== undefined) into.attributes += declaration(node, into.attributes);
      return;
    case 'text':
    case 'cdata':
      if (value === null) return;
      return writeText(into, node.type === 'text' ? escapeXml : cdata, writing.text(value, name));
    case 'none':
      return writeContent(writing, piece, into);
    case undefined:
      return element(writing, node, name, into, (open) => {
        if (value === null) open.attributes += nil;
        else writeContent(writing, piece, open);
      });
  }
}

/** The items of a list, one after the other; where a list is described, another value is its only item. */
function writeList(writing: Writing, { node, name, value, depth }: Piece, into: Open): void {
  if (value === null) return;
  const isWrapped = node.list === 'wrapped';
  const own = isWrapped ? (node.name ?? name) : name;
  const items = (open: Open): void => {
    for (const [index, item] of (Array.isArray(value) ? (value as unknown[]) : [value]).entries()) {
      const position = node.first?.[index] ?? node.items;
      const described = position === undefined ? undefined : writing.description[position];
      // What is described as no list says how its items are written, when it is one all the same.
      const { list: _, ...same } = node;
      const each = described ?? (node.list === undefined ? same : {});
      write(writing, { node: each, name: own, value: item, depth: depth + 1 }, open);
    }
  };
  if (isWrapped) element(writing, node, name, into, items);
  else items(into);
}

function writeContent(writing: Writing, { node, name, value, depth }: Piece, into: Open): void {
  if (!isObject(value)) {
    if (value !== null) writeText(into, escapeXml, writing.text(value, name));
    return;
  }
  for (const [member, each] of Object.entries(value)) {
    const known = node.members !== undefined && Object.hasOwn(node.members, member);
    const position = known ? node.members[member] : node.others;
    const described = position === undefined ? {} : writing.description[position]!;
    write(writing, { node: described, name: member, value: each, depth: depth + 1 }, into);
  }
}

function writeText(into: Open, escape: (text: string) => string, text: string): void {
  into.hasText = true;
  into.inner += escape(text);
}

function element(
  writing: Writing,
  node: XmlNode,
  name: string,
  into: Open,
  fill: (open: Open) => void,
): void {
  const written = qualified(writing, node, name);
  const open: Open = { attributes: '', inner: '', elements: 0, hasText: false };
  open.attributes = declaration(node, '');
  fill(open);
  into.elements += 1;
  into.inner += `<${written}${open.attributes}>${open.inner}</${written}>`;
}

function qualified({ name: nameOf }: Writing, node: XmlNode, name: string): string {
  const own = nameOf(node.name ?? name);
  return node.prefix === undefined ? own : `${nameOf(node.prefix)}:${own}`;
}

/** The declaration of a namespace, unless it stands there already. */
function declaration({ prefix, namespace }: XmlNode, attributes: string): string {
  if (namespace === undefined) return '';
  const declared = ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escapeXml(namespace)}"`;
  return attributes.includes(declared) ? '' : declared;
}

const nil = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"';

/** A section ends with its first `]]>`, so one within a text is divided between two. */
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** Names of XML 1.0 with letters of all languages, and at most one prefix. */
const xmlName = /^[\p{L}_][\p{L}\p{M}\p{N}_.·-]*(?::[\p{L}_][\p{L}\p{M}\p{N}_.·-]*)?$/u;

/** Whether an element or attribute can have a name. */
export function isXmlName(text: string): boolean {
  return xmlName.test(text);
}

function nameOrRefuse(text: string): string {
  if (isXmlName(text)) return text;
  throw new UnserializableValue(text, 'is not a name that XML can have');
}

function textOrRefuse(value: unknown, name: string): string {
  const text = scalarText(value, name);
  if (isXmlText(text)) return text;
  throw new UnserializableValue(name, 'has a character that XML cannot hold');
}
