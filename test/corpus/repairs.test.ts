import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import type { Edit } from '../../src/diagnostics/repair.ts';
import { type Loaded, load } from '../../src/load.ts';
import { commentsOf } from '../../src/repair/text-tree.ts';
import { isObject } from '../../src/text/json.ts';
import { readText } from '../../src/text/read-text.ts';
import { officialSchemas } from '../support/official-schemas.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const bases = ['files', 'history', 'prior'].map((name) => corpus + name);
const objectionTo = officialSchemas();

interface Provenance {
  readonly documents: Readonly<Record<string, unknown>>;
}

/** Repairs a document, or a text in its place, as `check --fix` does; the network is not there. */
const repaired = (path: string, text?: string): Promise<Loaded> =>
  load(corpus + path, {
    bases,
    repair: true,
    ...(text === undefined ? {} : { text }),
    fetchText: async () => ({ ok: false, reason: 'unknown-host', message: 'There is no network.' }),
  });

const comments = (path: string, text: string): string[] =>
  (path.endsWith('.json') ? [] : commentsOf(text)).map((comment) => comment.text).toSorted();

/** The lines of a text that another one does not have as often. */
function linesWithout(text: string, other: string): string[] {
  const left = other.split('\n');
  return text.split('\n').filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The most lines that an edit is about: those of a text that it changes, those of a value that goes away, else one. */
function linesOf(edit: Edit): number {
  if (edit.op === 'remove') return JSON.stringify(edit.from, null, 1).split('\n').length;
  if (edit.op !== 'replace' || typeof edit.from !== 'string' || typeof edit.to !== 'string') return 1;
  return Math.max(1, linesWithout(edit.from, edit.to).length);
}

describe.skipIf(!existsSync(corpus))('repairs of published documents', () => {
  const paths = existsSync(corpus)
    ? Object.keys((JSON.parse(readFileSync(`${corpus}PROVENANCE.json`, 'utf8')) as Provenance).documents)
    : [];

  test.each(paths)('%s', async (path) => {
    const before = readFileSync(corpus + path, 'utf8');
    const first = await repaired(path);
    const after = first.repaired?.after ?? before;
    // A second time changes nothing.
    const again = await repaired(path, after);
    expect(again.repairs).toEqual([]);
    expect(again.diagnostics.length).toBe(first.diagnostics.length);
    // Comments stay, and so does every line that no edit is about.
    expect(comments(path, after)).toEqual(comments(path, before));
    const edits = first.repairs.flatMap((repair) => repair.edits);
    expect(linesWithout(before, after).length).toBeLessThanOrEqual(
      edits.reduce((sum, edit) => sum + linesOf(edit), 0),
    );
    // Nothing is chosen that the text does not say: servers and source names are as they were.
    const value = readText(after, path).located!.value;
    const old = readText(before, path).located!.value;
    const names = (root: unknown): unknown =>
      isObject(root) && Array.isArray(root['sourceDescriptions'])
        ? root['sourceDescriptions'].map((source: { name: string }) => source.name)
        : [];
    expect(names(value)).toEqual(names(old));
    // What a schema objects to is told, or was fixed.
    const isOpen = first.diagnostics.some(
      ({ code, severity }) => stops({ code, severity, message: '' }) && code.startsWith('document/'),
    );
    expect(isOpen ? undefined : objectionTo?.(value)).toBeUndefined();
  });
});
