import { describe, expect, test } from 'vitest';
import { answering, loadPets } from '../test/support/pets.ts';
import { manualClock } from './emulator/manual-clock.ts';
import { type Transport, TransportFailure } from './engine/ports.ts';
import type { Plan } from './plan/plan.ts';
import { prepare } from './prepare.ts';
import { run, start } from './run.ts';

const two = `
  - workflowId: list
    inputs: { type: object, properties: { limit: { type: integer } } }
    steps:
      - stepId: list
        operationId: listPets
        parameters: [{ name: limit, in: query, value: $inputs.limit }]
        onFailure: [{ name: again, type: retry, retryAfter: 60, retryLimit: 3 }]
        outputs: { first: $response.body#/0 }
    outputs: { first: $steps.list.outputs.first }
  - workflowId: order
    steps:
      - { stepId: order, operationId: placeOrder, requestBody: { payload: { amount: 1 } } }`;

async function planOf(workflows: string): Promise<Plan> {
  const { plan, diagnostics } = await loadPets(workflows);
  expect(diagnostics).toEqual([]);
  return plan!;
}

const common = { credentials: {}, clock: manualClock() };

describe('running', () => {
  test('gives a result that is plain JSON: status, outputs, steps, and the plan that ran', async () => {
    const plan = await planOf(two);
    const transport = answering({ json: ['Rex'] });
    const result = await run(plan, {
      ...common,
      transport,
      workflowId: 'list',
      runId: 'r1',
      inputs: { limit: 1 },
    });
    expect(result).toMatchObject({
      status: 'completed',
      runId: 'r1',
      workflowId: 'list',
      inputs: { limit: 1 },
      outputs: { first: 'Rex' },
      planHash: plan.hash,
      steps: [
        { stepId: 'list', status: 'succeeded', attempts: [{ name: 'list/list#1.1', statusCode: 200 }] },
      ],
    });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test('says what to do about an answer that is too large to be read', async () => {
    const plan = await planOf(two);
    const transport: Transport = {
      send: async () => {
        throw new TransportFailure('too-large', 'unknown', 'The response body exceeds 1000 bytes.');
      },
    };
    const { diagnostics } = await run(plan, { ...common, transport, workflowId: 'list' });
    expect(diagnostics.find(({ code }) => code === 'run/unanswered')?.hint).toMatch(/page or a filter/);
  });

  test('says what a step without criteria expected, and what came', async () => {
    const plan = await planOf(two);
    const transport = answering({ statusCode: 404 });
    const { diagnostics } = await run(plan, { ...common, transport, workflowId: 'order' });
    const failed = diagnostics.find(({ code }) => code === 'run/step-failed');
    expect(failed?.hint).toMatch(/expected a status from 200 to 299, and 404 came/);
  });

  test('refuses before anything is sent: a workflow to choose, an unknown one, wrong inputs, an unknown server', async () => {
    const plan = await planOf(two);
    const transport = answering({ json: [] });
    const refuse = async (options: Parameters<typeof run>[1]) => {
      const { status, diagnostics } = await run(plan, { ...common, transport, ...options });
      return [status, ...diagnostics.map(({ code }) => code)];
    };
    expect(await refuse({})).toEqual(['refused', 'workflow/ambiguous']);
    expect(await refuse({ workflowId: 'lsit' })).toEqual(['refused', 'workflow/not-found']);
    expect(await refuse({ workflowId: 'list', inputs: { limit: 'x' } })).toEqual([
      'refused',
      'inputs/invalid',
    ]);
    expect(await refuse({ workflowId: 'list', servers: { pet: 'http://127.0.0.1:1' } })).toEqual([
      'refused',
      'usage/invalid',
    ]);
    expect(await refuse({ workflowId: 'list', servers: { __proto__: 'x', pets: 'nonsense' } })).toEqual([
      'refused',
      'source/invalid-url',
    ]);
    expect(transport.requests).toEqual([]);
  });

  test('calls the server that is given instead of the described one', async () => {
    const transport = answering({ json: [] });
    const servers = { pets: 'http://127.0.0.1:4010/base' };
    await run(await planOf(two), { ...common, transport, workflowId: 'list', servers });
    expect(transport.requests[0]?.url).toBe('http://127.0.0.1:4010/base/pets');
  });

  test('does not wait for what a request lacks: an earlier answer will not say it later', async () => {
    const clock = manualClock();
    const transport = answering({ statusCode: 201, json: {} });
    const plan = await planOf(`
  - workflowId: main
    steps:
      - stepId: order
        operationId: placeOrder
        requestBody: { payload: { amount: 1 } }
        outputs: { id: $response.body#/id }
      - stepId: list
        operationId: listPets
        parameters: [{ name: limit, in: query, value: '{$steps.order.outputs.id}' }]
        onFailure: [{ name: again, type: retry, retryAfter: 60, retryLimit: 3 }]`);
    const { status, diagnostics } = await run(plan, { ...common, clock, transport });
    expect(status).toBe('failed');
    expect(diagnostics[0]).toMatchObject({ code: 'run/request-not-built' });
    expect(transport.requests).toHaveLength(1);
    expect(clock.sleeps).toEqual([]);
  });

  test('cancelled before it began sends nothing', async () => {
    const transport = answering({ json: [] });
    const result = await run(await planOf(two), {
      ...common,
      transport,
      workflowId: 'list',
      signal: AbortSignal.abort(),
    });
    expect(result.status).toBe('cancelled');
    expect(transport.requests).toEqual([]);
  });

  test('cancelled while it waits stands between two attempts', async () => {
    const controller = new AbortController();
    const transport = answering({ statusCode: 503 });
    const clock = {
      ...manualClock(),
      sleep: () => (controller.abort(), Promise.reject(controller.signal.reason as Error)),
    };
    const result = await run(await planOf(two), {
      ...common,
      transport,
      clock,
      workflowId: 'list',
      signal: controller.signal,
    });
    expect(result).toMatchObject({ status: 'cancelled', steps: [{ stepId: 'list', status: 'failed' }] });
    expect(transport.requests).toHaveLength(1);
  });

  test('cancelled during a call lets it come to its end, keeps what was answered, and sends nothing more', async () => {
    const controller = new AbortController();
    const answers = answering({ statusCode: 201, json: { id: 7 } });
    const transport: Transport = {
      send(request, signal) {
        controller.abort();
        expect(signal.aborted).toBe(false);
        return answers.send(request, signal);
      },
    };
    const plan = await planOf(`
  - workflowId: main
    steps:
      - stepId: order
        operationId: placeOrder
        requestBody: { payload: { amount: 1 } }
        outputs: { id: $response.body#/id }
      - { stepId: list, operationId: listPets }`);
    const result = await run(plan, { ...common, transport, signal: controller.signal });
    expect(result).toMatchObject({
      status: 'cancelled',
      steps: [
        { stepId: 'order', status: 'succeeded', outputs: { id: 7 } },
        { stepId: 'list', status: 'skipped' },
      ],
    });
    expect(answers.requests).toHaveLength(1);
  });

  test('does not hide a bug as a result', async () => {
    const transport: Transport = { send: () => Promise.reject(new TypeError('bug')) };
    await expect(run(await planOf(two), { ...common, transport, workflowId: 'list' })).rejects.toThrow('bug');
  });
});

describe('preparing', () => {
  test('is done once for any number of runs, at the same time too, each with its own state', async () => {
    const transport = answering({ json: ['Rex'] });
    const { prepared } = await prepare(await planOf(two), { ...common, transport, workflowId: 'list' });
    const results = await Promise.all([1, 2, 3].map((limit) => start(prepared!, { inputs: { limit } })));
    expect(results.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(new Set(results.map(({ runId }) => runId)).size).toBe(3);
    expect(transport.requests.map(({ url }) => url).toSorted()).toEqual(
      [1, 2, 3].map((n) => `https://pets.example/pets?limit=${n}`),
    );
    await prepared!.close();
  });

  test('tells of everything that happens to whoever watches', async () => {
    const transport = answering({ statusCode: 503 }, { json: [] });
    const { prepared } = await prepare(await planOf(two), { ...common, transport, workflowId: 'list' });
    const seen: string[] = [];
    await start(prepared!, {
      watch: (event) =>
        void seen.push(event.kind === 'ended' ? event.state.status : `${event.kind} ${event.effect.name}`),
    });
    expect(seen).toEqual([
      'begins list/list#1.1',
      'done list/list#1.1',
      'begins list/list#1.1:wait',
      'done list/list#1.1:wait',
      'begins list/list#1.2',
      'done list/list#1.2',
      'completed',
    ]);
  });

  test('takes limits, of which those that are not given stay', async () => {
    const loop = `
  - workflowId: main
    steps:
      - stepId: a
        operationId: createPet
        requestBody: { payload: { name: Rex } }
        onSuccess: [{ name: back, type: goto, stepId: a, criteria: [{ condition: $statusCode == 200 }] }]`;
    const transport = answering({ json: [] });
    const result = await run(await planOf(loop), { ...common, transport, limits: { maxSteps: 3 } });
    expect(transport.requests).toHaveLength(3);
    expect(result).toMatchObject({ status: 'failed', diagnostics: [{ code: 'run/limit-reached' }] });
  });
});

test('a secret input is masked wherever the run shows it, and only there (clause A15)', async () => {
  const plan = await planOf(`
  - workflowId: look
    inputs: { type: object, properties: { note: { type: string, format: password }, limit: { type: integer } } }
    steps:
      - stepId: list
        operationId: listPets
        parameters: [{ name: limit, in: query, value: $inputs.limit }, { name: X-Trace, in: header, value: $inputs.note }]
        successCriteria: [{ condition: $response.body#/0 == 'other' }]
        outputs: { first: $response.body#/0 }
    outputs: { first: $inputs.note }`);
  const transport = answering({ json: ['hush-hush'] }, { json: ['hush-hush'] });
  const { prepared } = await prepare(plan, { ...common, transport });
  const seen: unknown[] = [];
  const result = await start(prepared!, {
    inputs: { note: 'hush-hush', limit: 3 },
    watch: (event, redactor) => seen.push(redactor.value(event)),
  });
  expect(result.inputs).toEqual({ note: '***', limit: 3 });
  expect(result.steps[0]).toMatchObject({ outputs: { first: '***' } });
  expect(JSON.stringify([result, seen])).not.toContain('hush-hush');
  const other = await start(prepared!, { inputs: { note: 'another-one' } });
  expect(other.steps[0]).toMatchObject({ outputs: { first: 'hush-hush' } });
});
