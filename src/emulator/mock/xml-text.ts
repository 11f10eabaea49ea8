import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { flatten } from '../values/flatten.ts';
import { memberSchema } from './coerce-text.ts';

/**
 * A value as XML, by the XML Objects of its schema (OpenAPI 3.1.1, section 4.8.26): names, prefixes, namespaces, attributes, wrapped lists.
 * The root without a name of its own is named after its schema, else `root`.
 */
export function xmlText(value: unknown, schema: JsonSchema): string {
  const { $ref, title } = isObject(schema) ? schema : { $ref: undefined, title: undefined };
  const fallback = typeof $ref === 'string' ? $ref.slice($ref.lastIndexOf('/') + 1) : title;
  const name = typeof fallback === 'string' && isName(fallback) ? fallback : 'root';
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(name, value, schema, schema)}`;
}

/** What an XML Object says; `nodeType` since 3.2. */
function xmlOf(schema: JsonSchema | undefined, root: JsonSchema): JsonObject {
  const { xml } = flatten(schema ?? true, root, () => 0).schema;
  return isObject(xml) ? xml : {};
}

function element(name: string, value: unknown, schema: JsonSchema | undefined, root: JsonSchema): string {
  const xml = xmlOf(schema, root);
  if (Array.isArray(value)) {
    const items = flatten(schema ?? true, root, () => 0).schema['items'] as JsonSchema | undefined;
    const itemName =
      textOf(xmlOf(items, root)['name']) ?? (xml['wrapped'] === true ? name : (textOf(xml['name']) ?? name));
    const inner = value.map((item) => element(itemName, item, items, root)).join('');
    return xml['wrapped'] === true || name === 'root' ? wrap(textOf(xml['name']) ?? name, '', inner) : inner;
  }
  const own = textOf(xml['name']) ?? name;
  const prefix = textOf(xml['prefix']);
  const qualified = prefix === undefined ? own : `${prefix}:${own}`;
  const namespace = textOf(xml['namespace']);
  const declared =
    namespace === undefined ? '' : ` xmlns${prefix === undefined ? '' : `:${prefix}`}="${escape(namespace)}"`;
  if (!isObject(value)) return wrap(qualified, declared, escape(scalarOf(value)));
  let attributes = declared;
  let inner = '';
  for (const [member, each] of Object.entries(value)) {
    const of = memberSchema(schema, root, member);
    const description = xmlOf(of, root);
    const isAttribute = description['attribute'] === true || description['nodeType'] === 'attribute';
    if (isAttribute)
      attributes += ` ${safeName(textOf(description['name']) ?? member)}="${escape(scalarOf(each))}"`;
    else inner += element(member, each, of, root);
  }
  return wrap(qualified, attributes, inner);
}

function scalarOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function wrap(name: string, attributes: string, inner: string): string {
  const written = safeName(name);
  return `<${written}${attributes}>${inner}</${written}>`;
}

function isName(text: string): boolean {
  return /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?$/.test(text);
}

/** Members may have names that elements cannot have. */
function safeName(text: string): string {
  return isName(text) ? text : `_${text.replaceAll(/[^\w.-]/g, '_')}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escape(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character]!);
}
