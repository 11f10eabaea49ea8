import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder } from '../test/cli/heddle.ts';
import { shop } from '../test/cli/shop.ts';
import { recording, rehearse, type RehearseOptions, type WireRequest } from './rehearse.ts';

const description = `openapi: 3.1.0
info: { title: Jobs, version: '1' }
servers: [{ url: 'https://jobs.example' }]
paths:
  /jobs/{id}:
    get:
      operationId: getJob
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses:
        '200':
          description: It.
          headers: { X-Left: { schema: { type: integer } } }
          content:
            application/json:
              schema:
                type: object
                properties:
                  state: { enum: [queued, done, failed] }
                  code: { type: string }
                  runs: { type: array, items: { type: object, properties: { id: { type: integer }, ok: { type: boolean } } } }
        '404': { description: None such. }
`;

/** Rehearses a step with these members, and a step after it that the run should come to. */
async function rehearsed(members: string, options: RehearseOptions = {}) {
  const cwd = folder();
  writeFileSync(join(cwd, 'jobs.yaml'), description);
  const document = join(cwd, 'document.yaml');
  writeFileSync(
    document,
    `arazzo: 1.0.1
info: { title: Jobs, version: '1' }
sourceDescriptions: [{ name: jobs, url: jobs.yaml, type: openapi }]
workflows:
  - workflowId: watch
    inputs: { type: object, properties: { id: { type: integer } } }
    steps:
      - stepId: look
        operationId: getJob
        parameters: [{ name: id, in: path, value: $inputs.id }]
${members}
      - stepId: after
        operationId: getJob
        parameters: [{ name: id, in: path, value: $inputs.id }]
`,
  );
  const { loaded, workflows } = await rehearse(document, options);
  expect(loaded.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { result, wire } = workflows[0]!;
  const reached = result.steps.filter(({ status }) => status !== 'skipped').map(({ stepId }) => stepId);
  return { status: result.status, reached, statusCode: wire[0]?.statusCode, result };
}

test.each([
  ['nothing', ''],
  ['a status', '        successCriteria: [{ condition: $statusCode == 200 }]'],
  ['a status that is not described', '        successCriteria: [{ condition: $statusCode == 202 }]'],
  ['a status that is no success', '        successCriteria: [{ condition: $statusCode == 404 }]'],
  ['a value', "        successCriteria: [{ condition: $response.body#/state == 'failed' }]"],
  ['another value', "        successCriteria: [{ condition: $response.body#/state != 'queued' }]"],
  [
    'one of two',
    "        successCriteria: [{ condition: $statusCode == 500 || $response.body#/code == 'x' }]",
  ],
  ['a number above', '        successCriteria: [{ condition: $response.body#/runs/2/id > 41 }]'],
  ['a header', '        successCriteria: [{ condition: $response.header.X-Left == 7 }]'],
  [
    'a pattern',
    "        successCriteria: [{ context: $response.body#/code, type: regex, condition: '^[a-c]{4}-\\d$' }]",
  ],
  [
    'a query',
    "        successCriteria: [{ context: $response.body, type: jsonpath, condition: '$.runs[?@.ok == true]' }]",
  ],
  [
    'a count',
    "        successCriteria: [{ context: $response.body, type: jsonpath, condition: '$[?count($.runs[*]) > 3]' }]",
  ],
  [
    'to go on after polling',
    `        onSuccess: [{ name: again, type: goto, stepId: look, criteria: [{ condition: "$response.body#/state == 'queued'" }] }]`,
  ],
  [
    'not to end',
    `        onSuccess: [{ name: stop, type: end, criteria: [{ condition: "$response.body#/state != 'done'" }] }]`,
  ],
])('mocks answer a step as it expects: %s', async (_what, members) => {
  expect(await rehearsed(members)).toMatchObject({ status: 'completed', reached: ['look', 'after'] });
});

test('mocks let a step end its polling, where it ends the workflow', async () => {
  const members = `        onSuccess:
          - { name: done, type: end, criteria: [{ condition: "$response.body#/state == 'done'" }] }
          - { name: again, type: goto, stepId: look, criteria: [{ condition: "$response.body#/state == 'queued'" }] }`;
  expect(await rehearsed(members)).toMatchObject({ status: 'completed' });
});

test('answers as the description says alone, when told', async () => {
  const members = "        successCriteria: [{ condition: $response.body#/code == 'very special' }]";
  expect(await rehearsed(members, { answers: 'described' })).toMatchObject({
    status: 'failed',
    statusCode: 200,
  });
});

test('answers a step with the status that is told', async () => {
  const told = await rehearsed('', { statuses: new Map([['watch/look', 404]]) });
  expect(told).toMatchObject({ status: 'failed', reached: ['look'], statusCode: 404 });
});

test('records the wire, the same each time', async () => {
  const document = join(shop(), 'shop.yaml');
  const { workflows } = await rehearse(document);
  const [{ wire, inputs, exchanges }] = workflows as [(typeof workflows)[number]];
  expect(wire).toMatchObject([{ method: 'GET', unresolved: [], statusCode: 200 }]);
  expect(wire[0]!.url).toMatch(/^https:\/\/shop\.mock\.invalid\/api\/orders\/\d+\?colour=red$/);
  expect(exchanges).toMatchObject([{ source: 'shop', operationId: 'getOrder', statusCode: 200 }]);
  expect(Object.keys(inputs)).toEqual(['id']);
  const again = await rehearse(document);
  expect(again.workflows[0]!.wire).toEqual(wire);
});

test('an expression that went out as text is told of the request that holds it', async () => {
  const wire: WireRequest[] = [];
  const nobody = recording({ send: () => Promise.reject(new Error('nobody')) }, wire);
  const request = { method: 'GET', url: 'https://shop.example/?id=%24steps.other.outputs.id', headers: {} };
  await expect(nobody.send(request, new AbortController().signal)).rejects.toThrow('nobody');
  expect(wire).toEqual([{ ...request, unresolved: ['$steps.other.outputs.id'] }]);
});

test('a bundled workflow runs against the emulators', async () => {
  const { workflows } = await rehearse('failed-payment-dunning', {
    inputs: { amount: 1999, currency: 'usd', paymentMethod: 'pm_card_visa' },
  });
  expect(workflows[0]!.result.status).toBe('completed');
  expect(workflows[0]!.exchanges).toEqual([]);
});

test('an input that OpenAPI 2 takes as a file is made of bytes', async () => {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'files.yaml'),
    `swagger: '2.0'
info: { title: Files, version: '1' }
host: files.example
schemes: [https]
paths:
  /files:
    post:
      operationId: put
      consumes: [multipart/form-data]
      parameters: [{ name: file, in: formData, type: file, required: true }]
      responses: { '204': { description: Kept } }
`,
  );
  const document = join(cwd, 'document.yaml');
  writeFileSync(
    document,
    `arazzo: 1.0.1
info: { title: Files, version: '1' }
sourceDescriptions: [{ name: files, url: files.yaml, type: openapi }]
workflows:
  - workflowId: keep
    inputs: { type: object, properties: { photo: { type: string } } }
    steps:
      - { stepId: put, operationId: put, requestBody: { contentType: multipart/form-data, payload: { file: $inputs.photo } } }
`,
  );
  const { workflows } = await rehearse(document);
  expect(workflows.map(({ result }) => result.status)).toEqual(['completed']);
});
