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

// The fixed fields of the objects of AsyncAPI 2, as 2.6 has them: what a minor version added is taken for known in those before it.

const described = { description: optional(text) };
const tags = optional(listOf(tagWith(externalDocs)));
const security = optional(listOf(mapOf(texts)));
const schema: Shape = { kind: 'schema' };

const server: Shape = orReference({
  kind: 'object',
  name: 'server',
  fields: {
    url: required(text),
    protocol: required(text),
    protocolVersion: optional(text),
    ...described,
    variables: optional(mapOf(serverVariable)),
    security,
    tags,
    bindings: optional(bindings),
  },
  advice: { host: 'Before 3.0 it is part of url.', pathname: 'Before 3.0 it is part of url.' },
});

const messageTraitFields: Readonly<Record<string, Field>> = {
  messageId: optional(text),
  headers: optional({ kind: 'headers' }),
  correlationId: optional(correlationId),
  schemaFormat: optional({ kind: 'schema-format' }),
  contentType: optional({ kind: 'media-type' }),
  name: optional(text),
  title: optional(text),
  summary: optional(text),
  ...described,
  tags,
  externalDocs: optional(externalDocs),
  bindings: optional(bindings),
  examples: optional(listOf({ ...messageExample, isOpen: true })),
};

const messageTrait: Shape = orReference({
  kind: 'object',
  name: 'message trait',
  fields: messageTraitFields,
});

const messageOf = (payload: Shape): ObjectShape => ({
  kind: 'object',
  name: 'message',
  fields: {
    ...messageTraitFields,
    payload: optional(payload),
    traits: optional(listOf(messageTrait)),
  },
});

const messageOfSchema = messageOf(schema);
const messageOfOther = messageOf({ kind: 'any' });

const oneMessage: Shape = orReference({
  kind: 'choice',
  of: (value) => {
    const format = isObject(value) ? value['schemaFormat'] : undefined;
    return typeof format === 'string' && !isJsonSchema(format) ? messageOfOther : messageOfSchema;
  },
});

const alternatives: ObjectShape = {
  kind: 'object',
  name: 'message',
  fields: { oneOf: required(listOf(oneMessage)) },
};

const message: Shape = {
  kind: 'choice',
  of: (value) => (isObject(value) && Object.hasOwn(value, 'oneOf') ? alternatives : oneMessage),
};

const operationTraitFields: Readonly<Record<string, Field>> = {
  operationId: optional(text),
  summary: optional(text),
  ...described,
  security,
  tags,
  externalDocs: optional(externalDocs),
  bindings: optional(bindings),
};

const operationTrait: Shape = orReference({
  kind: 'object',
  name: 'operation trait',
  fields: operationTraitFields,
});

const operation: ObjectShape = {
  kind: 'object',
  name: 'operation',
  fields: { ...operationTraitFields, traits: optional(listOf(operationTrait)), message: optional(message) },
};

const beside = 'Before 3.0 it stands in the schema of the parameter.';

const parameter: Shape = orReference({
  kind: 'object',
  name: 'parameter',
  fields: { ...described, schema: optional(schema), location: optional({ kind: 'location' }) },
  advice: { enum: beside, default: beside, examples: beside },
});

const parameters = namedMapOf(parameter);

const channel: Shape = orReference({
  kind: 'object',
  name: 'channel',
  fields: {
    ...described,
    servers: optional(texts),
    subscribe: optional(operation),
    publish: optional(operation),
    parameters: optional(parameters),
    bindings: optional(bindings),
  },
  advice: {
    address: 'Before 3.0 the name of a channel is its address.',
    messages: 'Before 3.0 messages stand in publish and subscribe.',
  },
});

const scheme = securityScheme('scopes', {});

const components: ObjectShape = {
  kind: 'object',
  name: 'components',
  fields: {
    schemas: optional(namedMapOf(schema)),
    servers: optional(namedMapOf(server)),
    serverVariables: optional(namedMapOf(serverVariable)),
    channels: optional(namedMapOf(channel)),
    messages: optional(namedMapOf(message)),
    securitySchemes: optional(namedMapOf(scheme)),
    parameters: optional(parameters),
    correlationIds: optional(namedMapOf(correlationId)),
    operationTraits: optional(namedMapOf(operationTrait)),
    messageTraits: optional(namedMapOf(messageTrait)),
    serverBindings: optional(namedMapOf(bindings)),
    channelBindings: optional(namedMapOf(bindings)),
    operationBindings: optional(namedMapOf(bindings)),
    messageBindings: optional(namedMapOf(bindings)),
  },
};

/** The AsyncAPI Object of 2.x: the root of a description, and through it every object of the specification. */
export const description2: ObjectShape = {
  kind: 'object',
  name: 'description',
  fields: {
    asyncapi: required(text),
    id: optional({ kind: 'uri' }),
    info: required(infoWith({})),
    servers: optional(namedMapOf(server)),
    defaultContentType: optional({ kind: 'media-type' }),
    channels: required(mapOf(channel)),
    components: optional(components),
    tags,
    externalDocs: optional(externalDocs),
  },
  advice: { operations: 'Before 3.0 operations stand in their channels, as publish and subscribe.' },
};
