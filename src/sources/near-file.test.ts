import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../load.ts';
import { nearFile } from './near-file.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'heddle-'));
  writeFileSync(join(path, 'petstore.yaml'), '');
  mkdirSync(join(path, 'petstores.yaml'));
  return path;
}

test('a file that is not there is likely the one beside it with nearly its name', () => {
  expect(nearFile(join(folder(), 'petsotr.yaml'))).toBe('Did you mean petstore.yaml?');
  expect(nearFile(join(folder(), 'orders.json'))).toBeUndefined();
  expect(nearFile(join(folder(), 'none', 'petstore.yaml'))).toBeUndefined();
});

test('a document and its source that are not there are told with the files that may be meant', async () => {
  const path = folder();
  const text = `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: petsotr.yaml, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: list, operationId: listPets }] }]
`;
  const source = await load(join(path, 'flow.yaml'), { text });
  const document = await load(join(path, 'petstroe.yml'));
  expect([source, document].map(({ diagnostics }) => diagnostics[0])).toMatchObject([
    { code: 'source/unavailable', hint: 'Did you mean petstore.yaml?' },
    { code: 'usage/unknown-document', hint: 'Did you mean petstore.yaml?' },
  ]);
});
