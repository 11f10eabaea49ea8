import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import type { DocumentDescription } from '../report/description.ts';
import type { RunResult } from '../report/run-result.ts';

/** A folder with a document that places an order on a channel and awaits its confirmation. */
function orders(): string {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'orders.yaml'),
    `asyncapi: 3.0.0
info: { title: Orders, version: '1' }
servers: { broker: { host: broker.example, protocol: kafka } }
channels:
  place: { address: 'orders.{shop}', parameters: { shop: {} }, messages: { order: { payload: { type: object, properties: { amount: { type: integer, minimum: 1 } } } } } }
  confirm: { address: confirmed, messages: { done: { payload: { type: object, required: [id], properties: { id: { type: integer } } } } } }
`,
  );
  writeFileSync(
    join(cwd, 'buy.yaml'),
    `arazzo: 1.1.0
info: { title: Buy, version: '1' }
sourceDescriptions: [{ name: orders, url: orders.yaml, type: asyncapi }]
workflows:
  - workflowId: buy
    inputs: { type: object, properties: { amount: { type: integer, default: 5 } } }
    steps:
      - stepId: order
        channelPath: $sourceDescriptions.orders.url#/channels/place
        action: send
        parameters: [{ name: shop, in: channel, value: north }]
        requestBody: { payload: { amount: $inputs.amount } }
      - stepId: wait
        channelPath: $sourceDescriptions.orders.url#/channels/confirm
        action: receive
        timeout: 1000
        outputs: { id: $message.payload#/id }
    outputs: { id: $steps.wait.outputs.id }
`,
  );
  return cwd;
}

test('a description tells what is done on which channel, and over what', async () => {
  const cwd = orders();
  const { code, stdout, stderr } = await heddle(['describe', 'buy.yaml'], { cwd });
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: .*channel\/no-transport/);
  expect(stdout).toContain('    1. order  send orders.{shop} (kafka)  orders\n');
  expect(stdout).toContain('    2. wait   receive confirmed (kafka)  orders\n');
  const json = await heddle(['describe', 'buy.yaml', '--json'], { cwd });
  expect((JSON.parse(json.stdout) as DocumentDescription).workflows[0]!.steps).toMatchObject([
    { stepId: 'order', source: 'orders', action: 'send', address: 'orders.{shop}', protocol: 'kafka' },
    { stepId: 'wait', source: 'orders', action: 'receive', address: 'confirmed', protocol: 'kafka' },
  ]);
});

test('a check warns of a protocol that nothing speaks, at its source', async () => {
  const cwd = orders();
  const { code, stdout } = await heddle(['check', 'buy.yaml'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/warning: .*go over kafka, and nothing here speaks it.*\n +at buy\.yaml:3:30/);
  expect(stdout.match(/channel\/no-transport/g)).toHaveLength(1);
  const run = await heddle(['run', 'buy.yaml'], { cwd });
  expect(run.code).toBe(2);
  expect(run.stderr).toMatch(/error[^]*channel\/no-transport/);
});

test('a diagram shows what is done on which channel', async () => {
  const { stdout } = await heddle(['describe', 'buy.yaml', '--mermaid'], { cwd: orders() });
  expect(stdout).toContain('send orders.');
  expect(stdout).toContain('"wait<br/>receive confirmed"');
});

test('the sandbox runs steps on channels, and the view shows them', async () => {
  const cwd = orders();
  const { code, stdout, stderr, sent } = await heddle(['run', 'buy.yaml', '--sandbox', '--verbose'], { cwd });
  expect({ code, sent }).toEqual({ code: 0, sent: [] });
  expect(stderr).toContain('In the sandbox: orders is mocked. Nothing leaves this machine.');
  expect(stderr).toContain('order  send orders.{shop}  sent');
  expect(stderr).toContain('wait   receive confirmed  received');
  expect(stderr).toContain('orders.north');
  expect(stdout).toMatch(/id +\d+/);
  const json = await heddle(['run', 'buy.yaml', '--sandbox', '--json'], { cwd });
  const { status, steps } = JSON.parse(json.stdout) as RunResult;
  expect(status).toBe('completed');
  expect(steps.map(({ attempts }) => attempts[0]!.channel)).toMatchObject([
    { action: 'send', address: 'orders.north' },
    { action: 'receive', address: 'confirmed' },
  ]);
});

test('a message that is not as described is told after a run in the sandbox', async () => {
  const argv = ['run', 'buy.yaml', '--sandbox', '--input', 'amount=0'];
  const { code, stderr } = await heddle(argv, { cwd: orders() });
  expect(code).not.toBe(0);
  expect(stderr).toContain('the sandbox refused the message: The payload, at /amount,');
  expect(stderr).toMatch(/✗ orders +SEND orders\.north +The payload, at \/amount,/);
});

test('a simulation shows what is done on channels', async () => {
  const { code, stdout } = await heddle(['simulate', 'buy.yaml'], { cwd: orders() });
  expect(code).toBe(0);
  expect(stdout).toMatch(/order +reached in all +send orders\.\{shop\}/);
});
