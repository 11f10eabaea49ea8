import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, isCollection, isScalar, type Node, visit } from 'yaml';
import { load } from '../../src/load.ts';
import { commentsOf, readTree } from '../../src/repair/text-tree.ts';
import { isObject } from '../../src/text/json.ts';
import { readText } from '../../src/text/read-text.ts';

/** Beside the description that conformance cases share. */
const at = fileURLToPath(new URL('../conformance/any-style.arazzo.yaml', import.meta.url));

const inputs = { type: 'object', required: ['id'], properties: { id: { type: 'string' } } };

/** A document with slips of many kinds, or without any. */
const documentWith = (isSlip: boolean): object => {
  const either = (slip: unknown, meant: unknown): unknown => (isSlip ? slip : meant);
  const criterion = (condition: string): unknown => either(condition, { condition });
  return {
    arazzo: '1.0.1',
    info: { title: 'Any style', version: either(2, '2') },
    sourceDescriptions: either({ name: 'pets', url: './pets.openapi.yaml', type: 'openapi' }, [
      { name: 'pets', url: './pets.openapi.yaml', type: 'openapi' },
    ]),
    workflows: [
      {
        workflowId: 'main',
        inputs,
        steps: [
          {
            stepId: 'make-pet',
            operationId: either('CreatePet', 'createPet'),
            [either('request_body', 'requestBody') as string]: {
              payload: { name: either('Pet $inputs.id.', 'Pet {$inputs.id}.'), tag: "it's" },
            },
            successCriteria: [criterion('$statusCode == 201')],
            outputs: { petId: either('$response.body#id', '$response.body#/id') },
          },
          {
            stepId: 'look',
            operationId: 'getPet',
            parameters: [
              {
                name: either('pet_id', 'petId'),
                in: 'path',
                value: either('$steps.makePet.outputs.petId', '$steps.make-pet.outputs.petId'),
              },
            ],
            successCriteria: [
              { condition: either('$response.body#/name == "Rex"', "$response.body#/name == 'Rex'") },
            ],
          },
        ],
      },
    ],
  };
};

/** The same value with the members of its maps in another order. */
function shuffled(value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([name, member]) => [next(), name, shuffled(member, next)] as const,
  );
  return Object.fromEntries(
    entries.toSorted((a, b) => a[0] - b[0]).map(([, name, member]) => [name, member]),
  );
}

interface Style {
  readonly kind: 'yaml' | 'json';
  readonly indent: number;
  readonly lineBreak: '\n' | '\r\n';
}

/** A value as a text: lists and maps as lines or in brackets, strings in any quotes, comments anywhere. */
function written(value: unknown, { kind, indent, lineBreak }: Style, next: () => number): string {
  if (kind === 'json') return JSON.stringify(value, null, indent).replaceAll('\n', lineBreak);
  const document = new Document(value, { aliasDuplicateObjects: false, schema: 'core' });
  visit(document, {
    Node: (_, node: Node) => {
      const dice = next() % 12;
      if (isScalar(node) && typeof node.value === 'string') {
        if (dice < 2) node.type = 'QUOTE_DOUBLE';
        else if (dice < 4) node.type = 'QUOTE_SINGLE';
      }
      if (isCollection(node) && dice === 5 && node !== document.contents) node.flow = true;
      if (isScalar(node) && dice === 6) node.comment = ` remark ${next()}`;
    },
  });
  const text = document.toString({ lineWidth: 0, indent: Math.max(2, indent), indentSeq: next() % 2 === 0 });
  return `# head\n${text}# tail\n`.replaceAll('\n', lineBreak);
}

const comments = (text: string): string[] =>
  commentsOf(text)
    .map((comment) => comment.text.trim())
    .toSorted();

const isJson = (text: string): boolean => readTree(text).isJson;

test('repairs come to the same value in whatever style a document is written, and are made once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        kind: fc.constantFrom('yaml' as const, 'yaml' as const, 'json' as const),
        indent: fc.integer({ min: 0, max: 4 }),
        lineBreak: fc.constantFrom('\n' as const, '\r\n' as const),
      }),
      fc.infiniteStream(fc.nat(1000)),
      async (style, stream) => {
        const next = (): number => stream.next().value as number;
        const text = written(shuffled(documentWith(true), next), style, next);
        const first = await load(at, { text, repair: true });
        const after = first.repaired?.after ?? text;
        expect(readText(after, at).located!.value).toEqual(documentWith(false));
        expect(style.kind === 'yaml' ? comments(after) : isJson(after)).toEqual(
          style.kind === 'yaml' ? comments(text) : true,
        );
        expect(/(?<!\r)\n/.test(after) && style.lineBreak === '\r\n').toBe(false);
        const again = await load(at, { text: after, repair: true });
        expect(again.repairs).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

test('repairs leave alone what an anchor would change in two places, and repair all the rest', async () => {
  const text = `arazzo: 1.0.1
info: &info { title: &title Any style, version: '1', summary: *title }
sourceDescriptions: [{ name: pets, url: ./pets.openapi.yaml, type: openapi }]
workflows:
  - workflowId: main
    steps:
      - stepId: one
        operationId: ListPets
        parameters: &limits
          - { name: Limit, in: query, value: 1 }
      - stepId: two
        operationId: listPets
        parameters: *limits
`;
  const { repaired, repairs } = await load(at, { text, repair: true });
  expect(repaired!.after).toBe(text.replace('ListPets', 'listPets'));
  expect(repairs).toHaveLength(1);
});
