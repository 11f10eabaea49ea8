import { isObject } from '../text/json.ts';
import {
  bindings,
  correlationId,
  externalDocs,
  infoWith,
  listOf,
  mapOf,
  messageExample,
  namedMapOf,
  optional,
  orReference,
  required,
  securityScheme,
  serverVariable,
  tagWith,
  text,
  texts,
} from './objects.ts';
import { isJsonSchema } from './schema-format.ts';
import type { Field, ObjectShape, Shape } from './shape.ts';

// The fixed fields of the objects of AsyncAPI 3; 3.1 adds a protocol and no field.

const docs = orReference(externalDocs);
const tag = orReference(tagWith(docs));
const tagged = { tags: optional(listOf(tag)), externalDocs: optional(docs) };
const described = { title: optional(text), summary: optional(text), description: optional(text) };
const reference: Shape = { kind: 'reference' };
const references = listOf(reference);

const scheme = securityScheme('availableScopes', { scopes: optional(texts) });
const security = optional(listOf(scheme));

const server: Shape = orReference({
  kind: 'object',
  name: 'server',
  fields: {
    host: required(text),
    protocol: required(text),
    protocolVersion: optional(text),
    pathname: optional(text),
    ...described,
    variables: optional(mapOf(serverVariable)),
    security,
    ...tagged,
    bindings: optional(bindings),
  },
  advice: { url: 'Since 3.0 it is given as host and pathname.' },
});

const multiFormat = (schema: Shape): ObjectShape => ({
  kind: 'object',
  name: 'schema with a format',
  fields: { schemaFormat: required({ kind: 'schema-format' }), schema: required(schema) },
});

/** A schema, or one with its format beside it; of another format it may be anything. */
const formatted = (schema: Shape): Shape => {
  const [ofJsonSchema, ofOther] = [multiFormat(schema), multiFormat({ kind: 'any' })];
  return {
    kind: 'choice',
    of: (value) => {
      if (!isObject(value) || !Object.hasOwn(value, 'schemaFormat')) return schema;
      const format = value['schemaFormat'];
      return typeof format === 'string' && !isJsonSchema(format) ? ofOther : ofJsonSchema;
    },
  };
};

const schema = formatted({ kind: 'schema' });

const messageTraitFields: Readonly<Record<string, Field>> = {
  headers: optional(formatted({ kind: 'headers' })),
  correlationId: optional(correlationId),
  contentType: optional({ kind: 'media-type' }),
  name: optional(text),
  ...described,
  ...tagged,
  bindings: optional(bindings),
  examples: optional(listOf(messageExample)),
};

const messageAdvice = {
  schemaFormat: 'Since 3.0 it stands beside the schema: payload: { schemaFormat: …, schema: … }.',
  messageId: 'Since 3.0 the name of a message in its channel is its id.',
};

const messageTrait: Shape = orReference({
  kind: 'object',
  name: 'message trait',
  fields: messageTraitFields,
  advice: messageAdvice,
});

const message: Shape = orReference({
  kind: 'object',
  name: 'message',
  fields: {
    ...messageTraitFields,
    payload: optional(schema),
    traits: optional(listOf(messageTrait)),
  },
  advice: { ...messageAdvice, oneOf: 'Since 3.0 a channel has several messages, each with a name.' },
});

const parameter: Shape = orReference({
  kind: 'object',
  name: 'parameter',
  fields: {
    enum: optional(texts),
    default: optional(text),
    description: optional(text),
    examples: optional(texts),
    location: optional({ kind: 'location' }),
  },
  hasChoices: true,
  advice: {
    schema: 'Since 3.0 a parameter is a text: its enum, default and examples stand beside its description.',
  },
});

const parameters = namedMapOf(parameter);

const channel: Shape = orReference({
  kind: 'object',
  name: 'channel',
  fields: {
    address: optional({ kind: 'choice', of: (value) => (value === null ? { kind: 'any' } : text) }),
    messages: optional(mapOf(message)),
    ...described,
    servers: optional(references),
    parameters: optional(parameters),
    ...tagged,
    bindings: optional(bindings),
  },
  advice: {
    publish: 'Since 3.0 it is an operation with the action receive, in operations.',
    subscribe: 'Since 3.0 it is an operation with the action send, in operations.',
  },
});

const operationTraitFields: Readonly<Record<string, Field>> = {
  ...described,
  security,
  ...tagged,
  bindings: optional(bindings),
};

const operationTrait: Shape = orReference({
  kind: 'object',
  name: 'operation trait',
  fields: operationTraitFields,
});

const replyAddress: Shape = orReference({
  kind: 'object',
  name: 'reply address',
  fields: { description: optional(text), location: required({ kind: 'location' }) },
});

const reply: Shape = orReference({
  kind: 'object',
  name: 'reply',
  fields: {
    address: optional(replyAddress),
    channel: optional(reference),
    messages: optional(references),
  },
});

const operation: Shape = orReference({
  kind: 'object',
  name: 'operation',
  fields: {
    action: required({ kind: 'one-of', values: ['send', 'receive'] }),
    channel: required(reference),
    ...operationTraitFields,
    traits: optional(listOf(operationTrait)),
    messages: optional(references),
    reply: optional(reply),
  },
  advice: {
    operationId: 'Since 3.0 the name of an operation is its id.',
    message: 'Since 3.0 an operation lists references to messages of its channel, in messages.',
  },
});

const components: ObjectShape = {
  kind: 'object',
  name: 'components',
  fields: {
    schemas: optional(namedMapOf(schema)),
    servers: optional(namedMapOf(server)),
    channels: optional(namedMapOf(channel)),
    operations: optional(namedMapOf(operation)),
    messages: optional(namedMapOf(message)),
    securitySchemes: optional(namedMapOf(scheme)),
    serverVariables: optional(namedMapOf(serverVariable)),
    parameters: optional(parameters),
    correlationIds: optional(namedMapOf(correlationId)),
    replies: optional(namedMapOf(reply)),
    replyAddresses: optional(namedMapOf(replyAddress)),
    externalDocs: optional(namedMapOf(docs)),
    tags: optional(namedMapOf(tag)),
    operationTraits: optional(namedMapOf(operationTrait)),
    messageTraits: optional(namedMapOf(messageTrait)),
    serverBindings: optional(namedMapOf(bindings)),
    channelBindings: optional(namedMapOf(bindings)),
    operationBindings: optional(namedMapOf(bindings)),
    messageBindings: optional(namedMapOf(bindings)),
  },
};

/** The AsyncAPI Object of 3.x: the root of a description, and through it every object of the specification. */
export const description3: ObjectShape = {
  kind: 'object',
  name: 'description',
  fields: {
    asyncapi: required(text),
    id: optional({ kind: 'uri' }),
    info: required(infoWith(tagged)),
    servers: optional(namedMapOf(server)),
    defaultContentType: optional({ kind: 'media-type' }),
    channels: optional(mapOf(channel)),
    operations: optional(mapOf(operation)),
    components: optional(components),
  },
  advice: { tags: 'Since 3.0 it stands in info.', externalDocs: 'Since 3.0 it stands in info.' },
};
