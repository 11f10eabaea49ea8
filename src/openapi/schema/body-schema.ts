import { isObject } from '../../text/json.ts';
import type { OperationEntry } from '../description.ts';
import { essence } from '../media-type.ts';
import { child, children, type Node, resolveReference } from '../read/resolve-reference.ts';

/** The schema of an operation's request body in a media type; undefined where the description has none. In 2.0 all types have the same. */
export function bodySchema({ node }: OperationEntry, contentType: string): Node | undefined {
  if (node.document.rules === '2.0') {
    const parameters = children(child(node, 'parameters')).flatMap(([, each]) => resolved(each) ?? []);
    const body = parameters.find(({ value }) => isObject(value) && value['in'] === 'body');
    return body && child(body, 'schema');
  }
  const body = resolved(child(node, 'requestBody'));
  const content = body && child(body, 'content');
  const media = children(content).find(([name]) => essence(name) === essence(contentType));
  const described = media && resolved(media[1]);
  return described && child(described, 'schema');
}

function resolved(node: Node | undefined): Node | undefined {
  const found = node && resolveReference(node);
  return found === undefined || 'reason' in found ? undefined : found;
}
