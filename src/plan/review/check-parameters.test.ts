import { describe, expect, test } from 'vitest';
import { load } from '../../load.ts';
import { review } from './review.ts';
import { writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const openapi = `
openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - { name: limit, in: query, schema: { type: integer } }
        - { name: kind, in: query, schema: { type: string, enum: [cat, dog] } }
        - { name: kinds, in: query, schema: { type: array, items: { type: string, enum: [cat, dog] } } }
        - { name: X-Dry, in: header, schema: { type: boolean } }
      responses: { '200': { description: All. } }
`;

async function found(parameters: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-parameters-'));
  await writeFile(join(folder, 'pets.yaml'), openapi);
  const text = `
arazzo: 1.0.1
info: { title: Case, version: '1' }
sourceDescriptions: [{ name: pets, url: ./pets.yaml }]
workflows:
  - workflowId: main
    steps: [{ stepId: list, operationId: listPets, parameters: [${parameters}] }]
`;
  const { documents, draft } = await load(join(folder, 'case.yaml'), { text });
  return review({
    documents: documents!,
    draft: draft!,
    engines: {},
    isSecretName: () => false,
    isKnownProvider: () => true,
  }).flatMap(({ code, message }) => (code === 'step/parameter-value' ? [message] : []));
}

describe('values that a document writes for parameters', () => {
  test.each([
    ['{ name: limit, in: query, value: many }', 'type integer, and the step gives it the text "many"'],
    ['{ name: kind, in: query, value: cow }', 'takes "cat", "dog" for the query parameter "kind"'],
    ['{ name: X-Dry, in: header, value: 5 }', 'type boolean, and the step gives it the text "5"'],
  ])('%s: %s', async (parameter, message) => {
    expect(await found(parameter)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    "{ name: limit, in: query, value: '5' }",
    '{ name: kind, in: query, value: cat }',
    '{ name: kinds, in: query, value: cat }',
    '{ name: X-Dry, in: header, value: true }',
    '{ name: kind, in: query, value: $inputs.kind }',
  ])('%s will do', async (parameter) => {
    expect(await found(parameter)).toEqual([]);
  });
});
