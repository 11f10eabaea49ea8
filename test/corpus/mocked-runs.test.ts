import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import { rehearse } from '../../src/rehearse.ts';
import { readText } from '../../src/text/read-text.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

/** Below the folder of the files. */
function documents(): string[] {
  if (!existsSync(corpus)) return [];
  return readdirSync(join(corpus, 'files'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(?:ya?ml|json)$/.test(path))
    .filter((path) => /^\s*"?arazzo"?\s*:/m.test(readFileSync(join(corpus, 'files', path), 'utf8')))
    .toSorted();
}

/** Where in the corpus the sources of a document lie: as they were when it was written, where they have been rewritten since. */
function sourcesOf(path: string): Record<string, string> {
  const { located } = readText(readFileSync(path, 'utf8'), path);
  const { sourceDescriptions } = located!.value as {
    readonly sourceDescriptions: readonly { readonly name: string; readonly url: string }[];
  };
  const found = sourceDescriptions.flatMap(({ name, url }) => {
    const place = placesOf(path, url).find((each) => existsSync(each));
    return place === undefined ? [] : [[name, place] as const];
  });
  return Object.fromEntries(found);
}

function placesOf(path: string, url: string): string[] {
  const remote =
    /^https:\/\/raw\.githubusercontent\.com\/([^/]+\/[^/]+)\/(?:refs\/heads\/)?[^/]+\/(.*)$/.exec(url);
  const [repository] = /^[^/]+\/[^/]+/.exec(path.slice(corpus.length + 'files/'.length)) ?? [''];
  const relative = [join(dirname(path), url), join(corpus, 'files', repository, url)];
  const plain = remote === null ? relative : [join(corpus, 'files', remote[1]!, remote[2]!)];
  return plain.flatMap((each) => [
    each.replace('/corpus/files/', '/corpus/prior/'),
    each.replace('/openapi/', '/openapi/_original/'),
    each,
    each.replace('/corpus/files/', '/corpus/history/'),
  ]);
}

describe.skipIf(!existsSync(corpus))('published documents against mocks of their sources', () => {
  test.each(documents())('%s', { timeout: 60_000 }, async (document) => {
    const path = join(corpus, 'files', document);
    const { loaded, workflows } = await rehearse(path, {
      repair: true,
      relocate: true,
      mode: 'lenient',
      sources: sourcesOf(path),
    });
    // A document without a plan is explained by a finding that stops it; never is it silently nothing.
    expect(loaded.plan !== undefined || loaded.diagnostics.some(stops)).toBe(true);
    expect(workflows).toHaveLength(loaded.plan?.workflows.length ?? 0);
    for (const { result, wire } of workflows) {
      expect(wire.flatMap(({ unresolved }) => unresolved)).toEqual([]);
      expect(result.status, JSON.stringify(result.diagnostics)).toMatch(/^(?:completed|failed|refused)$/);
      expect(result.status === 'completed' || result.diagnostics.some(stops)).toBe(true);
    }
  });
});
