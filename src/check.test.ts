import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { petsDescription } from '../test/support/pets.ts';
import { check } from './check.ts';
import { stops } from './diagnostics/diagnostic.ts';

const workflows = fileURLToPath(new URL('../workflows/failed-payment-dunning/', import.meta.url));
const corrected = `${workflows}failed-payment-dunning.arazzo.yaml`;

const keys = {
  STRIPE_API_KEY: 'sk_test_1234567890abcdef',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '0'.repeat(32),
};

describe('checking', () => {
  test('finds nothing that stops the corrected workflow, with credentials', async () => {
    const { plan, diagnostics } = await check(corrected, { env: keys });
    expect(diagnostics.filter(stops)).toEqual([]);
    expect(plan?.workflows[0]?.workflowId).toBe('failed-payment-dunning');
  });

  test('warns of missing credentials where the source is named, for they are not the document’s fault', async () => {
    const { plan, diagnostics } = await check(corrected, { env: {} });
    const missing = diagnostics.filter(({ code }) => code === 'credentials/missing');
    expect(missing.map(({ severity }) => severity)).toEqual(['warning', 'warning']);
    for (const { place } of missing) expect(place).toMatchObject({ file: corrected });
    expect(plan).toBeDefined();
  });

  test('tells of the name of the file in strict mode, where the specification recommends another', async () => {
    const text = `arazzo: 1.0.1
info: { title: Look up, version: '1' }
sourceDescriptions: [{ name: pets, url: ${petsDescription}, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: list, operationId: listPets }] }]
`;
    const told = async (file: string, mode: 'standard' | 'strict'): Promise<unknown> => {
      const { diagnostics } = await check(file, { text, mode, env: {} });
      return diagnostics.flatMap(({ code, severity, place }) =>
        code === 'document/file-name' ? [[severity, place?.pointer]] : [],
      );
    };
    expect(await told('flows/pets.arazzo.yaml', 'strict')).toEqual([['info', '/arazzo']]);
    expect(await told('flows/pets.arazzo.yaml', 'standard')).toEqual([]);
    expect(await told('flows/arazzo.json', 'strict')).toEqual([]);
  });

  test('shows no value of the environment', async () => {
    const { diagnostics } = await check(corrected, { env: { STRIPE_API_KEY: 'sk_live_verysecret\n1' } });
    expect(JSON.stringify(diagnostics)).not.toContain('verysecret');
  });

  test('checks against a bundled description when the source of a known provider cannot be had', async () => {
    const text = `arazzo: 1.0.1
info: { title: Pay, version: '1' }
sourceDescriptions: [{ name: stripeApi, url: ./gone.yaml, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: pay, operationId: postPaymentIntents }] }]
`;
    const { plan, diagnostics } = await check('w.yaml', { text, env: keys });
    expect(plan).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['source/unavailable', 'source/stand-in', 'step/operation-not-found']),
    );
  });

  test('does not take what a stand-in lacks for something that the source lacks', async () => {
    const text = `arazzo: 1.0.1
info: { title: Look up, version: '1' }
sourceDescriptions: [{ name: twilioLookup, url: ./gone.yaml, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: find, operationId: FetchPhoneNumber }] }]
`;
    const { plan, diagnostics } = await check('w.yaml', { text, env: keys });
    expect(plan).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['source/unavailable', 'source/stand-in']);
  });

  test('says of a document that cannot be read only that', async () => {
    expect((await check('w.yaml', { text: ': :' })).diagnostics.map(({ code }) => code)).toContain(
      'text/syntax',
    );
  });

  test('reads sources from where it is told to', async () => {
    const text = `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: ./gone.yaml, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: list, operationId: listPets }] }]
`;
    expect(
      (await check('w.yaml', { text, env: {}, sources: { pets: petsDescription } })).diagnostics,
    ).toEqual([]);
  });
});

describe('a document in which a type is wrong', () => {
  const steps = `- stepId: one
        operationId: listPets
        onFailure: [{ name: again, type: retry, retryAfter: 1, retryLimit: 3 }]
        outputs: { first: $response.body#/0/id }
      - stepId: two
        operationId: getPet
        parameters: [{ name: petId, in: path, value: $steps.one.outputs.first }]
      - { stepId: three, operationId: listPet }`;
  const text = `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: ${petsDescription}, type: openapi }]
workflows:
  - workflowId: main
    inputs: { type: object, required: [kind], properties: { kind: { type: string } } }
    steps:
      ${steps}
    outputs: { kind: $inputs.kind, first: $steps.one.outputs.first }
  - workflowId: other
    steps:
      - { stepId: run, workflowId: main, parameters: [{ name: kind, value: cat }], outputs: { it: $outputs.first } }
      - { stepId: three, operationId: getPet }
components: { parameters: { id: { name: petId, in: path, value: 5 } } }
`;
  const independent = ['step/operation-not-found', 'step/missing-path-parameter'];

  async function found(changed: string): Promise<readonly string[]> {
    const { plan, draft, diagnostics } = await check('/pets.arazzo.yaml', { text: changed, env: {} });
    expect([plan, draft]).toEqual([undefined, undefined]);
    return diagnostics
      .map(({ code, repair }) => {
        expect(code.startsWith('document/') || repair === undefined).toBe(true);
        return code;
      })
      .toSorted();
  }

  test.each([
    ['a limit', 'retryLimit: 3', "retryLimit: '3'", ['document/wrong-type']],
    [
      'the outputs of a step',
      'outputs: { first: $response.body#/0/id }',
      'outputs: [first]',
      ['document/wrong-type'],
    ],
    [
      'the outputs of a workflow',
      'outputs: { kind: $inputs.kind, first: $steps.one.outputs.first }',
      'outputs: []',
      ['document/wrong-type'],
    ],
    [
      'inputs',
      'inputs: { type: object, required: [kind], properties: { kind: { type: string } } }',
      'inputs: []',
      ['document/wrong-type'],
    ],
    ['the id of a step', 'stepId: one', 'description: one', ['document/missing-field']],
    [
      'the parameters of a step',
      'parameters: [{ name: petId, in: path, value: $steps.one.outputs.first }]',
      'parameters: {}',
      ['document/wrong-type'],
    ],
    [
      'a component',
      'name: petId, in: path, value: 5',
      'name: 5, in: path, value: 5',
      ['document/wrong-type'],
    ],
    ['the title', "title: Pets, version: '1'", "title: [], version: '1'", ['document/wrong-type']],
    [
      'a step that is none',
      '- { stepId: run, workflowId: main, ',
      '- stray\n      - { stepId: run, workflowId: main, ',
      ['document/wrong-type'],
    ],
  ])('tells what else is wrong, and nothing that comes of it: %s', async (_, right, wrong, codes) => {
    expect(text).toContain(right);
    expect(await found(text.replace(right, wrong))).toEqual([...codes, ...independent].toSorted());
  });
});
