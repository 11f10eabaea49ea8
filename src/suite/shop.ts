import assert from 'node:assert/strict';
import type { Outputs } from '../expression/scope.ts';
import { load } from '../load.ts';
import type { Plan } from '../plan/plan.ts';
import { prepare, type Prepared } from '../prepare.ts';
import type { PrepareWorkflow } from '../runtime/prepared-workflows.ts';
import type { RunReading, Runs, StartReply } from '../runtime/runs.ts';
import { type Provider, provider } from './provider.ts';
import type { RunsPlace, RunsSubject } from './subject.ts';

/** Workflows in which a step needs the answer of the call before it, or of one in a nested workflow. */
const needy = `  - workflowId: needy
    steps:
      - stepId: post
        operationId: post
        outputs: { id: $response.body#/id }
      - stepId: get
        operationId: get
        parameters: [{ name: of, in: query, value: $steps.post.outputs.id }]
  - workflowId: needy-of-nested
    steps:
      - stepId: inner
        workflowId: order
        outputs: { id: $outputs.post }
      - stepId: put
        operationId: put
        parameters: [{ name: of, in: query, value: $steps.inner.outputs.id }]
`;

/** The workflows that the cases run, with waits of so many milliseconds. */
const documentWith = (longWait: number): string => `arazzo: 1.1.0
info: { title: Shop, version: '1' }
sourceDescriptions: [{ name: shop, url: https://shop.example/openapi.yaml, type: openapi }]
workflows:
  - workflowId: safe
    inputs: { type: object, properties: { n: { type: integer } } }
    steps:
      - stepId: put
        operationId: put
        outputs: { id: $response.body#/id }
      - stepId: get
        operationId: get
        outputs: { id: $response.body#/id }
    outputs: { put: $steps.put.outputs.id, get: $steps.get.outputs.id, n: $inputs.n }
  - workflowId: order
    inputs: { type: object, properties: { n: { type: integer } } }
    steps:
      - stepId: post
        operationId: post
        successCriteria: [{ condition: $statusCode == 200 }]
        outputs: { id: $response.body#/id }
      - stepId: get
        operationId: get
        outputs: { id: $response.body#/id }
    outputs: { post: $steps.post.outputs.id, get: $steps.get.outputs.id }
  - workflowId: patient
    steps:
      - stepId: get
        operationId: get
        successCriteria: [{ condition: $statusCode == 200 }]
        onFailure: [{ name: later, type: retry, retryAfter: ${longWait / 1000}, retryLimit: 3 }]
        outputs: { id: $response.body#/id }
    outputs: { get: $steps.get.outputs.id }
  - workflowId: nested
    steps:
      - stepId: inner
        workflowId: patient
        outputs: { id: $outputs.get }
      - stepId: post
        operationId: post
        outputs: { id: $response.body#/id }
    outputs: { inner: $steps.inner.outputs.id, post: $steps.post.outputs.id }
  - workflowId: together
    steps:
      - { stepId: first, operationId: get }
      - stepId: post
        operationId: post
        dependsOn: [first]
        outputs: { id: $response.body#/id }
      - stepId: put
        operationId: put
        dependsOn: [first]
        outputs: { id: $response.body#/id }
    outputs: { post: $steps.post.outputs.id, put: $steps.put.outputs.id }
${needy}`;

const description = `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: https://shop.example }]
paths:
  /orders:
    post: { operationId: post, responses: { '200': { description: Made } } }
  /item:
    get: { operationId: get, responses: { '200': { description: Here } } }
    put: { operationId: put, responses: { '200': { description: Kept } } }
`;

/** A provider, the workflows that call it, and the place whose runs do so. */
export interface Shop {
  readonly place: RunsPlace;
  readonly provider: Provider;
  readonly prepare: PrepareWorkflow;
  /** Opens the runs of the place, as a new process would. */
  open(slots?: number): Promise<Runs>;
  prepared(workflowId: string): Promise<Prepared>;
  /** Starts a run that must be accepted. */
  start(runs: Runs, workflowId: string, request?: StartWith): Promise<StartReply & { readonly run: object }>;
}

/** What is not the same for all runs of a workflow. */
export interface StartWith {
  readonly runId?: string;
  readonly key?: string;
  readonly inputs?: Outputs;
}

/** Does something with a shop, and removes what it left. */
export async function withShop(subject: RunsSubject, use: (shop: Shop) => Promise<void>): Promise<void> {
  const place = await subject();
  try {
    const plan = await planOf(place.longWait);
    const stub = provider();
    const make = (workflowId: string, of: Plan): ReturnType<PrepareWorkflow> =>
      prepare(of, { workflowId, transport: stub, clock: place.clock, credentials: {} });
    const shop: Shop = {
      place,
      provider: stub,
      prepare: (of, workflowId) => make(workflowId, of),
      open: (slots) => place.open({ prepare: shop.prepare, ...(slots === undefined ? {} : { slots }) }),
      async prepared(workflowId) {
        const { prepared, diagnostics } = await make(workflowId, plan);
        assert(prepared, JSON.stringify(diagnostics));
        return prepared;
      },
      async start(runs, workflowId, request = {}) {
        const { inputs = {}, ...rest } = request;
        const reply = await runs.start({ prepared: await shop.prepared(workflowId), inputs, ...rest });
        assert(reply.run, JSON.stringify(reply.diagnostics));
        return { ...reply, run: reply.run };
      },
    };
    await use(shop);
  } finally {
    await place.remove();
  }
}

async function planOf(longWait: number): Promise<Plan> {
  const { plan, diagnostics } = await load('shop.arazzo.yaml', {
    text: documentWith(longWait),
    fetchText: async (location) => ({ ok: true, text: description, location }),
  });
  assert(plan, JSON.stringify(diagnostics));
  return plan;
}

/** A run with all that its journal tells; it must be there. */
export async function reading(runs: Runs, runId: string): Promise<RunReading> {
  const found = await runs.read(runId);
  assert(found, `There is no run ${runId}.`);
  return found;
}

/** The outputs of a run that has completed. */
export async function outputsOf(runs: Runs, runId: string): Promise<Outputs | undefined> {
  const run = await runs.ended(runId);
  assert.deepEqual(run, await runs.run(runId));
  const { record } = await reading(runs, runId);
  assert.equal(run?.status, 'completed', `Run ${runId} is ${run?.status}: ${run?.reason?.message}`);
  return record.state.outputs;
}

/** Waits until a run stands in a way, by looking again and again. */
export async function until(runs: Runs, runId: string, status: string): Promise<void> {
  for (let looks = 0; looks < 2000; looks++) {
    const run = await runs.run(runId);
    if (run?.status === status) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const run = await runs.run(runId);
  assert.fail(`Run ${runId} is ${run?.status}, and not ${status}.`);
}
