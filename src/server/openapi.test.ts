import { expect, onTestFinished, test } from 'vitest';
import { servedShop } from '../../test/server/served-shop.ts';
import { load } from '../load.ts';
import { run } from '../run.ts';
import { openapi } from './openapi.ts';

const token = 'a-token-of-some-length';

/** Starts a run, attaches to it, waits for its end and lists it: with the server as the source. */
const workflow = `arazzo: 1.0.1
info: { title: Heddle by Heddle, version: '1' }
sourceDescriptions: [{ name: heddle, url: http://localhost:8080/openapi.json, type: openapi }]
workflows:
  - workflowId: order
    inputs: { type: object, properties: { runId: { type: string } } }
    steps:
      - stepId: start
        operationId: startRun
        requestBody: { payload: { workflow: buy, runId: $inputs.runId, inputs: { amount: 7 } } }
        successCriteria: [{ condition: $statusCode == 201 }]
        outputs: { runId: $response.body#/run/runId }
      - stepId: follow
        operationId: getRun
        parameters: [{ name: runId, in: path, value: $steps.start.outputs.runId }]
        successCriteria: [{ condition: $response.body#/status == 'completed' }]
        onFailure: [{ name: again, type: retry, retryAfter: 0.01, retryLimit: 50 }]
        outputs: { order: $response.body#/outputs/order }
      - stepId: list
        operationId: listRuns
        parameters: [{ name: status, in: query, value: [completed, failed] }, { name: limit, in: query, value: 1 }]
        successCriteria: [{ condition: $statusCode == 200 }]
        outputs: { first: $response.body#/runs/0/runId }
      - stepId: cancel
        operationId: cancelRun
        parameters: [{ name: runId, in: path, value: nobody }]
        successCriteria: [{ condition: $statusCode == 404 }]
        outputs: { code: $response.body#/code }
    outputs:
      order: $steps.follow.outputs.order
      first: $steps.list.outputs.first
      code: $steps.cancel.outputs.code
`;

test('the description that the server gives of itself is one that workflows run on', async () => {
  const { app, call, close } = await servedShop({ token });
  onTestFinished(close);
  const { text } = await call('GET', '/openapi.json');
  const { plan, diagnostics } = await load('heddle.arazzo.yaml', {
    text: workflow,
    mode: 'strict',
    fetchText: async (location) => ({ ok: true, text, location }),
  });
  expect(diagnostics).toEqual([]);
  const result = await run(plan!, {
    inputs: { runId: 'a/b' },
    credentials: { HEDDLE_HEDDLE_TOKEN: token },
    transport: {
      async send({ url, method, headers, body }) {
        const response = await app.request(url, {
          method,
          headers: Object.entries(headers),
          ...(body === undefined ? {} : { body: Buffer.from(body) }),
        });
        return {
          statusCode: response.status,
          headers: Object.fromEntries(response.headers),
          body: new Uint8Array(await response.arrayBuffer()),
        };
      },
    },
  });
  expect(result).toMatchObject({
    status: 'completed',
    outputs: { order: 'post-1', first: 'a/b', code: 'run/not-found' },
  });
});

test('it has every route that there is, and no other', async () => {
  const { app, close } = await servedShop();
  onTestFinished(close);
  const routes = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}').replace(/(.)\/$/, '$1')}`);
  const described = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(new Set(described)).toEqual(new Set(routes));
});
