import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../src/check.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { type Example, type Examples, readExamples } from './read-example.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
const shared = readFileSync(new URL('../conformance/pets.openapi.yaml', import.meta.url), 'utf8');
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

  test(`${given.code}: ${given.sentence}`, () => {
    expect(file).toBe(`${given.code}.txt`);
    expect(given.examples.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['has', 'has-not']));
  });

  test.each(given.examples.map((each, index) => ({ ...each, index })))(
    '$kind $label',
    async ({ kind, document, found, index }) => {
      const root = join(scratch, given.code, String(index));
      const { diagnostics } = await checkIn(root, given, document.text);
      expect(diagnostics.map((each, position) => told(each, root, given, document, found[position]))).toEqual(
        found,
      );
      const own = diagnostics.filter(({ code }) => codes.includes(code));
      expect(own.length > 0, 'one of the codes of the row').toBe(kind === 'has' && codes.length > 0);
    },
  );
});

/** Writes the files of an example below a folder and checks its document there. */
async function checkIn(root: string, given: Examples, text: string) {
  const document = join(root, given.at);
  const beside = `${dirname(given.at) === '.' ? '' : `${dirname(given.at)}/`}pets.openapi.yaml`;
  const texts = { [given.at]: text, ...otherFiles(given, beside) };
  for (const [name, content] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return check(document, { mode: given.mode, env: given.credentials });
}

/** The files of an example; the shared description stands beside the document of one that has none of its own. */
function otherFiles({ files: own }: Examples, beside: string): Record<string, string> {
  const texts = Object.entries(own).map(([name, { text }]) => [name, text]);
  return texts.length === 0 ? { [beside]: shared } : (Object.fromEntries(texts) as Record<string, string>);
}

/** A finding as the file tells it: with the words that it expects, when message, hint or file have them. */
function told(
  { code, place, message, hint = '' }: Diagnostic,
  root: string,
  given: Examples,
  document: Example['document'],
  expected = '',
): string {
  const name = place === undefined ? '' : relative(root, place.file);
  const lined = name === given.at ? document : given.files[name];
  const line = place === undefined ? '' : ` ${lined?.lines[place.line - 1] ?? 0}`;
  const words = /^[^:]*: (.*)$/s.exec(expected)?.[1];
  if (words === undefined) return code + line;
  return `${code}${line}: ${`${message} ${hint} ${name}`.includes(words) ? words : `${message} ${hint}`}`;
}
