import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, heddle } from '../../test/cli/heddle.ts';
import { petsDescription } from '../../test/support/pets.ts';

const document = (body: string): string => `arazzo: 1.0.1 # as it is
info: { title: Text, version: '1' }
sourceDescriptions: [{ name: pets, url: ${petsDescription}, type: openapi }]
workflows:
  - workflowId: main
    steps: [{ stepId: list, operationId: ${body} }]
`;
const [wrong, right] = [document('ListPets'), document('listPets')];

test('- checks what comes from standard input, whose sources are relative to the working directory', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'pets.yaml'), readFileSync(petsDescription, 'utf8'));
  const input = wrong.replace(petsDescription, './pets.yaml');
  const { code, stdout } = await heddle(['check', '-'], { input, cwd });
  expect(code).not.toBe(0);
  expect(stdout).toContain('stdin:6');
  expect(stdout).toContain('"ListPets" does not exist in source "pets"');
  const strict = await heddle(['check', '-', '--mode', 'strict', '--json'], { input: right, cwd });
  expect(JSON.parse(strict.stdout)).toMatchObject({ status: 'passed', documents: [{ document: '-' }] });
});

test('--output - writes the repaired document alone to standard output, and tells the rest on standard error', async () => {
  const { code, stdout, stderr } = await heddle(['check', '-', '--fix', '--output', '-'], { input: wrong });
  expect({ code, stdout }).toEqual({ code: 0, stdout: right });
  expect(stderr).toContain('1 repair made');
  const again = await heddle(['check', '-', '--fix', '--output', '-'], { input: stdout });
  expect(again.stdout).toBe(right);
});

test('--output writes the repaired document beside its file, which stays', async () => {
  const cwd = folder();
  writeFileSync(join(cwd, 'wrong.yaml'), wrong);
  const { code } = await heddle(['check', 'wrong.yaml', '--fix', '--output', 'right.yaml'], { cwd });
  expect(code).toBe(0);
  expect(readFileSync(join(cwd, 'wrong.yaml'), 'utf8')).toBe(wrong);
  expect(readFileSync(join(cwd, 'right.yaml'), 'utf8')).toBe(right);
  const lost = await heddle(['check', 'wrong.yaml', '--fix', '--output', 'no/right.yaml'], { cwd });
  expect(lost.code).not.toBe(0);
  expect(lost.stdout).toContain('"no/right.yaml" cannot be written');
});

test.each([
  [['check', '-', '--fix'], 'has no file to repair'],
  [['check', '-', '-'], 'Standard input is one document'],
  [['check', 'a.yaml', '--output', 'b.yaml'], '--output is about --fix'],
  [['check', 'a.yaml', 'c.yaml', '--fix', '--output', 'b.yaml'], 'takes one document'],
  [['check', 'a.yaml', '--fix', '--dry-run', '--output', 'b.yaml'], 'nothing is written'],
])('%j is refused', async (argv, words) => {
  const cwd = folder();
  const { code, stdout, stderr } = await heddle(argv, { cwd, input: right });
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain(words);
  expect(existsSync(join(cwd, 'b.yaml'))).toBe(false);
});
