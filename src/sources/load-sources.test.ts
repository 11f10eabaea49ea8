import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ArazzoDescription, SourceDescription } from '../arazzo/document.ts';
import { readText } from '../text/read-text.ts';
import { loadAll, type Unusual } from '../../test/support/load-all.ts';
import type { FetchOptions, TextResult } from './text-result.ts';

const petStore = `openapi: 3.1.1
info: { title: Pets, version: 1.0.0 }
paths:
  /pets:
    get: { operationId: listPets, responses: { '200': { description: All pets. } } }
`;

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heddle-'));
  await writeFile(join(folder, 'pets.yaml'), petStore);
  await writeFile(join(folder, 'page.html'), '<html><body>Sign in</body></html>');
  await writeFile(join(folder, 'other.arazzo.yaml'), 'arazzo: 1.0.1\n');
  await writeFile(join(folder, 'broken.yaml'), 'openapi: [3.1.1\n');
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Loads the sources of a document at `workflow.arazzo.yaml` in the folder. */
async function load(sourceDescriptions: readonly SourceDescription[], unusual: Unusual = {}) {
  const document = { arazzo: '1.0.1', sourceDescriptions, workflows: [] } as unknown as ArazzoDescription;
  const { located } = readText(JSON.stringify(document, null, 2), 'workflow.arazzo.yaml');
  const base = join(folder, 'workflow.arazzo.yaml');
  const result = await loadAll(document, located!, { base, ...unusual });
  const found = result.diagnostics.map((each) =>
    `${each.severity} ${each.code} ${each.place?.pointer ?? ''}`.trim(),
  );
  return { ...result, found };
}

/** A network in which one text lies at every URL, and which remembers what it was asked. */
function network(answer: TextResult | string): {
  readonly asked: (readonly [string, FetchOptions | undefined])[];
  readonly fetchText: (url: string, options?: FetchOptions) => Promise<TextResult>;
} {
  const asked: (readonly [string, FetchOptions | undefined])[] = [];
  const fetchText = async (url: string, options?: FetchOptions): Promise<TextResult> => {
    asked.push([url, options]);
    return typeof answer === 'string' ? { ok: true, text: answer, location: url } : answer;
  };
  return { asked, fetchText };
}

describe('where a source is read from', () => {
  test('a relative path is resolved against the document, whether that is a path, a file URL or on the web', async () => {
    const pets = [{ name: 'pets', url: './pets.yaml' }];
    const byPath = await load(pets);
    expect(byPath.found).toEqual([]);
    expect(byPath.sources.get('pets')).toMatchObject({
      name: 'pets',
      url: './pets.yaml',
      location: join(folder, 'pets.yaml'),
      hash: `sha256-${createHash('sha256').update(petStore).digest('hex')}`,
      description: { title: 'Pets', operations: [{ operationId: 'listPets' }] },
    });
    const base = pathToFileURL(join(folder, 'workflow.arazzo.yaml')).href;
    expect((await load(pets, { base })).sources.get('pets')?.location).toBe(join(folder, 'pets.yaml'));
    const { asked, fetchText } = network(petStore);
    const onTheWeb = await load(pets, { base: 'https://specs.example/a/workflow.yaml?b', fetchText });
    expect(asked).toEqual([['https://specs.example/a/pets.yaml', { allowInsecure: false }]]);
    expect(onTheWeb.sources.get('pets')?.url).toBe('./pets.yaml');
  });

  test('a path or URL that the user gives replaces the one of the document, which is not asked', async () => {
    const { asked, fetchText } = network(petStore);
    const pets = [{ name: 'pets', url: 'https://specs.example/gone.yaml' }];
    const byPath = await load(pets, { fetchText, overrides: { pets: join(folder, 'pets.yaml') } });
    expect(byPath.found).toEqual([]);
    expect(byPath.sources.get('pets')).toMatchObject({
      url: pets[0]!.url,
      location: join(folder, 'pets.yaml'),
    });
    await load(pets, { fetchText, overrides: { pets: 'http://specs.internal/pets.yaml' } });
    expect(asked).toEqual([['http://specs.internal/pets.yaml', { allowInsecure: true }]]);
  });

  test('a name such as __proto__ is a name like any other', async () => {
    const { sources, found } = await load([
      { name: '__proto__', url: 'pets.yaml' },
      { name: 'constructor', url: 'nothing.yaml' },
    ]);
    expect([...sources.keys()]).toEqual(['__proto__']);
    expect(sources.get('constructor')).toBeUndefined();
    expect(found).toEqual(['error source/unavailable /sourceDescriptions/1/url']);
  });
});

describe('a source that cannot be had', () => {
  test('is an error at its url, with the reason and the next step', async () => {
    const answer: TextResult = {
      ok: false,
      reason: 'not-found',
      message: 'HTTP 404.',
    };
    const { fetchText } = network(answer);
    const { sources, diagnostics } = await load(
      [{ name: 'pets', url: 'https://specs.example/a?key=secret' }],
      { fetchText },
    );
    expect([...sources.keys()]).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: 'source/unavailable',
        severity: 'error',
        message: 'Source "pets" could not be loaded from https://specs.example/a. HTTP 404.',
        hint: 'Correct the url, or give a copy with --source pets=path.',
        place: { file: 'workflow.arazzo.yaml', pointer: '/sourceDescriptions/0/url' },
      },
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('secret');
  });

  test.each([
    ['unknown-host', 'Without a network, give a copy with --source pets=path'],
    ['private-address', 'allow it with --allow-host specs.example; else give a copy'],
    ['not-https', 'allow it with --allow-host specs.example; else give a copy'],
    ['has-credentials', 'Leave the user name and password out of the URL'],
    ['tampered', 'Restore the lock and its copies from version control'],
  ] as const)('for the reason %s has the next step for that', async (reason, hint) => {
    const { fetchText } = network({ ok: false, reason, message: 'No.' });
    const { diagnostics } = await load([{ name: 'pets', url: 'https://specs.example/a' }], { fetchText });
    expect(diagnostics).toMatchObject([{ hint: expect.stringContaining(hint) as string }]);
  });

  test('is only a warning when no step uses it', async () => {
    const sources = [
      { name: 'pets', url: 'pets.yaml' },
      { name: 'shop', url: 'nothing.yaml' },
      { name: 'page', url: 'page.html' },
    ];
    const { found, sources: loaded } = await load(sources, { needed: new Set(['pets']) });
    expect(found).toEqual([
      'warning source/unused-unavailable /sourceDescriptions/1/url',
      'warning source/not-openapi',
    ]);
    expect([...loaded.keys()]).toEqual(['pets']);
  });

  test('a missing file that the user named is told with the option', async () => {
    const { diagnostics } = await load([{ name: 'pets', url: 'pets.yaml' }], {
      overrides: { pets: '/nothing.yaml' },
    });
    expect(diagnostics).toMatchObject([
      { code: 'source/unavailable', hint: 'Correct the value of --source pets=.' },
    ]);
  });

  test('a document from the web may name neither files nor services of this machine', async () => {
    const { asked, fetchText } = network(petStore);
    const strangers = [
      { name: 'a', url: 'file:///etc/hostname' },
      { name: 'b', url: 'http://127.0.0.1:8500/v1/kv' },
      { name: 'c', url: 'https://localhost/x' },
    ];
    const { found } = await load(strangers, { base: 'https://specs.example/w.yaml', fetchText });
    expect(found).toEqual(
      [0, 1, 2].map((index) => `error source/unavailable /sourceDescriptions/${index}/url`),
    );
    expect(asked).toEqual([]);
  });

  test('what is no URL of a text is told as such', async () => {
    const odd = ['http://[', 'ftp://specs.example/a', 'javascript:alert(1)', 'file://elsewhere/a'];
    const { found } = await load(odd.map((url, index) => ({ name: `s${index}`, url })));
    expect(found).toEqual(odd.map((_, index) => `error source/invalid-url /sourceDescriptions/${index}/url`));
  });
});

describe('a stand-in', () => {
  const standIn = () => join(folder, 'pets.yaml');

  test('takes the place of a missing source for a check, is marked, and does not hide that it is missing', async () => {
    const { sources, found } = await load([{ name: 'pets', url: 'nothing.yaml' }], { standIn });
    expect(found).toEqual([
      'error source/unavailable /sourceDescriptions/0/url',
      'info source/stand-in /sourceDescriptions/0/url',
    ]);
    expect(sources.get('pets')).toMatchObject({ url: 'nothing.yaml', location: standIn(), standIn: 'check' });
  });

  test('does not take the place of a source that no step uses', async () => {
    const { found } = await load([{ name: 'pets', url: 'nothing.yaml' }], { standIn, needed: new Set() });
    expect(found).toEqual(['warning source/unused-unavailable /sourceDescriptions/0/url']);
  });

  test('does not take the place of a source that is there', async () => {
    const { sources, found } = await load([{ name: 'pets', url: 'pets.yaml' }], { standIn });
    expect(found).toEqual([]);
    expect(sources.get('pets')?.standIn).toBeUndefined();
  });
});

describe('a text that is not an OpenAPI description', () => {
  test.each([
    ['page.html', undefined, 'error source/not-openapi'],
    ['broken.yaml', undefined, 'error text/syntax'],
    ['other.arazzo.yaml', 'openapi', 'error source/type-mismatch /sourceDescriptions/0/url'],
    ['pets.yaml', 'arazzo', 'error source/type-mismatch /sourceDescriptions/0/url'],
  ] as const)('%s declared as %s: %s', async (url, type, expected) => {
    const { sources, found } = await load([{ name: 'pets', url, ...(type === undefined ? {} : { type }) }]);
    expect(found).toEqual([expected]);
    expect([...sources.keys()]).toEqual([]);
  });
});

test.each([undefined, 'arazzo'] as const)(
  'an Arazzo document declared as %s is found as one',
  async (type) => {
    const { loaded, found } = await load([
      { name: 'other', url: 'other.arazzo.yaml', ...(type === undefined ? {} : { type }) },
    ]);
    expect(found).toEqual([]);
    expect(loaded[0]).toMatchObject({
      document: { location: join(folder, 'other.arazzo.yaml'), located: { value: { arazzo: '1.0.1' } } },
    });
  },
);

describe('path items in other documents', () => {
  const spread = `openapi: 3.1.0\npaths: { /a: { $ref: 'items.yaml#/a' }, /b: { $ref: 'gone.yaml#/b' } }\n`;

  test('are read with a source that a step uses, and those that cannot be had are warnings', async () => {
    await writeFile(join(folder, 'spread.yaml'), spread);
    await writeFile(join(folder, 'items.yaml'), 'a: { get: { operationId: getA } }\n');
    const { sources, found } = await load([{ name: 'pets', url: 'spread.yaml' }]);
    expect(sources.get('pets')?.description.operations.map(({ operationId }) => operationId)).toEqual([
      'getA',
    ]);
    expect(
      sources
        .get('pets')
        ?.others.found()
        .map(({ located }) => located.file),
    ).toEqual([join(folder, 'items.yaml')]);
    expect(found).toEqual(['warning source/dangling-reference /paths/~1b/$ref']);
  });

  test('are not asked for when no step uses the source', async () => {
    const { fetchText, asked } = network(spread);
    const { found } = await load([{ name: 'pets', url: 'https://specs.example/api.yaml' }], {
      fetchText,
      needed: new Set(),
    });
    expect(asked.map(([url]) => url)).toEqual(['https://specs.example/api.yaml']);
    expect(found).toEqual([]);
  });
});
