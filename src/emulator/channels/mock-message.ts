import type { JsonSchema } from '../../arazzo/document.ts';
import type { Message } from '../../asyncapi/channel.ts';
import type { AsyncApiDescription } from '../../asyncapi/description.ts';
import { messageNodes } from '../../asyncapi/message-nodes.ts';
import { headerSchemas, payloadSchema, readMessage } from '../../asyncapi/read-message.ts';
import { member } from '../../asyncapi/traits.ts';
import { jsonSchemaOf } from '../../openapi/schema/json-schema-of.ts';
import { child, children, type Node, resolveReference } from '../../openapi/read/resolve-reference.ts';
import type { ChannelPlan } from '../../plan/plan.ts';
import { isObject } from '../../text/json.ts';

/** A message as the sandbox makes it and holds others against it. */
export interface MockMessage {
  readonly message: Message;
  /** Standing alone; absent when the description says nothing that is JSON Schema. */
  readonly payload?: JsonSchema;
  readonly headers?: JsonSchema;
  /** In the order of the description. */
  readonly examples: readonly MessageExample[];
}

/** A Message Example Object. */
export interface MessageExample {
  readonly payload?: unknown;
  readonly headers?: unknown;
}

/** The messages that a step may mean, with the whole of their schemas. */
export function mockMessages(description: AsyncApiDescription, plan: ChannelPlan): readonly MockMessage[] {
  return messageNodes(description, plan).map(({ name, node }) => {
    const { major } = description;
    const payload = payloadSchema(node, major);
    const headers = headerSchemas(node, major).map(schemaOf);
    return {
      message: readMessage({ diagnostics: [] }, description, name, node),
      ...(payload === undefined ? {} : { payload: schemaOf(payload) }),
      ...(headers.length === 0 ? {} : { headers: headers.length === 1 ? headers[0]! : { allOf: headers } }),
      examples: children(member(node, 'examples', major)).flatMap(([, each]) => exampleIn(each)),
    };
  });
}

function exampleIn(written: Node): readonly MessageExample[] {
  const node = resolveReference(written);
  if ('reason' in node || !isObject(node.value)) return [];
  const [payload, headers] = [child(node, 'payload'), child(node, 'headers')];
  return [
    {
      ...(payload === undefined ? {} : { payload: payload.value }),
      ...(headers === undefined ? {} : { headers: headers.value }),
    },
  ];
}

/** Schemas of AsyncAPI have the keywords of draft 07, which those of 3.1 are, but for tuples. */
function schemaOf(node: Node): JsonSchema {
  return jsonSchemaOf({ ...node, document: { ...node.document, rules: '3.1' } }, 'response');
}
