import { children, child, type Node } from '../openapi/read/resolve-reference.ts';
import type { Channel } from './channel.ts';
import type { AsyncApiDescription, ChannelEntry, Reply } from './description.ts';
import { payloadSchema, writtenMessages } from './read-message.ts';

/** A Message Object with the name that it goes by, behind any references. */
export interface MessageNode {
  readonly name: string;
  readonly node: Node;
}

/** Where the messages stand that a channel of a plan was read from, for whoever needs more of them than the plan has. */
export function messageNodes(
  description: AsyncApiDescription,
  { action, channel }: { readonly action: 'send' | 'receive'; readonly channel: Channel },
): readonly MessageNode[] {
  const entry = description.channels.find(({ name }) => name === channel.name);
  if (entry === undefined) return [];
  const operation = description.operations.find(
    ({ operationId }) => operationId !== undefined && operationId === channel.operationId,
  );
  const { messages } = (operation?.action === action ? operation.reply : operation) ?? operation ?? {};
  return messagesIn(description, entry, messages).flatMap(([name, node]) =>
    writtenMessages({ diagnostics: [] }, description, name, node),
  );
}

/** The schemas of the payloads of those messages; a payload without one says nothing. */
export function payloadSchemas(
  description: AsyncApiDescription,
  use: { readonly action: 'send' | 'receive'; readonly channel: Channel },
): readonly Node[] {
  return messageNodes(description, use).flatMap(({ node }) => payloadSchema(node, description.major) ?? []);
}

/** The messages of a channel as they are written: those that an operation or a reply lists, else all. In 2.x they stand in the operations of the channel. */
export function messagesIn(
  { major }: AsyncApiDescription,
  { node }: ChannelEntry,
  listed: Reply['messages'],
): readonly (readonly [name: string, node: Node])[] {
  if (listed !== undefined) return listed;
  if (major === 3) return children(child(node, 'messages'));
  return ['publish', 'subscribe'].flatMap((name) => {
    const operation = child(node, name);
    const message = operation && child(operation, 'message');
    return message === undefined ? [] : [[name, message] as const];
  });
}
