import { describe, expect, test } from 'vitest';
import { readText } from '../text/read-text.ts';
import type { Channel } from './channel.ts';
import type { AsyncApiDescription } from './description.ts';
import { findChannelAt } from './find-channel.ts';
import { readChannel } from './read-channel.ts';
import { readAsyncApi } from './read-description.ts';

function read(text: string) {
  const { located, diagnostics } = readText(text, 'events.yaml');
  if (located === undefined) throw new Error(JSON.stringify(diagnostics));
  return readAsyncApi(located);
}

function description(text: string): AsyncApiDescription {
  const result = read(text);
  expect(result.diagnostics).toEqual([]);
  return result.description!;
}

/** A channel as a step would use it, by its name or by an operation. */
function used(described: AsyncApiDescription, name: string, operationId?: string) {
  const operation =
    operationId === undefined
      ? undefined
      : described.operations.find((each) => each.operationId === operationId);
  const entry = operation?.channel ?? described.channels.find((each) => each.name === name)!;
  return readChannel(described, {
    entry,
    ...(operation && { operation, ...(operation.messages && { messages: operation.messages }) }),
  });
}

function channel(described: AsyncApiDescription, name: string, operationId?: string): Channel {
  const result = used(described, name, operationId);
  expect(result.diagnostics).toEqual([]);
  return result.channel!;
}

const two = `
asyncapi: 2.6.0
info: { title: Lights, version: '1' }
defaultContentType: application/json
servers:
  main:
    url: '{region}.broker.example:{port}/base'
    protocol: MQTT
    variables:
      region: { default: eu, enum: [eu, us] }
      port: { $ref: '#/components/serverVariables/port' }
    security: [{ user: [] }, { key: [] }]
  backup: { url: 'https://backup.example/', protocol: https }
channels:
  x-note: nothing
  lights/{id}/{room}:
    servers: [backup]
    parameters:
      id: { schema: { type: string, enum: [a, 1] } }
      room: { $ref: '#/components/parameters/room' }
    publish:
      operationId: turn
      traits: [{ $ref: '#/components/operationTraits/renamed' }]
      message:
        oneOf:
          - { $ref: '#/components/messages/on' }
          - { name: off, payload: { type: string } }
    subscribe: { operationId: turned, message: { $ref: '#/components/messages/on' } }
  all: { subscribe: { message: { payload: { type: object } } } }
components:
  serverVariables: { port: { default: '1883' } }
  parameters: { room: { schema: { type: string, default: kitchen } } }
  operationTraits: { renamed: { operationId: turnIt } }
  securitySchemes: { user: { type: userPassword }, key: { type: httpApiKey, in: header, name: X-Key } }
  messages:
    on:
      contentType: application/xml
      headers: { type: object, required: [own], properties: { own: { type: string } } }
      correlationId: { location: '$message.header#/own' }
      payload: { $ref: '#/components/schemas/lamp' }
      traits:
        - { contentType: text/plain }
        - contentType: application/cbor
          headers: { type: object, required: [trait], properties: { trait: { type: string } } }
          correlationId: { $ref: '#/components/correlationIds/trait' }
  correlationIds: { trait: { location: '$message.payload#/a~1b/0' } }
  schemas: { lamp: { type: object, required: [watts], properties: { watts: { type: integer } } } }
`;

describe('AsyncAPI 2', () => {
  test('has operations in its channels, told from the side of the application', () => {
    const { title, major, channels, operations } = description(two);
    expect({ title, major }).toEqual({ title: 'Lights', major: 2 });
    expect(channels.map(({ name, address }) => [name, address])).toEqual([
      ['lights/{id}/{room}', 'lights/{id}/{room}'],
      ['all', 'all'],
    ]);
    expect(operations.map(({ operationId, action, address }) => [operationId, action, address])).toEqual([
      // The traits overwrite what they are applied to.
      ['turnIt', 'receive', '/channels/lights~1{id}~1{room}/publish'],
      ['turned', 'send', '/channels/lights~1{id}~1{room}/subscribe'],
      [undefined, 'send', '/channels/all/subscribe'],
    ]);
  });

  test('lets traits overwrite a message, the last of them first, and all of them add headers', () => {
    const [on, off] = channel(description(two), '', 'turnIt').messages;
    expect(on).toMatchObject({
      contentType: 'application/cbor',
      correlationId: { in: 'payload', path: ['a/b', '0'] },
      payload: { types: ['object'], required: ['watts'] },
    });
    expect(on!.headers!.required!.toSorted()).toEqual(['own', 'trait']);
    expect(off).toMatchObject({ name: 'off', contentType: 'application/json' });
  });

  test('takes alternatives for messages of their own', () => {
    const described = description(two);
    expect(channel(described, '', 'turnIt').messages).toHaveLength(2);
    expect(channel(described, '', 'turned').messages).toHaveLength(1);
    // Without an operation, those of both.
    expect(channel(described, 'lights/{id}/{room}').messages).toHaveLength(3);
  });

  test('reads what is declared of the variables of an address, behind references too', () => {
    expect(channel(description(two), '', 'turnIt').parameters).toEqual({
      id: { enum: ['a', '1'] },
      room: { default: 'kitchen' },
    });
  });

  test('gives the servers that a channel lists, else all, with their variables and schemes', () => {
    const described = description(two);
    expect(channel(described, '', 'turnIt').servers).toEqual([
      { name: 'backup', protocol: 'https', url: 'https://backup.example', variables: {}, security: [] },
    ]);
    const [main, backup] = channel(described, 'all').servers;
    expect(backup!.name).toBe('backup');
    expect(main).toEqual({
      name: 'main',
      protocol: 'mqtt',
      url: 'mqtt://{region}.broker.example:{port}/base',
      variables: { region: { default: 'eu', enum: ['eu', 'us'] }, port: { default: '1883' } },
      security: [
        { user: { scopes: [], scheme: { type: 'http', scheme: 'basic' } } },
        { key: { scopes: [], scheme: { type: 'apiKey', in: 'header', name: 'X-Key' } } },
      ],
    });
  });
});

const three = `
asyncapi: 3.0.0
info: { title: Orders, version: '1' }
servers:
  web:
    host: '{region}.example:8443'
    pathname: /v1/
    protocol: https
    variables: { region: { default: eu } }
    security: [{ $ref: '#/components/securitySchemes/token' }, { type: scramSha256 }]
  broker: { $ref: '#/components/servers/broker' }
channels:
  placed:
    address: orders/{shop}
    servers: [{ $ref: '#/servers/broker' }]
    parameters: { shop: { default: north, enum: [north, south] } }
    messages:
      order: { $ref: '#/components/messages/order' }
      cancelled: { payload: { type: object }, headers: { type: object } }
  answers: { $ref: '#/components/channels/answers' }
  same: { $ref: '#/components/channels/answers' }
  dynamic: { address: null, messages: { any: {} } }
operations:
  place:
    action: receive
    channel: { $ref: '#/channels/placed' }
    messages: [{ $ref: '#/channels/placed/messages/order' }]
    reply:
      address: { location: '$message.header#/replyTo' }
      channel: { $ref: '#/channels/same' }
      messages: [{ $ref: '#/components/channels/answers/messages/done' }]
  tell: { $ref: '#/components/operations/tell' }
  ask:
    action: send
    channel: { $ref: '#/channels/placed' }
    reply: { address: { location: '$message.header#/replyTo' } }
components:
  securitySchemes: { token: { type: http, scheme: bearer } }
  servers: { broker: { host: broker.example, protocol: kafka-secure } }
  channels: { answers: { address: answers, messages: { done: { payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { type: record } } } } } }
  operations: { tell: { action: send, channel: { $ref: '#/channels/answers' } } }
  messages:
    order:
      contentType: application/json
      payload: { schemaFormat: 'application/schema+json;version=draft-07', schema: { type: object, required: [id] } }
      traits:
        - { name: from the first, contentType: text/plain }
        - name: from the last
          correlationId: { location: '$message.header#/id' }
`;

describe('AsyncAPI 3', () => {
  test('has channels with addresses, and operations beside them', () => {
    const { channels, operations } = description(three);
    expect(channels.map(({ name, address }) => [name, address])).toEqual([
      ['placed', 'orders/{shop}'],
      ['answers', 'answers'],
      ['same', 'answers'],
      ['dynamic', undefined],
    ]);
    expect(
      operations.map(({ operationId, action, channel: { name } }) => [operationId, action, name]),
    ).toEqual([
      ['place', 'receive', 'placed'],
      ['tell', 'send', 'answers'],
      ['ask', 'send', 'placed'],
    ]);
  });

  test('knows where an operation is answered, by the name that was written, or that a message tells', () => {
    const { operations } = description(three);
    const [place, tell, ask] = operations;
    expect(place!.reply!.channel!.name).toBe('same');
    expect(place!.reply!.messages!.map(([name]) => name)).toEqual(['done']);
    expect(tell!.reply).toBeUndefined();
    expect(ask!.reply).toEqual({});
  });

  test('lets a message win over its traits, and the last trait over those before', () => {
    const { messages } = channel(description(three), '', 'place');
    expect(messages).toMatchObject([
      {
        name: 'from the last',
        contentType: 'application/json',
        correlationId: { in: 'header', path: ['id'] },
        payload: { types: ['object'], required: ['id'] },
      },
    ]);
  });

  test('says nothing of payloads in other formats than JSON Schema', () => {
    expect(channel(description(three), 'answers').messages).toEqual([{ name: 'done' }]);
  });

  test('reads servers by their parts, and parameters beside their names', () => {
    const described = description(three);
    const placed = channel(described, 'placed');
    expect(placed.servers.map(({ name, url }) => [name, url])).toEqual([
      ['broker', 'kafka-secure://broker.example'],
    ]);
    expect(placed.parameters).toEqual({ shop: { default: 'north', enum: ['north', 'south'] } });
    const [web] = channel(described, 'answers').servers;
    expect(web).toMatchObject({
      url: 'https://{region}.example:8443/v1',
      variables: { region: { default: 'eu' } },
      security: [
        { token: { scheme: { type: 'http', scheme: 'bearer' } } },
        { security1: { scheme: { type: 'http', scheme: 'scram-sha-256' } } },
      ],
    });
  });

  test('cannot use a channel without an address', () => {
    const { channel: none, diagnostics } = used(description(three), 'dynamic');
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'source/malformed', message: expect.stringContaining('"dynamic" has no address') as string },
    ]);
  });
});

describe('finding by a pointer', () => {
  test('gives channels and operations, and near misses where there is neither', () => {
    const described = description(three);
    expect(findChannelAt(described, ['channels', 'placed'])).toMatchObject({ kind: 'channel' });
    expect(findChannelAt(described, ['operations', 'tell'])).toMatchObject({ kind: 'operation' });
    expect(findChannelAt(described, ['channels', 'plaecd'])).toEqual({
      kind: 'missing',
      near: ['/channels/placed'],
    });
    // An address is easily taken for the name.
    expect(findChannelAt(described, ['channels', 'orders/{shop}'])).toMatchObject({
      near: ['/channels/placed'],
    });
    expect(findChannelAt(description(two), ['channels', 'all', 'subscribe'])).toMatchObject({
      kind: 'operation',
    });
  });
});

describe('versions', () => {
  test.each(['1.2.0', '4.0.0', '3', '3.0'])('%s is not read', (version) => {
    const { description: none, diagnostics } = read(`asyncapi: '${version}'`);
    expect(none).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'source/version-unsupported', severity: 'error' }]);
  });

  test.each(['2.7.0', '3.2.0'])('%s is read as the newest that is known', (version) => {
    const { description: some, diagnostics } = read(`asyncapi: ${version}\nchannels: {}`);
    expect(some!.version).toBe(version);
    expect(diagnostics).toMatchObject([{ code: 'source/version-unsupported', severity: 'warning' }]);
  });
});

test('references that go in circles, end', () => {
  const { description: some, diagnostics } = read(`
asyncapi: 3.0.0
servers: { a: { host: a.example, protocol: kafka } }
channels:
  a: { address: a, messages: { m: { $ref: '#/components/messages/m' } } }
components: { messages: { m: { $ref: '#/components/messages/n' }, n: { $ref: '#/components/messages/m' } } }
`);
  expect(diagnostics).toEqual([]);
  const { channel: a, diagnostics: said } = used(some!, 'a');
  expect(a!.messages).toEqual([]);
  expect(said.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
    'source/circular-reference error',
  ]);
});
