/** Checking a thousand small documents in one process, which share a few descriptions. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeDescription } from './large-description.mjs';
import { median, printTable, repositoryFile, runNode } from './measure.mjs';

/** Lines of each of the descriptions. */
const sizes = [500, 2000, 6000];

export async function checkMany({ quick }) {
  const count = quick ? 200 : 1000;
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-'));
  try {
    await Promise.all(
      sizes.map((lines, index) =>
        writeFile(join(folder, `shared${index}.openapi.yaml`), largeDescription(lines)),
      ),
    );
    const names = Array.from({ length: count }, (_, index) => `flow${index}.arazzo.yaml`);
    await Promise.all(names.map((name, index) => writeFile(join(folder, name), small(index))));
    console.log(
      `check-many: ${count} documents of ${small(0).split('\n').length} lines over ${sizes.length} descriptions of ${sizes.join(', ')} lines, in one process`,
    );
    const { output } = await runNode(
      ['--expose-gc', repositoryFile('bench/check-many-once.mjs'), folder, String(count)],
      {},
      120_000,
    );
    const { each, memory, findings, processor } = JSON.parse(output);
    const sorted = each.toSorted((a, b) => a - b);
    const at = (part) => sorted[Math.floor(part * (sorted.length - 1))].toFixed(1);
    const mean = each.reduce((sum, ms) => sum + ms, 0) / each.length;
    printTable([
      ['ms a document', 'mean', 'median', '99 of 100', 'most', 'aim'],
      ['', mean.toFixed(1), median(each).toFixed(1), at(0.99), at(1), 'mean of at most 15'],
    ]);
    console.log(`${findings} findings; ${processor.toFixed(1)} ms of processor time a document, all threads`);
    printTable([
      ['after documents', 'heap MiB', 'resident MiB'],
      ...memory.map(({ after, heap, resident }) => [after, heap.toFixed(1), resident.toFixed(0)]),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A document of three steps, each of another operation of one of the descriptions, with slips like those of published documents. */
function small(index) {
  const source = index % sizes.length;
  const operation = (step) => `createThing${(index * 3 + step) % 7}`;
  return `arazzo: 1.0.1
info: { title: Flow ${index}, version: '1' }
sourceDescriptions:
  - { name: shared, url: ./shared${source}.openapi.yaml, type: openapi }
workflows:
  - workflowId: flow
    inputs:
      type: object
      required: [name]
      properties:
        name: { type: string }
        apiKey: { type: string }
    steps:
      - stepId: first
        operationId: ${index % 5 === 0 ? operation(0).toUpperCase() : operation(0)}
        requestBody:
          contentType: application/json
          payload: { name: $inputs.name, size: ${index % 4 === 0 ? "'7'" : 7} }
        successCriteria:
          - condition: $statusCode == ${index % 3 === 0 ? 201 : 200}
        outputs: { id: $response.body#/id }
      - stepId: second
        operationId: ${operation(1)}
        requestBody:
          contentType: application/json
          payload: { name: 'Next to ${index % 2 === 0 ? '{$steps.first.outputs.id}' : '$steps.first.outputs.id'}', kind: small }
        successCriteria:
          - condition: $statusCode == 200
          - context: $response.body
            condition: $.size > 3
            type: jsonpath
        onSuccess:
          - { name: again, type: goto, stepId: first, criteria: [{ condition: $response.body#/kind == 'smal' }] }
        outputs: { id: $response.body#/identifier }
      - stepId: third
        operationId: ${operation(2)}
        requestBody:
          contentType: application/json
          payload: { name: $steps.second.outputs.id }
        outputs: { id: $response.body#/id }
    outputs: { id: $steps.third.outputs.id }
`;
}
