/** Reading, checking and compiling a workflow against a 6,000-line description, each time in a fresh process. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** An OpenAPI description in YAML of at least so many lines. Every tenth operation refers to a schema that is missing. */
function largeDescription(lines) {
  const paths = [];
  const schemas = [];
  const linesEach = thing(0).length + schema(0).length;
  for (let index = 0; index * linesEach < lines; index++) {
    paths.push(...thing(index));
    schemas.push(...schema(index));
  }
  return [
    'openapi: 3.0.3',
    'info:',
    '  title: Many things',
    "  version: '1'",
    'servers:',
    '  - url: https://things.example',
    'paths:',
    ...paths,
    'components:',
    '  schemas:',
    ...schemas,
    '',
  ].join('\n');
}

function thing(index) {
  const answer = index % 10 === 3 ? `Lost${index}` : `Thing${index}`;
  return `  /v1/things${index}:
    post:
      operationId: createThing${index}
      summary: Creates thing ${index}.
      description: >-
        Creates a thing of kind ${index}. It can be read afterwards, and is
        kept until it is removed.
      tags:
        - things
      parameters:
        - name: expand
          in: query
          required: false
          schema:
            type: array
            items:
              type: string
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Thing${index}'
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/${answer}'
        default:
          description: What went wrong.`.split('\n');
}

function schema(index) {
  return `    Thing${index}:
      type: object
      description: A thing of kind ${index}.
      required:
        - name
      properties:
        id:
          type: string
          maxLength: 255
        name:
          type: string
          description: What people call it.
        size:
          type: integer
          minimum: 0
        kind:
          type: string
          enum: [small, large]
        parent:
          $ref: '#/components/schemas/Thing${index}'`.split('\n');
}
