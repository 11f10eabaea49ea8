import { describe, expect, test } from 'vitest';
import { answering, loadPets } from '../../test/support/pets.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { run } from '../run.ts';
import type { Plan } from './plan.ts';

const workflows = `
  - workflowId: main
    inputs:
      type: object
      required: [name]
      properties: { name: { type: string }, age: { type: integer, default: 3 } }
    steps:
      - stepId: create
        operationId: createPet
        requestBody: { payload: { name: 'Dear {$inputs.name}', age: $inputs.age } }
        successCriteria: [{ condition: "$statusCode == 201 && $response.body#/state == 'new'" }]
        onFailure: [{ name: again, type: retry, retryAfter: 2, retryLimit: 2 }]
        outputs: { id: $response.body#/id }
      - stepId: look
        workflowId: child
        parameters: [{ name: id, value: $steps.create.outputs.id }]
        outputs: { seen: $outputs.seen }
    outputs: { id: $steps.create.outputs.id, seen: $steps.look.outputs.seen }
  - workflowId: child
    inputs: { type: object, properties: { id: {} } }
    steps:
      - stepId: get
        operationId: getPet
        parameters: [{ name: petId, in: path, value: $inputs.id }]
        outputs: { seen: $response.body }
    outputs: { seen: $steps.get.outputs.seen }`;

const play = async (plan: Plan) => {
  const transport = answering(
    { statusCode: 503 },
    { statusCode: 201, json: { state: 'NEW', id: 'p/1' } },
    { json: [1] },
  );
  const clock = manualClock();
  const inputs = { name: 'Rex' };
  const result = await run(plan, {
    workflowId: 'main',
    inputs,
    transport,
    clock,
    runId: 'r',
    credentials: {},
  });
  return { result, requests: transport.requests, sleeps: clock.sleeps };
};

describe('a plan', () => {
  test('is plain JSON: stored and read again, it is the same and runs the same', async () => {
    const { plan, diagnostics } = await loadPets(workflows);
    expect(diagnostics.map(({ code }) => code)).toEqual(['step/unsafe-retry', 'inputs/used-but-optional']);
    const stored = JSON.parse(JSON.stringify(plan)) as Plan;
    expect(stored).toEqual(plan);
    const [live, again] = [await play(plan!), await play(stored)];
    expect(again).toEqual(live);
    expect(live.result).toMatchObject({ status: 'completed', outputs: { id: 'p/1', seen: [1] } });
    expect(live.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', 'https://pets.example/pets', '{"name":"Dear Rex","age":3}'],
      ['POST', 'https://pets.example/pets', '{"name":"Dear Rex","age":3}'],
      ['GET', 'https://pets.example/pets/p%2F1', undefined],
    ]);
    expect(live.sleeps).toEqual([2000]);
  });

  test('is frozen through and through', async () => {
    const { plan } = await loadPets(workflows);
    const isFrozen = (value: unknown): boolean =>
      typeof value !== 'object' ||
      value === null ||
      (Object.isFrozen(value) && Object.values(value).every(isFrozen));
    expect(isFrozen(plan)).toBe(true);
  });

  test('has the hash of what it says: the same for the same document, another for another', async () => {
    const { plan } = await loadPets(workflows);
    expect((await loadPets(workflows)).plan?.hash).toBe(plan?.hash);
    expect((await loadPets(`${workflows}\n    x-note: 1`)).plan?.hash).toBe(plan?.hash);
    expect((await loadPets(workflows.replace('retryLimit: 2', 'retryLimit: 3'))).plan?.hash).not.toBe(
      plan?.hash,
    );
  });

  test('is missing when a finding stops it, while the rest of the document is checked all the same', async () => {
    const { plan, draft, diagnostics } = await loadPets(`
  - workflowId: main
    steps:
      - { stepId: a, operationId: nowhere, parameters: [{ name: q, in: query, value: $inputs. }] }
      - { stepId: b, operationId: getPet }
    outputs: { a: $steps.c.outputs.d }`);
    expect(plan).toBeUndefined();
    expect(draft?.workflows[0]?.steps.map(({ stepId }) => stepId)).toEqual(['b']);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      'step/operation-not-found',
      'expression/syntax',
      'step/missing-path-parameter',
      'expression/undeclared',
    ]);
  });

  test.each([
    [
      'names of members that every object has',
      `
  - workflowId: constructor
    inputs: { type: object, properties: { toString: { type: string } } }
    steps:
      - stepId: __proto__
        operationId: listPets
        outputs: { hasOwnProperty: $response.body#/constructor }
    outputs: { valueOf: $steps.__proto__.outputs.hasOwnProperty }`,
    ],
    [
      'deep nesting',
      `
  - workflowId: main
    steps:
      - { stepId: a, operationId: createPet, requestBody: { payload: ${'{ "name": '.repeat(90)}1${'}'.repeat(90)} } }`,
    ],
  ])('can be made of %s', async (_, hostile) => {
    const { plan, diagnostics } = await loadPets(hostile);
    expect(diagnostics).toEqual([]);
    const transport = answering({ json: { constructor: 7 } });
    const result = await run(plan!, { transport, credentials: {} });
    expect(result.status).toBe('completed');
    const output = plan!.workflows[0]!.outputs.map(({ name }) => result.outputs[name]);
    expect(output).toEqual(output.map(() => 7));
  });
});
