import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { firstDocument, type FindText } from '../openapi/openapi-document.ts';
import { follow, type Reading, reportMalformed } from '../openapi/read/reading.ts';
import {
  child,
  children,
  dereference,
  type Node,
  nodeAt,
  referenceOf,
} from '../openapi/read/resolve-reference.ts';
import { isObject } from '../text/json.ts';
import type { LocatedText } from '../text/located-text.ts';
import { formatPointer } from '../text/pointer.ts';
import type { AsyncApiDescription, ChannelEntry, ChannelOperationEntry, Reply } from './description.ts';
import { member } from './traits.ts';

/**
 * Reads an AsyncAPI description of version 2 or 3: the index of its channels and operations. What lies behind them is read when a step
 * uses it. Without a description, the findings say why.
 * @param options As for OpenAPI: where it was retrieved from, and what gives the documents that references lead to.
 */
export function readAsyncApi(
  located: LocatedText,
  options: { readonly location?: string; readonly find?: FindText } = {},
): { readonly description?: AsyncApiDescription; readonly diagnostics: readonly Diagnostic[] } {
  const reading: Reading = { diagnostics: [] };
  const read = readVersion(reading, located);
  if (read === undefined) return { diagnostics: reading.diagnostics };
  const { version, major } = read;
  const location = options.location ?? located.file;
  const document = firstDocument(located, '3.0', { location, find: options.find });
  const title = nodeAt(document, '/info/title').value;
  const root = nodeAt(document, '');
  const channels = readChannels(reading, root, major);
  const operations =
    major === 2 ? operationsOfChannels(reading, channels) : readOperations(reading, root, channels);
  const description: AsyncApiDescription = {
    document,
    version,
    major,
    title: typeof title === 'string' ? title : '',
    channels,
    operations,
  };
  return { description, diagnostics: reading.diagnostics };
}

function readVersion(
  { diagnostics }: Reading,
  located: LocatedText,
): { readonly version: string; readonly major: 2 | 3 } | undefined {
  const version: unknown = isObject(located.value) ? located.value['asyncapi'] : undefined;
  const place = located.place('/asyncapi');
  const [, major, minor] = /^([23])\.(\d{1,9})\.\d{1,9}(?:-.+)?$/.exec(String(version)) ?? [];
  if (typeof version !== 'string' || major === undefined) {
    const message = `AsyncAPI ${String(version)} is not supported; 2.0 to 3.1 are.`;
    const hint = 'Convert the description to AsyncAPI 3, and write its version in full, such as 3.0.0.';
    diagnostics.push(diagnose('source/version-unsupported', message, { place, hint }));
    return undefined;
  }
  if (Number(minor) > (major === '2' ? 6 : 1)) {
    const message = `AsyncAPI ${version} is newer than what is known; it is read as ${major === '2' ? '2.6' : '3.1'}.`;
    const hint = 'Look out for what is new in it: it may be overlooked.';
    diagnostics.push(diagnose('source/version-unsupported', message, { place, hint, severity: 'warning' }));
  }
  return { version, major: major === '2' ? 2 : 3 };
}

function readChannels(reading: Reading, root: Node, major: 2 | 3): ChannelEntry[] {
  return children(child(root, 'channels')).flatMap(([name, written]) => {
    if (name.startsWith('x-')) return [];
    const node = follow(reading, written, 'warning');
    if (node === undefined) return [];
    if (!isObject(node.value)) {
      reportMalformed(reading, node, `The channel "${name}" is not an object.`, 'warning');
      return [];
    }
    const address = major === 2 ? name : node.value['address'];
    return [{ name, node, ...(typeof address === 'string' ? { address } : {}) }];
  });
}

/** The operations of 2.x stand in their channels, and are named from the side of whoever talks to the application. */
function operationsOfChannels(reading: Reading, channels: readonly ChannelEntry[]): ChannelOperationEntry[] {
  const actions = { publish: 'receive', subscribe: 'send' } as const;
  return channels.flatMap((channel) =>
    (['publish', 'subscribe'] as const).flatMap((name) => {
      const written = child(channel.node, name);
      const node = written && follow(reading, written, 'warning');
      if (node === undefined) return [];
      const operationId = member(node, 'operationId', 2)?.value;
      const message = member(node, 'message', 2);
      return [
        {
          ...(typeof operationId === 'string' ? { operationId } : {}),
          action: actions[name],
          address: formatPointer(['channels', channel.name, name]),
          node,
          channel,
          ...(message === undefined ? {} : { messages: [['message', message] as const] }),
        },
      ];
    }),
  );
}

function readOperations(
  reading: Reading,
  root: Node,
  channels: readonly ChannelEntry[],
): ChannelOperationEntry[] {
  return children(child(root, 'operations')).flatMap(([operationId, written]) => {
    if (operationId.startsWith('x-')) return [];
    const node = follow(reading, written, 'warning');
    if (node === undefined) return [];
    const action = child(node, 'action')?.value;
    if (action !== 'send' && action !== 'receive') {
      reportMalformed(
        reading,
        child(node, 'action') ?? node,
        `The operation "${operationId}" has no action "send" or "receive".`,
        'warning',
      );
      return [];
    }
    const channel = channelOf(reading, node, channels);
    if (channel === undefined) {
      const message = `The operation "${operationId}" does not refer to a channel of the description.`;
      reportMalformed(reading, child(node, 'channel') ?? node, message, 'warning');
      return [];
    }
    const reply = readReply(reading, node, channels);
    const address = formatPointer(['operations', operationId]);
    return [
      {
        operationId,
        action,
        address,
        node,
        channel,
        ...messagesOf(node),
        ...(reply === undefined ? {} : { reply }),
      },
    ];
  });
}

function readReply(reading: Reading, operation: Node, channels: readonly ChannelEntry[]): Reply | undefined {
  const written = child(operation, 'reply');
  const node = written && follow(reading, written, 'warning');
  if (node === undefined) return undefined;
  const channel = channelOf(reading, node, channels);
  return { ...(channel === undefined ? {} : { channel }), ...messagesOf(node) };
}

/** The channel that the member `channel` leads to: one of those at the root, wherever that itself may lead. */
function channelOf(
  reading: Reading,
  node: Node,
  channels: readonly ChannelEntry[],
): ChannelEntry | undefined {
  const written = child(node, 'channel');
  if (written === undefined) return undefined;
  const found = follow(reading, written, 'warning');
  if (found === undefined) return undefined;
  // Two names may share one component; the name that was written is the one that is meant.
  const reference = referenceOf(written);
  const named = reference === undefined ? undefined : dereference(written, reference);
  const pointer = named === undefined || 'reason' in named ? undefined : named.pointer;
  return (
    channels.find(({ name }) => pointer === formatPointer(['channels', name])) ??
    channels.find((channel) => channel.node.value === found.value)
  );
}

/** The messages that an operation or a reply lists: references to those of its channel. */
function messagesOf(node: Node): Pick<Reply, 'messages'> {
  const list = child(node, 'messages');
  if (list === undefined) return {};
  const messages = children(list).map(([, message]) => {
    const name = referenceOf(message)?.split('/').at(-1) ?? 'message';
    return [name, message] as const;
  });
  return { messages };
}
