import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../../../test/cli/heddle.ts';
import { load } from '../../load.ts';
import { rehearse, type RehearseOptions } from '../../rehearse.ts';
import { simulate } from '../../simulate.ts';

const description = `asyncapi: 3.0.0
info: { title: Pet purchases, version: '1' }
servers: { broker: { host: 'broker.example', protocol: kafka, security: [{ type: X509 }] } }
channels:
  place:
    address: orders.{shop}.place
    parameters: { shop: {} }
    messages: { order: { $ref: '#/components/messages/order' } }
  confirm:
    address: orders.{shop}.confirm
    parameters: { shop: {} }
    messages:
      refusal: { payload: { type: object, required: [why], properties: { why: { type: string } } } }
      confirmation: { $ref: '#/components/messages/confirmation' }
  news: { address: news, messages: { news: { payload: { type: object, properties: { text: { const: Hello } } } } } }
  bare: { address: bare }
components:
  messages:
    order:
      headers: { type: object, required: [requestId], properties: { requestId: { type: string, minLength: 3 } } }
      payload: { type: object, required: [petId], properties: { petId: { type: integer, exclusiveMinimum: 0 } } }
    confirmation:
      correlationId: { location: $message.header#/requestId }
      headers: { type: object, required: [priority], properties: { priority: { type: integer } } }
      payload:
        type: object
        required: [orderId]
        properties:
          orderId: { type: integer }
          state: { enum: [waiting, sold, shipped] }
          lines: { type: array, items: { type: object, properties: { sku: { type: string } } } }
      examples:
        - payload: { orderId: no number }
        - payload: { orderId: 42, state: waiting }
`;

/** Writes a document whose workflow has these steps. */
function written(steps: string): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'pets.yaml'), description);
  const document = join(cwd, 'document.yaml');
  writeFileSync(
    document,
    `arazzo: 1.1.0
info: { title: Buy, version: '1' }
sourceDescriptions: [{ name: pets, url: pets.yaml, type: asyncapi }]
workflows:
  - workflowId: buy
    inputs: { type: object, properties: { id: { type: string, default: r-17 }, pet: { type: integer, default: 7 } } }
    steps:
${steps}`,
  );
  return document;
}

async function rehearsed(steps: string, options: RehearseOptions = {}) {
  const { loaded, workflows } = await rehearse(written(steps), options);
  expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return workflows[0]!;
}

const place = `      - stepId: place
        channelPath: $sourceDescriptions.pets.url#/channels/place
        action: send
        parameters: [{ name: shop, in: channel, value: north }, { name: RequestID, in: header, value: $inputs.id }]
        requestBody: { payload: { petId: $inputs.pet } }
`;

const confirm = `      - stepId: confirm
        channelPath: $sourceDescriptions.pets.url#/channels/confirm
        action: receive
        correlationId: $inputs.id
        timeout: 60000
        parameters: [{ name: shop, in: channel, value: north }]
`;

test('a request and its reply: the message carries the correlation id, and is what criteria and outputs need', async () => {
  const { result, messages } = await rehearsed(`${place}${confirm}
        successCriteria:
          - condition: $message.payload#/state == 'sold'
          - { context: $message.payload, type: jsonpath, condition: "$.lines[?@.sku == 'A1']" }
        outputs:
          order: $message.payload#/orderId
          request: $message.header.requestId
          line: $message.payload#/lines/0/sku
`);
  expect(result.steps.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
  // The first example that fits is taken, but for what the criteria ask for.
  expect(result.steps[1]!.outputs).toEqual({ order: 42, request: 'r-17', line: 'A1' });
  expect(messages).toEqual([
    { source: 'pets', action: 'send', address: 'orders.north.place', findings: [] },
    { source: 'pets', action: 'receive', address: 'orders.north.confirm', findings: [] },
  ]);
});

test('the same seed gives the same message, and each visit one of its own', async () => {
  const steps = `      - stepId: hear
        channelPath: $sourceDescriptions.pets.url#/channels/news
        action: receive
        timeout: 1000
        outputs: { text: $message.payload#/text }
      - stepId: again
        channelPath: $sourceDescriptions.pets.url#/channels/news
        action: receive
        timeout: 1000
        outputs: { text: $message.payload#/text }
`;
  const one = await rehearsed(steps);
  expect(one.result.status).toBe('completed');
  // Keywords of JSON Schema draft 07 count.
  expect(one.result.steps.map(({ outputs }) => outputs)).toEqual([{ text: 'Hello' }, { text: 'Hello' }]);
  expect((await rehearsed(steps)).result.steps).toEqual(one.result.steps);
});

test.each([
  ['a payload', { pet: 0 }, 'The payload, at /petId,'],
  ['a header', { id: 'r' }, 'The headers, at /requestId,'],
])('%s that the description does not allow is a finding, and refused', async (_, inputs, says) => {
  const { result, messages } = await rehearsed(place, { inputs });
  expect(messages.flatMap(({ findings }) => findings.map(({ message }) => message))).toEqual([
    expect.stringContaining(says),
  ]);
  expect(result.status).toBe('failed');
  const answered = await rehearsed(place, { inputs, invalid: 'answer' });
  expect(answered.messages[0]!.findings).toHaveLength(1);
  expect(answered.result.status).toBe('completed');
});

test('a message that is sent where none is described is taken', async () => {
  const { result, messages } = await rehearsed(`      - stepId: tell
        channelPath: $sourceDescriptions.pets.url#/channels/bare
        action: send
        requestBody: { payload: anything, contentType: text/plain }
      - stepId: hear
        channelPath: $sourceDescriptions.pets.url#/channels/bare
        action: receive
        timeout: 1000
`);
  expect(result.status).toBe('completed');
  expect(messages.flatMap(({ findings }) => findings)).toEqual([]);
});

test('a step that nothing can match waits no longer than it allows', async () => {
  const { result } = await rehearsed(`      - stepId: hear
        channelPath: $sourceDescriptions.pets.url#/channels/confirm
        action: receive
        correlationId: [1, 2]
        timeout: 60000
        parameters: [{ name: shop, in: channel, value: north }]
`);
  expect(result.status).toBe('failed');
  expect(result.steps[0]!.status).toBe('failed');
});

test('a simulation takes messages and lets those come that are awaited', async () => {
  const { plan, sources = {} } = await load(written(`${place}${confirm}`), { mocked: true });
  const { scenarios, steps, diagnostics } = await simulate(plan!, { sources, workflowId: 'buy' });
  expect(diagnostics).toEqual([]);
  expect(scenarios.map(({ status, sends }) => [status, sends])).toEqual([['completed', []]]);
  expect(steps).toEqual([
    { step: 'buy/place', operation: 'send orders.{shop}.place', reached: [1] },
    { step: 'buy/confirm', operation: 'receive orders.{shop}.confirm', reached: [1] },
  ]);
});
