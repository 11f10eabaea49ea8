import type { Clock } from '../../src/engine/ports.ts';
import { never } from '../../src/engine/never.ts';
import { memoryStore } from '../../src/journal/memory-store.ts';
import { prepare } from '../../src/prepare.ts';
import { openLocalRuns } from '../../src/runtime/local/local-runs.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { type AppWorld, serverApp } from '../../src/server/app.ts';
import type { Log } from '../../src/server/log.ts';
import { openWorkflows } from '../../src/server/workflows.ts';
import { provider } from '../../src/suite/provider.ts';

/** Two workflows: `buy` orders, which could happen twice, and `ask` asks, again after an hour when it is told to. */
export const document = `arazzo: 1.0.1
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: ./shop.openapi.yaml, type: openapi }]
workflows:
  - workflowId: buy
    inputs:
      type: object
      required: [amount]
      properties: { amount: { type: integer }, email: { type: string } }
    steps:
      - stepId: post
        operationId: post
        requestBody: { payload: { amount: $inputs.amount } }
        successCriteria: [{ condition: $statusCode == 200 }]
        outputs: { id: $response.body#/id }
    outputs: { order: $steps.post.outputs.id }
  - workflowId: needy
    steps:
      - stepId: post
        operationId: post
        outputs: { id: $response.body#/id }
      - stepId: get
        operationId: get
        successCriteria: [{ condition: $steps.post.outputs.id == 'found' }]
  - workflowId: ask
    steps:
      - stepId: get
        operationId: get
        successCriteria: [{ condition: $statusCode == 200 }]
        onFailure: [{ name: later, type: retry, retryAfter: 3600, retryLimit: 3 }]
`;

/** What the shop offers, at a server. */
export const description = (server = 'https://shop.example'): string => `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: '${server}' }]
paths:
  /orders:
    post:
      operationId: post
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '200': { description: Made } }
    get: { operationId: get, responses: { '200': { description: Here } } }
`;

/** The server over a store in memory and a provider that answers as it is told to, asked without a network. */
export async function servedShop(given: Partial<AppWorld> = {}, clock: Clock = systemClock) {
  const shop = provider();
  const lines: string[] = [];
  const tell =
    (level: string): Log['info'] =>
    (message, fields) =>
      void lines.push(JSON.stringify({ level, message, ...fields }));
  const log: Log = { info: tell('info'), warn: tell('warn'), error: tell('error') };
  const options = { transport: shop, clock, credentials: {} };
  const { workflows, diagnostics } = await openWorkflows(
    { shop: { location: 'shop.arazzo.yaml', sources: { shop: 'https://shop.example/openapi.yaml' } } },
    {
      load: {
        text: document,
        fetchText: async (location) => ({ ok: true, text: description(), location }),
      },
      prepare: options,
    },
  );
  if (workflows === undefined) throw new Error(JSON.stringify(diagnostics));
  const store = memoryStore();
  const runs = await openLocalRuns({
    store,
    clock,
    prepare: (plan, workflowId, supplied) => prepare(plan, { ...options, ...supplied, workflowId }),
  });
  const app = serverApp({
    runs,
    workflows,
    log,
    hold: (work) => work,
    bodyBytes: 10_000,
    watchers: 2,
    stopping: never,
    ...given,
  });
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await app.request(`http://localhost${path}`, {
      method,
      headers: { host: 'localhost:8080', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const json = type.includes('json') ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, type, text, json };
  };
  return { app, runs, shop, call, lines, close: () => runs.close() };
}
