import { expect, test } from 'vitest';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readText } from '../text/read-text.ts';
import { checkAsyncApi } from './check-description.ts';
import { readAsyncApi } from './read-description.ts';

/** All that is found in a description, as a check tells it. */
function found(text: string): readonly Diagnostic[] {
  const { located } = readText(text, 'events.yaml');
  const { description, diagnostics } = readAsyncApi(located!);
  return [...diagnostics, ...checkAsyncApi(description!, diagnostics)];
}

const three = `asyncapi: 3.0.0
info: { title: Events, version: '1' }
channels:
  news:
    address: news/{region}
    parameters: { region: { enum: [eu, us] } }
    messages: { told: { payload: { type: object } } }
operations:
  hear: { action: receive, channel: { $ref: '#/channels/news' } }
`;

const two = `asyncapi: 2.6.0
info: { title: Events, version: '1' }
channels:
  news:
    publish: { message: { payload: { type: object } } }
`;

/** What of a good description is replaced by what, and the finding: line and message. */
type Fault = readonly [from: string, to: string, finding: string];

const info = "info: { title: Events, version: '1' }";
const region = '{ enum: [eu, us] }';
const payload = '{ payload: { type: object } }';
const operation = "channel: { $ref: '#/channels/news' } }";
const end = 'operations:\n';

const faultsOf3: readonly Fault[] = [
  [info, "info: { version: '1' }", '2 The info has no "title".'],
  [info, 'info: { title: Events }', '2 The info has no "version".'],
  [
    info,
    'info: { title: Events, version: 1.0 }',
    '2 "version" of the info must be a text, not the number 1.0.',
  ],
  [info, 'info: Events', '2 "info" of the description must be a map, not a text.'],
  [`${info}\n`, '', '1 The description has no "info".'],
  [info, `${info}\nid: 5`, '3 "id" of the description must be a text, not the number 5.'],
  [
    info,
    `${info}\nid: news`,
    '3 "id" of the description must be an absolute URI, such as https://example.com/terms, not "news".',
  ],
  [info, `${info}\ntags: []`, '3 The description has no field "tags" in AsyncAPI 3.'],
  [
    info,
    "info: { title: Events, version: '1', tags: [{}] }",
    '2 Entry 1 of "tags" of the info has no "name".',
  ],
  ['address: news', 'adress: news', '5 The channel "news" has no field "adress" in AsyncAPI 3.'],
  [region, '{ enum: eu }', '6 "enum" of the parameter "region" must be a list, not a text.'],
  [
    region,
    '{ enum: [eu], default: us }',
    '6 The default "us" of the parameter "region" is none of its enum.',
  ],
  [region, '{ schema: {} }', '6 The parameter "region" has no field "schema" in AsyncAPI 3.'],
  [
    region,
    '{ location: region }',
    '6 "location" of the parameter "region" must be a runtime expression, such as $message.header#/requestId, not "region".',
  ],
  [payload, '{ contentType: 5 }', '7 "contentType" of the message "told" must be a text, not the number 5.'],
  [
    payload,
    '{ contentType: json }',
    '7 "contentType" of the message "told" must be a media type, such as application/json, not "json".',
  ],
  [
    payload,
    '{ headers: { type: string } }',
    '7 "headers" of the message "told" cannot be of type "string": headers are a map of names and values.',
  ],
  [payload, '{ schemaFormat: x }', '7 The message "told" has no field "schemaFormat" in AsyncAPI 3.'],
  [
    payload,
    '{ payload: { schemaFormat: x, schema: {} } }',
    '7 "schemaFormat" of the schema with a format must be a media type, such as application/schema+json;version=draft-07, not "x".',
  ],
  [payload, '{ traits: 5 }', '7 "traits" of the message "told" must be a list, not the number 5.'],
  [payload, '{ bindings: 5 }', '7 "bindings" of the message "told" must be a map, not the number 5.'],
  [payload, '{ tags: [{}] }', '7 Entry 1 of "tags" of the message "told" has no "name".'],
  [
    payload,
    '{ examples: [{ body: 1 }] }',
    '7 Entry 1 of "examples" of the message "told" has no field "body" in AsyncAPI 3.',
  ],
  [
    operation,
    `${operation.slice(0, -2)}, reply: { address: {} } }`,
    '9 The reply address has no "location".',
  ],
  [
    operation,
    'channel: { address: news } }',
    '9 The operation "hear" does not refer to a channel of the description.',
  ],
  [
    operation,
    `${operation.slice(0, -2)}, $ref: 5 }`,
    '9 The operation "hear" has no field "$ref" in AsyncAPI 3.',
  ],
  [
    end,
    `servers: { main: { host: '{v}.example', protocol: kafka, variables: { v: { enum: a, default: a } } } }\n${end}`,
    '8 "enum" of the server variable "v" must be a list, not a text.',
  ],
  [
    end,
    `components: { messages: { 'a b': {} } }\n${end}`,
    '8 The name "a b" in "messages" of the components has other characters than letters, digits, ".", "-" and "_".',
  ],
  [
    end,
    `components: { schemas: { A: 7 } }\n${end}`,
    '8 "A" of "schemas" of the components must be a schema, not the number 7.',
  ],
  [
    end,
    `components: { securitySchemes: { key: { type: httpApiKey, name: k, in: body } } }\n${end}`,
    '8 "in" of the security scheme "key" cannot be "body".',
  ],
  [
    end,
    `components: { securitySchemes: { all: { type: oauth2, flows: { implicit: { availableScopes: {} } } } } }\n${end}`,
    '8 The OAuth flow has no "authorizationUrl".',
  ],
  [
    end,
    `components: { securitySchemes: { none: {} } }\n${end}`,
    '8 The security scheme "none" has no "type".',
  ],
  [
    end,
    `components: { operations: { act: { action: publish, channel: { $ref: '#/channels/news' } } } }\n${end}`,
    '8 "action" of the operation "act" cannot be "publish".',
  ],
  [
    end,
    `components: { replies: { r: { channel: {} } } }\n${end}`,
    `8 "channel" of the reply "r" must be a reference, such as { $ref: '#/channels/orders' }, not a map.`,
  ],
];

const faultsOf2: readonly Fault[] = [
  [info, 'info: { title: Events }', '2 The info has no "version".'],
  ['{ message:', '{ sumary: Hear, message:', '5 The operation has no field "sumary" in AsyncAPI 2.'],
  ['{ message:', '{ bindings: 5, message:', '5 "bindings" of the operation must be a map, not the number 5.'],
  ['{ message:', '{ action: send, message:', '5 The operation has no field "action" in AsyncAPI 2.'],
  ['publish:', 'address: news\n    publish:', '5 The channel "news" has no field "address" in AsyncAPI 2.'],
  [
    info,
    `${info}\nservers: { main: { url: a.example, protocol: mqtt, host: a.example } }`,
    '3 The server "main" has no field "host" in AsyncAPI 2.',
  ],
  [
    payload,
    '{ schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: { type: record }, messageID: m }',
    '5 The message has no field "messageID" in AsyncAPI 2.',
  ],
  [payload, '{ oneOf: {} }', '5 "oneOf" of the message must be a list, not a map.'],
];

test.each([
  ...faultsOf3.map((fault) => [three, ...fault] as const),
  ...faultsOf2.map((fault) => [two, ...fault] as const),
])('a fault of a description that no step uses is told at its line (%#)', (good, from, to, finding) => {
  expect(good.split(from)).toHaveLength(2);
  const all = found(good.replace(from, () => to));
  expect(all.map(({ place, message }) => `${place!.line} ${message}`)).toContain(finding);
  const told = all.find(({ message }) => finding.endsWith(message))!;
  expect(told).toMatchObject({ code: 'source/malformed', severity: 'warning' });
  expect(told.hint).toMatch(/\S/);
});

test('a field of the other major version is told with what takes its place', () => {
  const [advised] = found(three.replace(region, '{ schema: {} }'));
  expect(advised?.hint).toBe(
    'Since 3.0 a parameter is a text: its enum, default and examples stand beside its description.',
  );
});

test('what several references lead to, or what leads to itself, is looked at once', () => {
  const trait = "{ $ref: '#/components/messageTraits/t' }";
  const text = three.replace(
    end,
    `components: { messageTraits: { t: { traits: [], title: 5 } }, messages: { a: { traits: [${trait}, ${trait}] }, b: { $ref: '#/components/messages/b' } } }\n${end}`,
  );
  expect(found(text).map(({ message }) => message)).toEqual([
    expect.stringContaining('leads back to itself'),
    expect.stringContaining('has no field "traits"'),
    expect.stringContaining('"title" of '),
  ]);
});
