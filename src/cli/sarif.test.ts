import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { sarifSchema } from '../../test/support/sarif-schema.ts';
import { codes } from '../diagnostics/codes.ts';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations?: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region: Region;
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly {
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent?: { readonly text: string };
      }[];
    }[];
  }[];
  readonly properties: { readonly severity: string };
}

interface Log {
  readonly runs: readonly {
    readonly tool: {
      readonly driver: { readonly rules: readonly { readonly id: string; readonly help: object }[] };
    };
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
    readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
    readonly results: readonly Result[];
  }[];
}

const validate = new Ajv2020({ strictRequired: false, validateFormats: false }).compile(sarifSchema);
const pets = readFileSync(new URL('../../test/conformance/pets.openapi.yaml', import.meta.url), 'utf8');

const text = [
  'arazzo: 1.0.1',
  "info: { title: Pets, version: '1' }",
  'sourceDescriptions: [{ name: pets, url: ./pets.openapi.yaml, type: openapi }]',
  'workflows:',
  '  - workflowId: main',
  '    steps:',
  '      - stepId: list',
  '        operationId: ListPets # as it is written',
  '        successCriteria: [{ condition: $statusCode == 200 }]',
  '',
].join('\n');

async function checked(argv: readonly string[], cwd: string): Promise<Log> {
  const { stdout } = await heddle(['check', ...argv, '--sarif'], { cwd });
  const log = JSON.parse(stdout) as Log;
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  return log;
}

function workplace(document = text): string {
  const cwd = folder();
  mkdirSync(join(cwd, 'flows and more'));
  writeFileSync(join(cwd, 'flows and more/pets.arazzo.yaml'), document);
  writeFileSync(join(cwd, 'flows and more/pets.openapi.yaml'), pets);
  return cwd;
}

describe('check --sarif', () => {
  test('is one log for all documents, and says which were looked at', async () => {
    const cwd = workplace();
    writeFileSync(join(cwd, 'flows and more/other.arazzo.yaml'), text.replace('ListPets', 'listPets'));
    const log = await checked(['flows and more/other.arazzo.yaml', 'flows and more/pets.arazzo.yaml'], cwd);
    const [run] = log.runs;
    expect(log.runs).toHaveLength(1);
    expect(run!.artifacts.map(({ location }) => location)).toEqual([
      { uri: 'flows%20and%20more/other.arazzo.yaml', uriBaseId: '%SRCROOT%' },
      { uri: 'flows%20and%20more/pets.arazzo.yaml', uriBaseId: '%SRCROOT%' },
    ]);
    expect(run!.invocations).toEqual([{ executionSuccessful: true }]);
  });

  test('has a rule for every code of the closed list, with help that leads to its row', async () => {
    const { rules } = (await checked(['flows and more/pets.arazzo.yaml'], workplace())).runs[0]!.tool.driver;
    expect(rules.map(({ id }) => id)).toEqual(Object.keys(codes));
    const rule = rules.find(({ id }) => id === 'step/goto-loop');
    expect(rule?.help).toEqual({
      text: 'Steps go round without any criterion that could end it. Give the goto criteria.',
      markdown:
        'Steps go round without any criterion that could end it.\n\nGive the goto criteria.\n\nSee `step/goto-loop` in `docs/diagnostics.md#steps-against-their-operations`.',
    });
  });

  test('a finding has its rule, level, region and pointer', async () => {
    const log = await checked(['flows and more/pets.arazzo.yaml'], workplace());
    const { results, tool } = log.runs[0]!;
    const result = results.find(({ ruleId }) => ruleId === 'step/operation-not-found')!;
    expect(tool.driver.rules[result.ruleIndex]!.id).toBe(result.ruleId);
    expect(result).toMatchObject({
      level: 'error',
      message: { text: expect.stringContaining('"ListPets" does not exist in source "pets".') as string },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'flows%20and%20more/pets.arazzo.yaml', uriBaseId: '%SRCROOT%' },
            region: { startLine: 8, startColumn: 22, endColumn: 30 },
          },
          logicalLocations: [{ fullyQualifiedName: '/workflows/0/steps/0/operationId', kind: 'value' }],
        },
      ],
    });
  });

  test('a repair is a fix that makes of the text what check --fix makes of it', async () => {
    const cwd = workplace();
    const log = await checked(['flows and more/pets.arazzo.yaml'], cwd);
    const fixes = log.runs[0]!.results.flatMap((result) => result.fixes ?? []);
    expect(fixes.map(({ artifactChanges }) => artifactChanges)).toEqual([
      [
        {
          artifactLocation: { uri: 'flows%20and%20more/pets.arazzo.yaml', uriBaseId: '%SRCROOT%' },
          replacements: [
            {
              deletedRegion: { startLine: 8, startColumn: 22, endLine: 8, endColumn: 23 },
              insertedContent: { text: 'l' },
            },
          ],
        },
      ],
    ]);
    await heddle(['check', '--fix', 'flows and more/pets.arazzo.yaml'], { cwd });
    expect(readFileSync(join(cwd, 'flows and more/pets.arazzo.yaml'), 'utf8')).toBe(
      text.replace('ListPets', 'listPets'),
    );
  });

  test('a finding keeps its fingerprint when its line moves, and another finding has another', async () => {
    const prints = async (document: string): Promise<readonly string[]> => {
      const log = await checked(['flows and more/pets.arazzo.yaml'], workplace(document));
      return log.runs[0]!.results.map((each) => each.partialFingerprints['findingAtPointer/v1']!);
    };
    const before = await prints(text);
    expect(await prints(`# a comment\n${text}`)).toEqual(before);
    expect(await prints(text.replace('ListPets', 'LISTPETS'))).not.toEqual(before);
  });

  test('a hazard is an error, and says that it is a hazard', async () => {
    const cwd = workplace(
      text
        .replace('ListPets', 'search')
        .replace(
          '    steps:',
          '    inputs: { type: object, required: [b], properties: { b: { type: string } } }\n    steps:',
        )
        .replace(
          '        successCriteria',
          '        parameters: [{ name: q, in: query, value: a $sourceDescriptions.pets.url }]\n        successCriteria',
        ),
    );
    const { results } = (await checked(['flows and more/pets.arazzo.yaml'], cwd)).runs[0]!;
    const hazard = results.find(({ ruleId }) => ruleId === 'template/unbraced-expression');
    expect(hazard).toMatchObject({ level: 'error', properties: { severity: 'hazard' } });
  });

  test('a document that lies elsewhere has an absolute address', async () => {
    const cwd = workplace();
    const log = await checked([join(cwd, 'flows and more/pets.arazzo.yaml')], folder());
    expect(log.runs[0]!.artifacts[0]!.location.uri).toMatch(
      /^file:\/\/\/.*\/flows%20and%20more\/pets\.arazzo\.yaml$/,
    );
  });

  test('what is wrong with the flags is a notification', async () => {
    const { code, stdout } = await heddle(['check', 'a.yaml', '--source', 'nonsense', '--sarif'], {
      cwd: workplace(),
    });
    const log = JSON.parse(stdout) as Log;
    expect(validate(log)).toBe(true);
    expect(code).toBe(2);
    expect(log.runs[0]).toMatchObject({
      invocations: [
        {
          executionSuccessful: false,
          toolConfigurationNotifications: [{ descriptor: { id: 'usage/invalid' }, level: 'error' }],
        },
      ],
      results: [],
    });
  });

  test.each(['--json', '--fix'])('does not go with %s', async (flag) => {
    const { code, stdout, stderr } = await heddle(['check', 'a.yaml', '--sarif', flag], { cwd: workplace() });
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(`'--sarif' cannot be used with option '${flag}'`);
  });
});
