import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readText } from '../text/read-text.ts';
import { checkAsyncApi } from './check-description.ts';
import { readAsyncApi } from './read-description.ts';

const schemes = (scopes: string, more: string): string => `
    user: { type: userPassword, description: Name and password }
    key: { type: apiKey, in: user }
    certificate: { type: X509 }
    secret: { type: symmetricEncryption }
    pair: { type: asymmetricEncryption }
    httpKey: { type: httpApiKey, name: X-Key, in: header }
    bearer: { type: http, scheme: bearer, bearerFormat: JWT }
    oauth:
      type: oauth2
      flows:
        implicit: { authorizationUrl: 'https://a.example/auth', ${scopes}: { read: To read } }
        password: { tokenUrl: 'https://a.example/token', ${scopes}: {} }
        clientCredentials: { tokenUrl: 'https://a.example/token', ${scopes}: {} }
        authorizationCode:
          { authorizationUrl: 'https://a.example/auth', tokenUrl: 'https://a.example/token', refreshUrl: 'https://a.example/more', ${scopes}: {} }
${more}    openId: { type: openIdConnect, openIdConnectUrl: 'https://a.example/.well-known' }
    plain: { type: plain }
    scram: { type: scramSha256 }
    scram512: { type: scramSha512 }
    kerberos: { type: gssapi, x-realm: here }
`;

const good2 = (version: string): string => `asyncapi: ${version}
id: 'urn:example:lights'
info:
  title: Lights
  version: 1.0.0
  description: All lights
  termsOfService: https://a.example/terms
  contact: { name: Ada, url: 'https://a.example', email: ada@a.example }
  license: { name: MIT, url: 'https://a.example/mit' }
  x-team: lights
servers:
  main:
    url: 'a.example:{port}'
    protocol: mqtt
    protocolVersion: '5'
    description: The broker
    variables: { port: { default: '1883', enum: ['1883', '8883'], description: The port, examples: ['1883'] } }
    security: [{ user: [] }, { oauth: [read] }]
    bindings: { mqtt: { clientId: me } }
defaultContentType: application/json
channels:
  'light/{id}/on':
    description: Lights that go on
    parameters: { id: { $ref: '#/components/parameters/id' } }
    bindings: { $ref: '#/components/channelBindings/all' }
    subscribe:
      operationId: on
      summary: On
      description: A light goes on
      tags: [{ name: light, description: Lights, externalDocs: { url: 'https://a.example/docs' } }]
      externalDocs: { url: 'https://a.example/docs', description: More }
      bindings: { mqtt: { qos: 1 } }
      traits: [{ $ref: '#/components/operationTraits/common' }]
      message:
        oneOf: [{ $ref: '#/components/messages/on' }, { $ref: '#/components/messages/avro' }]
    publish:
      operationId: seen
      message: { payload: true }
    x-owner: Ada
components:
  schemas: { On: { type: object, properties: { lumens: { type: integer } } }, Never: false }
  messages:
    on:
      name: on
      title: On
      summary: A light is on
      contentType: application/json
      schemaFormat: application/vnd.aai.asyncapi;version=${version}
      headers: { type: object, properties: { id: { type: string } } }
      payload: { $ref: '#/components/schemas/On' }
      correlationId: { $ref: '#/components/correlationIds/id' }
      tags: [{ name: light }]
      examples: [{ name: bright, summary: Bright, headers: { id: a }, payload: { lumens: 5 } }]
      traits: [{ $ref: '#/components/messageTraits/common' }]
      bindings: { mqtt: {} }
    avro: { schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: [int, { type: record }] }
  securitySchemes:${schemes('scopes', '')}
  parameters: { id: { description: Which, schema: { type: string }, location: '$message.payload#/id' } }
  correlationIds: { id: { description: Which, location: '$message.header#/id' } }
  operationTraits: { common: { bindings: { kafka: { clientId: me } } } }
  messageTraits: { common: { headers: { $ref: '#/components/schemas/On' } } }
  serverBindings: { all: { mqtt: {} } }
  channelBindings: { all: { mqtt: {} } }
  operationBindings: { all: { mqtt: {} } }
  messageBindings: { all: { mqtt: {} } }
tags: [{ name: all }]
externalDocs: { url: 'https://a.example/docs' }
`;

const good26 = good2('2.6.0')
  .replace('    security: [{ user', "    tags: [{ name: 'env:test' }]\n    security: [{ user")
  .replace('      operationId: seen\n', '      operationId: seen\n      security: [{ key: [] }]\n')
  .replace('      name: on\n', '      messageId: on\n      name: on\n')
  .replace(
    '    description: Lights that go on\n',
    '    description: Lights that go on\n    servers: [main]\n',
  )
  .replace(
    '  parameters: { id: { desc',
    "  serverVariables: { port: { default: '1' } }\n  parameters: { id: { desc",
  );

const good3 = (version: string): string => `asyncapi: ${version}
id: https://a.example/lights
info:
  title: Lights
  version: 1.0.0
  tags: [{ $ref: '#/components/tags/light' }, { name: all, externalDocs: { $ref: '#/components/externalDocs/more' } }]
  externalDocs: { $ref: '#/components/externalDocs/more' }
defaultContentType: application/json
servers:
  main:
    host: '{place}.a.example'
    pathname: /lights
    protocol: https
    protocolVersion: '2'
    title: Main
    summary: The server
    description: All of it
    variables: { place: { $ref: '#/components/serverVariables/place' } }
    security: [{ $ref: '#/components/securitySchemes/oauth' }, { type: userPassword }]
    tags: [{ name: 'env:test' }]
    externalDocs: { url: 'https://a.example/docs' }
    bindings: { http: {} }
channels:
  on:
    address: 'light/{id}/on'
    title: On
    summary: On
    description: Lights that go on
    servers: [{ $ref: '#/servers/main' }]
    messages: { on: { $ref: '#/components/messages/on' }, avro: { $ref: '#/components/messages/avro' } }
    parameters: { id: { enum: [a, b], default: a, description: Which, examples: [a], location: '$message.payload#/id' } }
    tags: [{ name: light }]
    bindings: { http: {} }
    x-owner: Ada
  answers:
    address: null
    messages: { on: { $ref: '#/components/messages/on' } }
operations:
  hear:
    action: receive
    channel: { $ref: '#/channels/on' }
    title: Hear
    security: [{ $ref: '#/components/securitySchemes/user' }]
    bindings: { http: { method: POST } }
    traits: [{ $ref: '#/components/operationTraits/common' }]
    messages: [{ $ref: '#/channels/on/messages/on' }]
    reply:
      address: { location: '$message.header#/replyTo', description: Where }
      channel: { $ref: '#/channels/answers' }
      messages: [{ $ref: '#/channels/answers/messages/on' }]
components:
  schemas:
    On: { type: object, properties: { lumens: { type: integer } } }
    Avro: { schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: [int] }
  messages:
    on:
      name: on
      title: On
      contentType: application/json
      headers: { type: object, properties: { id: { type: string } } }
      payload: { schemaFormat: application/schema+json;version=draft-07, schema: { $ref: '#/components/schemas/On' } }
      correlationId: { location: '$message.header#/id' }
      examples: [{ name: bright, headers: { id: a }, payload: 5 }]
      traits: [{ $ref: '#/components/messageTraits/common' }]
    avro: { payload: { $ref: '#/components/schemas/Avro' } }
  securitySchemes:${schemes('availableScopes', '      scopes: [read]\n')}
  serverVariables: { place: { default: here, enum: [here, there] } }
  parameters: { id: { description: Which } }
  correlationIds: { id: { location: '$message.header#/id' } }
  replies: { again: { channel: { $ref: '#/channels/answers' } } }
  replyAddresses: { to: { location: '$message.header#/replyTo' } }
  externalDocs: { more: { url: 'https://a.example/docs' } }
  tags: { light: { name: light } }
  operationTraits: { common: { title: Common, bindings: { kafka: { clientId: me } } } }
  messageTraits: { common: { headers: { type: object } } }
  serverBindings: { all: { mqtt: {} } }
  operations: { idle: { action: send, channel: { $ref: '#/channels/on' } } }
`;

/** Everything that reading a description and looking at the whole of it finds. */
function findings(text: string, file: string): readonly string[] {
  const { located } = readText(text, file);
  const { description, diagnostics } = readAsyncApi(located!);
  const all = [...diagnostics, ...checkAsyncApi(description!, diagnostics)];
  return all.map(({ place, message }) => `${place!.line} ${message}`);
}

test.each([
  ['2.0.0', good2('2.0.0')],
  ['2.6.0', good26],
  ['3.0.0', good3('3.0.0')],
  ['3.1.0', good3('3.1.0')],
])('nothing is said of a good description of AsyncAPI %s that has every field', (version, text) => {
  expect(findings(text, `${version}.yaml`)).toEqual([]);
});

const official = '../shared/arazzo-fixtures/examples/1.1.0/pet-asyncapi.yaml';

test.skipIf(!existsSync(official))('nor of the description of the official example', () => {
  expect(findings(readFileSync(official, 'utf8'), official)).toEqual([]);
});

test('nor of the one that the conformance cases use', () => {
  const file = 'test/conformance/orders.asyncapi.yaml';
  expect(findings(readFileSync(file, 'utf8'), file)).toEqual([]);
});
