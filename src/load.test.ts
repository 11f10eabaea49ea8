import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPets, petsDescription } from '../test/support/pets.ts';
import { stops } from './diagnostics/diagnostic.ts';
import { load } from './load.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'load-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const document = (url: string) => `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: ${url}, type: openapi }]
workflows: [{ workflowId: main, steps: [{ stepId: list, operationId: listPets }] }]
`;

const list = `
  - workflowId: main
    steps: [{ stepId: list, operationId: listPets }]`;

describe('loading', () => {
  test('reads a file and its sources beside it', async () => {
    const path = join(folder, 'workflow.yaml');
    writeFileSync(path, document('./pets.yaml'));
    writeFileSync(
      join(folder, 'pets.yaml'),
      JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'Here', version: '1' },
        servers: [{ url: 'https://x.example' }],
        paths: { '/': { get: { operationId: 'listPets', responses: {} } } },
      }),
    );
    const { plan, diagnostics, texts } = await load(path);
    expect(diagnostics.filter(stops)).toEqual([]);
    expect(plan?.sources).toMatchObject({ pets: { title: 'Here', url: './pets.yaml' } });
    expect([...texts.keys()]).toEqual([path, join(folder, 'pets.yaml')]);
  });

  test('reads another copy of a source where it is told to', async () => {
    const { plan } = await load('w.yaml', {
      text: document('https://gone.invalid/x.yaml'),
      sources: { pets: petsDescription },
    });
    expect(plan?.sources['pets']?.title).toBe('Pets');
  });

  test('knows the bundled workflow by its name, and what was probably meant', async () => {
    expect((await load('failed-payment-dunning')).plan?.workflows[0]?.workflowId).toBe(
      'failed-payment-dunning',
    );
    expect(await load('failed-payment-duning')).toMatchObject({
      diagnostics: [{ code: 'usage/unknown-document', hint: 'Did you mean failed-payment-dunning?' }],
    });
  });

  test.each([
    ['https://user:TOPSECRETPW@host.invalid/x.yaml?token=TOPSECRETPW', '"https://host.invalid/x.yaml"'],
    ['ftp://user:TOPSECRETPW@host.invalid/x.yaml', '"ftp://host.invalid/x.yaml"'],
    ['https://user:TOPSECRETPW@[', '"https://…"'],
  ])('shows nothing secret of the URL %s', async (url, shown) => {
    const { diagnostics } = await load(url);
    expect(diagnostics).toMatchObject([{ code: 'usage/unknown-document' }]);
    expect(diagnostics[0]!.message).toContain(shown);
    expect(JSON.stringify(diagnostics)).not.toContain('TOPSECRETPW');
  });

  test.each([
    ['a file that does not exist', 'nowhere/workflow.yaml', undefined, 'usage/unknown-document'],
    ['an empty text', 'w.yaml', '', 'text/syntax'],
    ['a text that is not YAML', 'w.yaml', 'a: [', 'text/syntax'],
    ['an OpenAPI description', 'w.yaml', 'openapi: 3.1.0', 'document/not-arazzo'],
    ['a list', 'w.yaml', '- a', 'document/not-arazzo'],
    ['a document that breaks off', 'w.yaml', 'arazzo: 1.0.1\ninfo: { title: "Pe', 'text/syntax'],
    [
      'a text with an alias bomb',
      'w.yaml',
      `a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [*${i === 0 ? 'a' : `b${i - 1}`}, *${i === 0 ? 'a' : `b${i - 1}`}]`).join('\n')}`,
      'text/alias-expansion',
    ],
  ])('finds %s', async (_, name, text, code) => {
    const { plan, diagnostics } = await load(name, text === undefined ? {} : { text });
    expect(plan).toBeUndefined();
    expect(diagnostics.map((each) => each.code)).toContain(code);
    expect(diagnostics.some(stops)).toBe(true);
  });

  test('gives findings of the document in the order of their places, each with its file', async () => {
    const { diagnostics } = await loadPets(`
  - workflowId: main
    steps:
      - { stepId: a, operationId: getPet }
      - { stepId: a, operationId: nowhere }
    outputs: { x: $inputs.none }`);
    const lines = diagnostics.map(({ place }) => place!.line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(new Set(diagnostics.map(({ place }) => place!.file))).toEqual(new Set(['pets.arazzo.yaml']));
    expect(diagnostics.map(({ code }) => code)).toContain('document/duplicate-name');
  });

  test('takes the mode into account', async () => {
    const constant = `${list}\n    outputs: { a: hello }`;
    expect((await loadPets(constant)).plan).toBeDefined();
    expect((await loadPets(constant, { mode: 'strict' })).plan).toBeUndefined();
  });

  test('never makes a plan from a stand-in', async () => {
    const { plan, draft, diagnostics } = await load('w.yaml', {
      text: document('./gone.yaml'),
      standIn: () => petsDescription,
    });
    expect(plan).toBeUndefined();
    expect(draft?.workflows[0]?.steps).toHaveLength(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['source/unavailable', 'source/stand-in']),
    );
  });

  test('of twenty megabytes says that they are too many', async () => {
    const { diagnostics } = await load('w.yaml', { text: `# ${'x'.repeat(21 * 2 ** 20)}` });
    expect(diagnostics).toMatchObject([{ code: 'text/too-large' }]);
  });

  test('gives the texts of all documents that references lead to', async () => {
    const parts = join(folder, 'parts.yaml');
    const reference = "parameters: [{ $ref: 'parts.yaml#/limit' }]";
    writeFileSync(parts, 'limit: { name: limit, in: nowhere, required: true }\n');
    writeFileSync(
      join(folder, 'spread.yaml'),
      `openapi: 3.1.0\nservers: [{ url: https://pets.example }]\npaths: { /pets: { get: { operationId: listPets, ${reference} } } }\n`,
    );
    const { texts, diagnostics } = await load(join(folder, 'w.yaml'), { text: document('./spread.yaml') });
    expect([...texts.keys()]).toContain(parts);
    expect(diagnostics).toMatchObject([{ code: 'step/unsupported-serialization', place: { file: parts } }]);
  });
});
