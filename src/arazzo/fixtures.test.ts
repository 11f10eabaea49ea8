import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import { readText } from '../text/read-text.ts';
import { parse } from './parse.ts';
import { rules } from './rules/index.ts';

const shared = join(import.meta.dirname, '../../../shared');
const fixtures = join(shared, 'arazzo-fixtures');
const corpus = join(shared, 'corpus');

interface Fixture {
  readonly file: string;
  readonly expect?: string;
}

/** Every finding of the stages that look at a document alone. */
function check(file: string): Diagnostic[] {
  const { located, diagnostics } = readText(readFileSync(file, 'utf8'), file);
  if (located === undefined) return diagnostics;
  const { description, diagnostics: shape } = parse(located);
  return description === undefined
    ? shape
    : [...shape, ...rules.flatMap((rule) => rule(description, located))];
}

/** The codes that stop a document, by file, without those that are allowed. */
function stopping(
  folder: string,
  files: readonly string[],
  allowed: readonly string[] = [],
): Record<string, string[]> {
  const found = files.map((file) => {
    const codes = check(join(folder, file))
      .filter(stops)
      .map(({ code }) => code);
    return [file, [...new Set(codes)].filter((code) => !allowed.includes(code))] as const;
  });
  return Object.fromEntries(found.filter(([, codes]) => codes.length > 0));
}

function expected(...kinds: string[]): string[] {
  const { files } = JSON.parse(readFileSync(join(fixtures, 'manifest.json'), 'utf8')) as { files: Fixture[] };
  return files.filter((file) => kinds.includes(file.expect ?? '')).map(({ file }) => file);
}

const note = (folder: string): string => (existsSync(folder) ? '' : ' (skipped: the folder is absent)');

test(`official documents that are right have no error${note(fixtures)}`, ({ skip }) => {
  skip(!existsSync(fixtures));
  const files = expected('pass', 'schema-pass');
  expect(files.length).toBeGreaterThan(0);
  expect(stopping(fixtures, files)).toEqual({});
});

test(`official documents that are wrong have an error${note(fixtures)}`, ({ skip }) => {
  skip(!existsSync(fixtures));
  const files = expected('fail');
  expect(files.length).toBeGreaterThan(0);
  expect(Object.keys(stopping(fixtures, files))).toEqual(files);
});

test(`documents found in the wild are judged without surprises${note(corpus)}`, ({ skip }) => {
  skip(!existsSync(corpus));
  const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(ya?ml|json)$/.test(file),
  );
  const arazzo = files.filter((file) =>
    /^"?arazzo"?:|^\s*"arazzo":/m.test(readFileSync(join(corpus, file), 'utf8')),
  );
  expect(arazzo.length).toBeGreaterThan(0);
  // One document names 45 outputs by whole phrases, which clause D6 forbids; no other has a mistake of shape or names.
  expect(stopping(corpus, arazzo, ['document/not-supported'])).toEqual({
    'files/jentic/jentic-public-apis/workflows/signl4.com/workflows.arazzo.json': ['document/invalid-name'],
  });
  expect(
    files.filter((file) => readText(readFileSync(join(corpus, file), 'utf8'), file).located === undefined),
  ).toEqual([]);
});
