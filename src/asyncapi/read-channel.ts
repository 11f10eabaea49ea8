import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { pathVariables } from '../openapi/path-template.ts';
import { follow, type Reading } from '../openapi/read/reading.ts';
import { child, children, type Node, placeOf } from '../openapi/read/resolve-reference.ts';
import { isObject } from '../text/json.ts';
import type { Channel, ChannelParameter } from './channel.ts';
import type { AsyncApiDescription, ChannelEntry, ChannelOperationEntry, Reply } from './description.ts';
import { messagesIn } from './message-nodes.ts';
import { readMessage, writtenMessages } from './read-message.ts';
import { readServers } from './read-servers.ts';

/** A channel as a step uses it: alone, or by an operation, whose own channel or whose answer's it is. */
export interface ChannelUse {
  readonly entry: ChannelEntry;
  readonly operation?: ChannelOperationEntry;
  /** Those of the channel that are meant; all of them when absent. */
  readonly messages?: Reply['messages'];
}

/** Reads everything about a channel that sending and receiving needs. Without one, the findings say why. */
export function readChannel(
  description: AsyncApiDescription,
  { entry, operation, messages }: ChannelUse,
  context: { readonly serverGiven?: boolean } = {},
): { readonly channel?: Channel; readonly diagnostics: readonly Diagnostic[] } {
  const reading: Reading = { diagnostics: [] };
  const { diagnostics } = reading;
  if (entry.address === undefined) {
    const message = `The channel "${entry.name}" has no address: it is known only to programs while they run.`;
    const hint = 'Give the channel an address, or use one that has.';
    diagnostics.push(diagnose('source/malformed', message, { place: placeOf(entry.node), hint }));
    return { diagnostics };
  }
  const servers = readServers(reading, description, entry, { operation, ...context });
  if (servers.length === 0) return { diagnostics };
  const operationId = operation?.operationId;
  return {
    channel: {
      name: entry.name,
      ...(operationId === undefined ? {} : { operationId }),
      address: entry.address,
      parameters: readParameters(reading, entry.node, entry.address),
      servers,
      messages: messagesIn(description, entry, messages).flatMap(([name, node]) =>
        writtenMessages(reading, description, name, node).map((each) =>
          readMessage(reading, description, each.name, each.node),
        ),
      ),
    },
    diagnostics,
  };
}

/** What is declared of the variables of an address: since 3.0 beside the name, before that in a schema. */
function readParameters(reading: Reading, node: Node, address: string): Record<string, ChannelParameter> {
  const declared = children(child(node, 'parameters'));
  return Object.fromEntries(
    pathVariables(address).flatMap((name) => {
      const written = declared.find(([each]) => each === name)?.[1];
      const found = written && follow(reading, written, 'error');
      if (found === undefined) return [];
      const schema = child(found, 'schema');
      const holder = schema === undefined ? found : follow(reading, schema, 'warning');
      const { default: value, enum: values } = isObject(holder?.value) ? holder.value : {};
      return [
        [
          name,
          {
            ...(typeof value === 'string' ? { default: value } : {}),
            ...(Array.isArray(values) ? { enum: values.map(String) } : {}),
          },
        ],
      ];
    }),
  );
}
