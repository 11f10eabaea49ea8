import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { stops } from '../../src/diagnostics/diagnostic.ts';
import { type Loaded, load, type LoadOptions } from '../../src/load.ts';

const corpus = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));
const bases = ['files', 'history', 'prior'].map((name) => corpus + name);

interface Provenance {
  readonly documents: Readonly<Record<string, { readonly codes: readonly string[] }>>;
}

/** Why a source cannot be had; operations are another matter. */
const lost: readonly string[] = [
  'source/unavailable',
  'source/moved',
  'source/ambiguous',
  'source/other-host',
  'source/not-openapi',
  'source/invalid-url',
];

const isLost = (finding: Diagnostic): boolean => stops(finding) && lost.includes(finding.code);

describe.skipIf(!existsSync(corpus))('sources of published documents', () => {
  // Skipped tests are gathered all the same.
  const { documents }: Provenance = existsSync(corpus)
    ? (JSON.parse(readFileSync(`${corpus}PROVENANCE.json`, 'utf8')) as Provenance)
    : { documents: {} };
  const paths = Object.keys(documents);

  /** The network is not there: what it would have given lies in the bases. */
  const all = (options: LoadOptions): Promise<(readonly [string, Loaded])[]> =>
    Promise.all(
      paths.map(async (path) => {
        const loaded = await load(corpus + path, {
          ...options,
          fetchText: async () => ({ ok: false, reason: 'unknown-host', message: 'There is no network.' }),
        });
        return [path, loaded] as const;
      }),
    );

  const resolved = (loaded: readonly (readonly [string, Loaded])[]): string[] =>
    loaded.filter(([, { diagnostics }]) => !diagnostics.some(isLost)).map(([path]) => path);

  test('are found: as they are, with bases, and by relocation', async () => {
    const asTheyAre = resolved(await all({}));
    const based = resolved(await all({ bases }));
    const relocated = resolved(await all({ bases, relocate: true }));
    console.log(`All sources resolved, of ${paths.length} documents`, {
      'as they are': asTheyAre.length,
      'with bases': based.length,
      'with relocation': relocated.length,
    });
    expect(asTheyAre.filter((path) => !based.includes(path))).toEqual([]);
    expect(based.filter((path) => !relocated.includes(path))).toEqual([]);
    // What has never been anywhere cannot be found.
    const never = paths.filter((path) => documents[path]!.codes.includes('SRC_NEVER'));
    expect(paths.filter((path) => !relocated.includes(path))).toEqual(never);
  });

  test('that were found elsewhere have every operation that is said to be of them', async () => {
    for (const [path, { diagnostics, draft }] of await all({ bases, relocate: true })) {
      const relocated = diagnostics.flatMap(({ code, message }) =>
        code === 'source/relocated' ? [/^Source "([^"]+)"/.exec(message)![1]!] : [],
      );
      const notFound = diagnostics.filter(
        ({ code, message }) =>
          code === 'step/operation-not-found' &&
          relocated.some((name) => message.endsWith(`source "${name}".`)),
      );
      expect(notFound, path).toEqual([]);
      for (const name of relocated) expect(Object.keys(draft!.sources), path).toContain(name);
    }
  });

  test('are not replaced unless that is accepted', async () => {
    const offered = (await all({ bases })).filter(([, { diagnostics }]) =>
      diagnostics.some(({ code }) => code === 'source/moved'),
    );
    expect(offered.length).toBeGreaterThan(0);
    expect(offered.filter(([, { plan }]) => plan !== undefined)).toEqual([]);
  });
});
