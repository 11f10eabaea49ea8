import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExamples } from '../support/examples.ts';
import { hasGit } from '../support/git.ts';
import { playFindings, playRepairs } from '../support/play-example.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'taxonomy-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

/** The rows of docs/taxonomy.md: what the taxonomy calls it, and the codes that tell it. */
const table = new Map(
  [
    ...readFileSync(new URL('../../docs/taxonomy.md', import.meta.url), 'utf8').matchAll(
      /^\| `([A-Z0-9_]+)` \|.*?\| ([^|]*) \|$/gm,
    ),
  ].map(([, code, ours]) => [code!, [...ours!.matchAll(/`([a-z-]+\/[a-z-]+)`/g)].map(([, each]) => each!)]),
);

test('every row of docs/taxonomy.md is shown, and what is shown has a row', () => {
  expect(files.map((name) => name.replace('.txt', '')).toSorted()).toEqual([...table.keys()].toSorted());
});

describe.each(files)('%s', (file) => {
  const given = readExamples(readFileSync(join(folder, file), 'utf8'));
  const codes = table.get(given.code) ?? [];
  const lacksGit = Object.keys(given.earlier).length > 0 && !hasGit();

  test(`${given.code}: ${given.sentence}`, () => {
    expect(file).toBe(`${given.code}.txt`);
    expect(given.examples.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['has', 'has-not']));
  });

  test.skipIf(lacksGit).each(given.examples.map((each, index) => ({ ...each, index })))(
    '$kind $label',
    async (example) => {
      const { diagnostics } = await playFindings(
        join(scratch, given.code, String(example.index)),
        given,
        example,
      );
      const own = diagnostics.filter(({ code }) => codes.includes(code));
      expect(own.length > 0, 'one of the codes of the row').toBe(example.kind === 'has' && codes.length > 0);
    },
  );

  test.skipIf(lacksGit).each(given.examples.map((each, index) => ({ ...each, index })))(
    '$kind $label, after its repairs',
    async (example) => {
      const root = join(scratch, given.code, `${example.index}-repaired`);
      await expect(playRepairs(root, given, example)).resolves.toBeUndefined();
    },
  );
});
