import type { Channel } from '../../asyncapi/channel.ts';
import { messageContent } from '../../asyncapi/message-content.ts';
import { readChannel } from '../../asyncapi/read-channel.ts';
import type { Operation, Response } from '../../openapi/operation.ts';
import { readOperation } from '../../openapi/read-operation.ts';
import type { LoadedSource } from '../loaded-source.ts';
import type { UsedEntry, UsedOperation } from '../used-operations.ts';

/** What of an operation requests are built from and answers are checked against: not where it stands, nor what is said of it for people. */
export interface OperationContent extends Omit<Operation, 'pointer' | 'responses' | 'operationId'> {
  /** By status. */
  readonly responses: Readonly<Record<string, Response['content']>>;
  /** Of a channel: what its messages are, headers and correlation ids among it. */
  readonly messages?: Channel['messages'];
}

/**
 * The operations and channels used of a source, by the names that the document uses. Those that it does not have are left out. Documents that its
 * references lead to are retrieved.
 */
export async function contentsOf(
  source: LoadedSource,
  operations: readonly UsedOperation[],
): Promise<Readonly<Record<string, OperationContent>>> {
  let contents = readContents(source, operations);
  while (await source.others.retrieve()) contents = readContents(source, operations);
  return contents;
}

function readContents(
  source: LoadedSource,
  operations: readonly UsedOperation[],
): Readonly<Record<string, OperationContent>> {
  const contents = operations.flatMap((operation) =>
    operation.findIn(source).flatMap((used) => {
      const content = contentOf(source, used);
      return content === undefined ? [] : [[operation.name, content] as const];
    }),
  );
  return Object.fromEntries(contents.toReversed());
}

function contentOf(
  { kind, description, name: source }: LoadedSource,
  used: UsedEntry,
): OperationContent | undefined {
  if (kind === 'openapi' && used.kind === 'operation') {
    const read = readOperation(description, used.entry, { serverGiven: true, source });
    const { pointer: _pointer, operationId: _id, responses, ...request } = read.operation;
    const answers = Object.entries(responses).map(([status, { content }]) => [status, content] as const);
    return { ...request, responses: Object.fromEntries(answers) };
  }
  if (kind === 'openapi' || used.kind === 'operation') return undefined;
  const { channel } = readChannel(description, used, { serverGiven: true });
  return channel && channelContent(channel, used.operation?.action ?? 'channel');
}

/** A channel as operations are compared: its action in the place of the method. */
function channelContent(channel: Channel, method: string): OperationContent {
  const { address, servers, messages } = channel;
  const requestBody = messageContent(channel);
  return {
    method,
    path: address,
    servers,
    parameters: [],
    security: servers.flatMap(({ security }) => security),
    responses: {},
    messages,
    ...(requestBody === undefined ? {} : { requestBody }),
  };
}
