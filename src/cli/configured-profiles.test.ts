import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { type Transport, TransportFailure } from '../engine/ports.ts';
import type { RunResult } from '../report/run-result.ts';

const document = `arazzo: 1.0.1
info: { title: Press, version: '1' }
sourceDescriptions: [{ name: press, url: ./press.openapi.yaml, type: openapi }]
workflows:
  - workflowId: print
    steps: [{ stepId: order, operationId: order }]
`;

const description = `openapi: 3.1.0
info: { title: Press, version: '1' }
servers: [{ url: https://press.example }]
paths: { /orders: { post: { operationId: order, responses: { '201': { description: Made } } } } }
`;

const made: Transport = { send: async () => ({ statusCode: 201, headers: {}, body: new Uint8Array() }) };

function print(config: string, transport: Transport, ...flags: readonly string[]) {
  const cwd = folder();
  writeFileSync(join(cwd, 'press.arazzo.yaml'), document);
  writeFileSync(join(cwd, 'press.openapi.yaml'), description);
  writeFileSync(join(cwd, 'heddle.config.yaml'), config);
  return heddle(['run', 'press.arazzo.yaml', '--quiet', ...flags], { cwd, transport });
}

const profiles = `profiles:
  press:
    origins: [https://press.example]
    idempotency: { header: Press-Once, methods: [POST], hours: 24 }
`;

test('a run knows of providers what the configuration says that it is given', async () => {
  const known = await print(profiles, made, '--config', 'heddle.config.yaml');
  expect({ code: known.code, key: known.sent[0]?.headers['press-once'] }).toEqual({
    code: 0,
    key: expect.stringMatching(/^heddle-/) as string,
  });
  const unknown = await print(profiles, made);
  expect(unknown.sent[0]?.headers).not.toHaveProperty('press-once');
});

test('a configuration with mistakes refuses the run, with their places', async () => {
  const { code, stderr, sent } = await print(
    'profiles: { press: {} }',
    made,
    '--config',
    'heddle.config.yaml',
  );
  expect({ code, sent }).toEqual({ code: 2, sent: [] });
  expect(stderr).toContain('heddle.config.yaml:1:');
  expect((await print(profiles, made, '--config', 'none.yaml')).stderr).toContain('config/unreadable');
});

test('a run that is not kept says that the provider could have been asked what came of a call, where it could', async () => {
  const lost = {
    send: () => Promise.reject(new TransportFailure('reset', 'unknown', 'the connection was reset')),
  };
  const flags = ['--config', 'heddle.config.yaml'];
  const asked = `profiles:
  press:
    origins: [https://press.example]
    lookUps: { POST /orders: { read: '?mine=1', items: '', match: { /kind: book } } }
`;
  const unkept = await print(asked, lost, ...flags);
  expect(unkept.code).toBe(3);
  expect(unkept.stdout).toMatch(
    /was not asked what came of print\/order#1\.1[^]*run\/not-looked-up[^]*--store/,
  );
  const without = asked.replace(/ {4}lookUps.*\n/, '');
  const mute = await print(without, lost, ...flags);
  expect({ code: mute.code, told: mute.stdout.includes('run/not-looked-up') }).toEqual({
    code: 3,
    told: false,
  });
});

test('a look-up for an operation that no description has is told where the configuration has it', async () => {
  const misspelt = `${profiles}    lookUps: { POST /order: { read: '?mine=1', match: { /kind: book } } }\n`;
  const flags = ['--config', 'heddle.config.yaml'];
  const { code, stdout } = await print(misspelt, made, ...flags, '--json');
  expect(code).toBe(0);
  const told = (JSON.parse(stdout) as RunResult).diagnostics;
  expect(told.find((each) => each.code === 'config/unknown-operation')).toMatchObject({
    severity: 'warning',
    hint: 'Did you mean POST /orders?',
    place: { file: 'heddle.config.yaml', line: 5, column: 16 },
  });
  for (const other of [
    misspelt.replace('/order:', '/orders:'),
    misspelt.replace('press.example', 'a.example'),
  ])
    expect((await print(other, made, ...flags, '--json')).stdout).not.toContain('config/unknown-operation');
});
