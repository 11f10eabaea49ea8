import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../load.ts';

const openapi = `
openapi: 3.1.0
info: { title: Pets, version: '1' }
servers: [{ url: https://pets.example }]
paths:
  /pets:
    get: { operationId: listPets, responses: { '404': { description: None } } }
`;

/** The hazards of a step with these criteria, and whether it can be run. */
async function told(criteria: string, actions = ''): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-success-'));
  await writeFile(join(folder, 'pets.yaml'), openapi);
  const text = `
arazzo: 1.0.1
info: { title: Case, version: '1' }
sourceDescriptions: [{ name: pets, url: ./pets.yaml }]
workflows:
  - workflowId: main
    inputs: { type: object, properties: { kind: { enum: [cat] } } }
    steps: [{ stepId: list, operationId: listPets, successCriteria: [${criteria}], ${actions} }]
`;
  const { plan, diagnostics } = await load(join(folder, 'case.yaml'), { text });
  const hazards = diagnostics.filter(({ severity }) => severity === 'hazard').map(({ message }) => message);
  expect(plan === undefined).toBe(hazards.length > 0);
  return hazards;
}

/** Conditions as criteria. */
function simple(...conditions: readonly string[]): string {
  return conditions.map((condition) => `{ condition: ${JSON.stringify(condition)} }`).join(', ');
}

function pattern(condition: string): string {
  return `{ type: regex, context: $statusCode, condition: ${JSON.stringify(condition)} }`;
}

describe('criteria that no answer lets hold are refused', () => {
  test.each([
    ['$statusCode == 200 && $statusCode == 201', 'no status makes it otherwise'],
    ['$statusCode > 599', 'no status makes it otherwise'],
    ["$statusCode == 'ok'", 'no status makes it otherwise'],
    ['$response.body#/done && $statusCode < 100', 'no status makes it otherwise'],
    // Where no answer comes, criteria are not asked.
    ['$statusCode == null', 'no status makes it otherwise'],
    ['1 == 2', 'there is nothing in it that could change'],
  ])('%s', async (condition, why) => {
    expect(await told(simple(condition))).toEqual([`${condition} never holds: ${why}.`]);
  });

  test('together', async () => {
    expect(await told(simple('$statusCode == 200', '$statusCode == 201'))).toEqual([
      'Step "list" never succeeds: its criteria exclude one another ($statusCode == 200; $statusCode == 201).',
    ]);
  });

  test('as patterns of statuses', async () => {
    expect(await told(pattern('^6'))).toEqual(['^6 never holds: no status makes it otherwise.']);
    expect(await told(`${pattern('^207$')}, ${simple('$statusCode > 300')}`)).toHaveLength(1);
  });

  test('of an action', async () => {
    const action = `onFailure: [{ name: late, type: end, criteria: [${simple('$statusCode == 404', '$statusCode == 408')}] }]`;
    expect(await told(simple('$statusCode == 200'), action)).toEqual([
      'The action "late" is never taken: its criteria exclude one another ($statusCode == 404; $statusCode == 408).',
    ]);
  });
});

describe('criteria that some answer might let hold are not', () => {
  test.each([
    // None of these is documented, which is for checking alone.
    '$statusCode == 200',
    '$statusCode > 250.5 && $statusCode < 251.5',
    '$statusCode == 200 || $statusCode == 201',
    "$response.body#/kind == 'cow' && $statusCode != 200",
    "$inputs.kind == 'cow'",
  ])('%s', async (condition) => {
    expect(await told(simple(condition))).toEqual([]);
  });

  test('as patterns of statuses', async () => {
    expect(await told(`${pattern('^207$')}, ${pattern('7$')}`)).toEqual([]);
  });

  test('of an action, also where no answer comes', async () => {
    const action = `onFailure: [{ name: silent, type: end, criteria: [${simple('$statusCode == null')}] }]`;
    expect(await told(simple('$statusCode == 200'), action)).toEqual([]);
  });
});
