import type { JsonSchema } from '../../arazzo/document.ts';
import { isObject, type JsonObject } from '../../text/json.ts';
import { discriminatorOf } from './discriminator-of.ts';
import { adaptKeywords } from './json-schema-keywords.ts';
import { isMarked } from './is-marked.ts';
import { child, children, dereference, type Node, referenceOf } from '../read/resolve-reference.ts';

/** Which way a value goes: what is `readOnly` is not asked for in requests, what is `writeOnly` not in answers. */
export type Direction = 'request' | 'response';

/** More schemas than this are not followed: what lies behind them may be anything. */
const mostDefinitions = 2000;

/**
 * A Schema Object of any OpenAPI version as a schema of JSON Schema 2020-12 that stands alone: what it refers to, in whichever document, is
 * in `$defs`, once each, so that circles stay references. Keywords whose values are not what JSON Schema gives them are left out, and
 * so are references that lead nowhere: what they would demand is not known, so it is not demanded.
 *
 * `discriminator` is kept as an annotation whose `mapping` leads from each value to the `$ref` that it stands for, also where the description
 * leaves that to the names of the schemas.
 */
export function jsonSchemaOf(start: Node, direction: Direction): JsonSchema {
  const names = new Map<unknown, string>();
  const taken = new Set<string>();
  const pending: Node[] = [];

  const reference = (node: Node, text: string): JsonSchema => {
    const target = dereference(node, text);
    if ('reason' in target) return true;
    if (!isObject(target.value)) return target.value !== false;
    const known = names.get(target.value);
    if (known === undefined && names.size === mostDefinitions) return true;
    const name = known ?? nameFor(target, taken);
    if (known === undefined) {
      names.set(target.value, name);
      taken.add(name);
      pending.push(target);
    }
    return { $ref: `#/$defs/${name}` };
  };
  const convert = (node: Node): JsonSchema => {
    if (!isObject(node.value)) return node.value !== false;
    const text = referenceOf(node) ?? dynamicReference(node);
    const referenced = text === undefined ? undefined : reference(node, text);
    // Beside a reference, 2.0 and 3.0 ignore every keyword (clause 4.2); nothing beside one can bring back what it refuses.
    const isAlone = node.document.rules !== '3.1' || Object.keys(node.value).length === 1;
    if (referenced === false || (referenced !== undefined && isAlone)) return referenced;
    const own = adaptKeywords(node, convert);
    const required = requiredIn(node, own, direction);
    const discriminator = discriminatorOf(node, (each) => reference(node, each));
    return {
      ...own,
      ...(required === undefined ? {} : { required }),
      ...(isObject(referenced) ? referenced : {}),
      ...(discriminator === undefined ? {} : { discriminator }),
    };
  };

  const schema = convert(start);
  const definitions = new Map<string, JsonSchema>();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    definitions.set(names.get(node.value)!, convert(node));
  }
  return isObject(schema) && names.size > 0 ? { ...schema, $defs: Object.fromEntries(definitions) } : schema;
}

/** The name of the component, or of the place, with a number where several have it. */
function nameFor({ pointer }: Node, taken: ReadonlySet<string>): string {
  const last = pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll(/[^\w.-]/g, '_');
  const name = last === '' ? 'root' : last;
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}_${count}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** Where nothing extends a schema, its dynamic reference leads where a plain one does. */
function dynamicReference(node: Node): string | undefined {
  const text = node.document.rules === '3.1' ? child(node, '$dynamicRef')?.value : undefined;
  return typeof text === 'string' ? text : undefined;
}

/** The members that are required in this direction. */
function requiredIn(node: Node, own: JsonObject, direction: Direction): readonly string[] | undefined {
  const required = own['required'];
  if (!Array.isArray(required)) return undefined;
  const hidden = direction === 'request' ? 'readOnly' : 'writeOnly';
  const properties = new Map(children(child(node, 'properties')));
  return (required as readonly string[]).filter((name) => {
    const property = properties.get(name);
    return property === undefined || !isMarked(property, hidden);
  });
}
