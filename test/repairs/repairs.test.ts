import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExamples } from '../support/examples.ts';
import { playFindings, playRepairs } from '../support/play-example.ts';

/** Repairs beyond the named rows of the taxonomy, in files of its format: `has` has something to repair, `has-not` looks like it. */
const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));
let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'repairs-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe.each(files)('%s', (file) => {
  const given = readExamples(readFileSync(join(import.meta.dirname, file), 'utf8'));

  test(`${given.code}: ${given.sentence}`, () => {
    expect(file).toBe(`${given.code}.txt`);
    for (const { kind, label, repaired } of given.examples) {
      expect(repaired !== undefined, label).toBe(kind === 'has');
    }
  });

  test.each(given.examples.map((each, index) => ({ ...each, index })))('$kind $label', async (example) => {
    const root = join(scratch, given.code, String(example.index));
    await playFindings(root, given, example);
    await expect(playRepairs(`${root}-repaired`, given, example)).resolves.toBeUndefined();
  });
});
