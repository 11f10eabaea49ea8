import { isObject } from '../../text/json.ts';
import { escapeToken } from '../../text/pointer.ts';
import type { OpenApiDocument } from '../openapi-document.ts';

/** The names that the schemas of one document have beside their pointers (JSON Schema 2020-12, section 8.2). */
export interface SchemaIdentifiers {
  /** By absolute URI (`$id`), the pointer of the schema. */
  readonly resources: ReadonlyMap<string, string>;
  /** By URI of the resource, `#` and name (`$anchor`, `$dynamicAnchor`), the pointer of the schema. */
  readonly anchors: ReadonlyMap<string, string>;
}

/** Members whose values are data, in which a `$id` is no more than a text. */
const data = new Set(['example', 'examples', 'default', 'enum', 'const']);

/** Members that hold schemas by name, so that a name there is no keyword. */
const maps = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
  'schemas',
]);

const none: SchemaIdentifiers = { resources: new Map(), anchors: new Map() };

const known = new WeakMap<OpenApiDocument, SchemaIdentifiers>();

/** The identifiers of a document that is read by the rules of 3.1; older rules have none. The document is walked once, and only when it has any. */
export function identifiersOf(document: OpenApiDocument): SchemaIdentifiers {
  const before = known.get(document);
  if (before !== undefined) return before;
  const has = document.rules === '3.1' && /\$(?:id|anchor|dynamicAnchor)\b/.test(document.located.text);
  const found = has ? collect(document) : none;
  known.set(document, found);
  return found;
}

/** The resource that the value at a pointer belongs to: the nearest schema with a `$id` around it, else the document. */
export function resourceAt(
  document: OpenApiDocument,
  pointer: string,
): { readonly uri: string; readonly pointer: string } {
  let nearest = { uri: document.base, pointer: '' };
  for (const [uri, root] of identifiersOf(document).resources) {
    const within = pointer === root || pointer.startsWith(`${root}/`);
    if (within && root.length >= nearest.pointer.length) nearest = { uri, pointer: root };
  }
  return nearest;
}

function collect(document: OpenApiDocument): SchemaIdentifiers {
  const resources = new Map<string, string>();
  const anchors = new Map<string, string>();
  const left = [{ value: document.located.value, pointer: '', base: document.base, named: false }];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const { value, pointer, named } = at;
    if (typeof value !== 'object' || value === null) continue;
    let { base } = at;
    if (isObject(value) && !named) {
      const id = value['$id'];
      if (typeof id === 'string' && URL.canParse(id, base)) {
        base = new URL(id, base).href.replace(/#$/, '');
        resources.set(base, pointer);
      }
      for (const name of [value['$anchor'], value['$dynamicAnchor']]) {
        if (typeof name === 'string') anchors.set(`${base}#${name}`, pointer);
      }
    }
    for (const [name, member] of Object.entries(value)) {
      if (!named && (data.has(name) || name.startsWith('x-'))) continue;
      const isMap = !named && isObject(value) && maps.has(name);
      left.push({ value: member, pointer: `${pointer}/${escapeToken(name)}`, base, named: isMap });
    }
  }
  return { resources, anchors };
}
