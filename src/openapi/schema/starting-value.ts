import { isObject } from '../../text/json.ts';
import { parsePointer, valueAt } from '../../text/pointer.ts';
import type { OperationEntry } from '../description.ts';
import { essence } from '../media-type.ts';
import { child, children, type Node, resolveReference } from '../read/resolve-reference.ts';

/** A body that an operation suggests, and which of its words says so. */
export interface StartingValue {
  readonly value: unknown;
  readonly from: 'example' | 'default' | 'nothing';
}

/** What a body starts from when a step gives replacements alone (clause G8): an example, else the schema's default, else an empty value. */
export function startingValue(entry: OperationEntry, contentType: string): StartingValue {
  const content = childOf(childOf(entry.node, 'requestBody'), 'content');
  const [, found] = children(content).find(([name]) => essence(name) === essence(contentType)) ?? [];
  const media = found && resolved(found);
  const schema = childOf(media, 'schema');
  const [, first] = children(childOf(media, 'examples'))[0] ?? [];
  const examples = [childOf(media, 'example'), childOf(first, 'value'), childOf(schema, 'example')];
  for (const example of examples)
    if (example !== undefined) return { value: exactValue(example), from: 'example' };
  const defaulted = childOf(schema, 'default');
  if (defaulted !== undefined) return { value: exactValue(defaulted), from: 'default' };
  const isList = isObject(schema?.value) && schema.value['type'] === 'array';
  return { value: isList ? [] : {}, from: 'nothing' };
}

/** With all digits of its numbers (clause K12). */
function exactValue({ document, pointer }: Node): unknown {
  return valueAt(document.located.exact(), parsePointer(pointer) ?? []);
}

/** A member behind any references; undefined when there is none, or a reference leads nowhere. */
function childOf(node: Node | undefined, name: string): Node | undefined {
  const parent = node && resolved(node);
  const found = parent && child(parent, name);
  return found && resolved(found);
}

function resolved(node: Node): Node | undefined {
  const found = resolveReference(node);
  return 'reason' in found ? undefined : found;
}
