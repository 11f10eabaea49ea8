/** Reading, checking and compiling a workflow against a 6,000-line description, each time in a fresh process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { largeDescription } from './large-description.mjs';
import { median, printTable, repositoryFile, runNode } from './measure.mjs';

export async function compile({ quick }) {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-bench-'));
  try {
    const description = largeDescription(6000);
    console.log(
      `compile: one workflow against a description of ${description.split('\n').length} lines, ${Math.round(description.length / 1024)} KiB, with dangling references`,
    );
    await writeFile(join(folder, 'large.openapi.yaml'), description);
    await writeFile(join(folder, 'workflow.arazzo.yaml'), document);
    const runs = [];
    for (let round = 0; round < (quick ? 7 : 21); round++) {
      const { output } = await runNode([
        repositoryFile('bench/compile-once.mjs'),
        join(folder, 'workflow.arazzo.yaml'),
      ]);
      runs.push(JSON.parse(output));
    }
    const row = (name, of) => [name, median(runs.map(of)).toFixed(0), Math.min(...runs.map(of)).toFixed(0)];
    printTable([
      ['fresh process', 'median ms', 'least ms'],
      row('load()', ({ loaded }) => loaded),
      row('import and load()', ({ imported, loaded }) => imported + loaded),
      row('load() once more, warm', ({ again }) => again),
    ]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const document = `arazzo: 1.0.1
info: { title: One call of many, version: '1' }
sourceDescriptions:
  - { name: large, url: ./large.openapi.yaml, type: openapi }
workflows:
  - workflowId: create
    inputs: { type: object, required: [name], properties: { name: { type: string } } }
    steps:
      - stepId: create
        operationId: createThing7
        requestBody:
          contentType: application/json
          payload: { name: $inputs.name, size: 7 }
        outputs: { id: $response.body#/id }
    outputs: { id: $steps.create.outputs.id }
`;
