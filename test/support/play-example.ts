import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'vitest';
import { check, type CheckOptions } from '../../src/check.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Loaded } from '../../src/load.ts';
import type { Example, Examples } from './examples.ts';
import { commit } from './git.ts';
import { officialSchemas } from './official-schemas.ts';

const shared = readFileSync(new URL('../conformance/pets.openapi.yaml', import.meta.url), 'utf8');
const objectionTo = officialSchemas();

/** Checks the document of an example in files below a folder, and compares what is found. */
export async function playFindings(root: string, given: Examples, example: Example): Promise<Loaded> {
  const loaded = await checkIn(root, given, example.document.text);
  const { found, document } = example;
  expect(loaded.diagnostics.map((each, index) => told(each, root, given, document, found[index]))).toEqual(
    found,
  );
  return loaded;
}

/**
 * Repairs the document of an example: the text is that of the example byte for byte, or nothing changes; it passes the official schema, and a second
 * repair changes nothing.
 */
export async function playRepairs(root: string, given: Examples, example: Example): Promise<void> {
  const { document, repaired, remains = [] } = example;
  const fixed = await checkIn(root, given, document.text, { repair: true });
  expect(fixed.repaired?.after).toBe(repaired?.text);
  if (repaired === undefined) return;
  expect(fixed.diagnostics.map((each, index) => told(each, root, given, repaired, remains[index]))).toEqual(
    remains,
  );
  expect(objectionTo?.(fixed.located?.value)).toBeUndefined();
  const again = await checkIn(root, given, repaired.text, { repair: true });
  expect(again.repairs).toEqual([]);
}

/** Writes the files of an example below a folder and checks its document there. */
async function checkIn(root: string, given: Examples, text: string, options: CheckOptions = {}) {
  const document = join(root, given.at);
  const beside = `${dirname(given.at) === '.' ? '' : `${dirname(given.at)}/`}pets.openapi.yaml`;
  const earlier = Object.entries(given.earlier).map(([name, each]) => [name, each.text]);
  if (earlier.length > 0) {
    write(root, Object.fromEntries(earlier) as Record<string, string>);
    commit(root);
    for (const [name] of earlier) rmSync(join(root, name!));
  }
  write(root, { [given.at]: text, ...otherFiles(given, beside) });
  if (earlier.length > 0) commit(root);
  return check(document, { mode: given.mode, env: given.credentials, ...options });
}

function write(root: string, texts: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(texts)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
}

/** The files of an example; the shared description stands beside the document of one that has none of its own. */
function otherFiles({ files: own, earlier }: Examples, beside: string): Record<string, string> {
  const texts = Object.entries(own).map(([name, { text }]) => [name, text]);
  const isBare = texts.length === 0 && Object.keys(earlier).length === 0;
  return isBare ? { [beside]: shared } : (Object.fromEntries(texts) as Record<string, string>);
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
