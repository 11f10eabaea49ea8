import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ArazzoDescription } from '../../arazzo/document.ts';
import { readText } from '../../text/read-text.ts';
import { readBases } from '../bases.ts';
import { commit, hasGit } from '../../../test/support/git.ts';
import { loadAll, type Unusual } from '../../../test/support/load-all.ts';
import type { TextResult } from '../text-result.ts';

/** A description with these operations, at a server. */
const pets = (operations: readonly string[], server = 'https://pets.example/v1'): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'Pets', version: '1' },
    servers: [{ url: server }],
    paths: Object.fromEntries(operations.map((id) => [`/${id}`, { get: { operationId: id } }])),
  });

/** A folder with files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) write(folder, path, text);
  return folder;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Loads sources by URL for steps that call operations; the document lies at `flows/pets.arazzo.yaml` unless said otherwise. */
async function load(
  root: string,
  urls: Readonly<Record<string, string>>,
  operationIds: readonly string[],
  options: Unusual = {},
) {
  const document = {
    arazzo: '1.0.1',
    sourceDescriptions: Object.entries(urls).map(([name, url]) => ({ name, url })),
    workflows: [
      { workflowId: 'w', steps: operationIds.map((operationId) => ({ stepId: operationId, operationId })) },
    ],
  } as unknown as ArazzoDescription;
  const { located } = readText(JSON.stringify(document), 'pets.arazzo.yaml');
  const result = await loadAll(document, located!, {
    base: join(root, 'flows/pets.arazzo.yaml'),
    relocates: () => true,
    fetchText: async () => ({ ok: false, reason: 'not-found', message: 'HTTP 404.' }),
    ...options,
  });
  const found = Object.fromEntries(
    [...result.sources.values()].map((source) => [
      source.name,
      `${source.foundBy} ${source.location.replace(`${root}/`, '')}`,
    ]),
  );
  return { ...result, found, codes: result.diagnostics.map(({ code }) => code) };
}

const gone = { pets: '../openapi/pets.yaml' };

describe('a lost source', () => {
  test('is found in the folder beside it that publishers move originals to', async () => {
    const root = folderWith({ '.git/HEAD': '', 'openapi/_original/pets.yaml': pets(['a', 'b']) });
    const { found, diagnostics } = await load(root, gone, ['a', 'b']);
    expect(found).toEqual({ pets: 'moved openapi/_original/pets.yaml' });
    expect(diagnostics).toMatchObject([
      { code: 'source/relocated', hint: 'Write url: ../openapi/_original/pets.yaml.' },
    ]);
  });

  test('is found by its name anywhere in the repository, and under another ending', async () => {
    const byName = folderWith({ '.git/HEAD': '', 'v2/specs/pets.yaml': pets(['a']) });
    expect((await load(byName, gone, ['a'])).found).toEqual({ pets: 'moved v2/specs/pets.yaml' });
    const byForm = folderWith({ '.git/HEAD': '', 'openapi/pets.json': pets(['a']) });
    expect((await load(byForm, gone, ['a'])).found).toEqual({ pets: 'moved openapi/pets.json' });
  });

  test('is found from the root of the repository, before anything is searched', async () => {
    const root = folderWith({
      '.git/HEAD': '',
      'apis/pets.yaml': pets(['a']),
      'old/pets.yaml': pets(['a', 'other']),
    });
    const { found, diagnostics } = await load(root, { pets: './apis/pets.yaml' }, ['a']);
    expect(found).toEqual({ pets: 'root apis/pets.yaml' });
    expect(diagnostics[0]?.hint).toBe('Write url: ../apis/pets.yaml.');
  });

  test('stays an error that shows what was found, until that is accepted', async () => {
    const root = folderWith({ '.git/HEAD': '', 'openapi/_original/pets.yaml': pets(['a']) });
    const { sources, diagnostics } = await load(root, gone, ['a'], { relocates: () => false });
    expect(sources.get('pets')?.standIn).toBe('check');
    expect(diagnostics).toMatchObject([{ code: 'source/moved', severity: 'error' }]);
    expect(diagnostics[0]?.message).toContain('openapi/_original/pets.yaml is elsewhere in the repository');
    expect(diagnostics[0]?.hint).toContain('--repair');
  });

  test('is not what lacks an operation, which is told', async () => {
    const root = folderWith({ '.git/HEAD': '', 'openapi/_original/pets.yaml': pets(['a']) });
    const { sources, diagnostics } = await load(root, gone, ['a', 'b']);
    expect(sources.get('pets')).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'source/unavailable' }]);
    expect(diagnostics[0]?.hint).toContain('../openapi/_original/pets.yaml lacks b');
  });

  test('is not said to lack what may be of another source that is lost', async () => {
    const root = folderWith({ '.git/HEAD': '', 'openapi/_original/pets.yaml': pets(['a']) });
    const both = { ...gone, maps: '../openapi/maps.yaml' };
    const some = await load(root, both, ['a', '$sourceDescriptions.pets.b', 'geocode']);
    expect(some.diagnostics[0]?.hint).toMatch(/pets\.yaml lacks b\.$/);
    const none = await load(root, both, ['a', 'geocode']);
    expect(none.diagnostics[0]?.hint).toContain('lacks geocode, as far as that is of this source');
  });

  test('is none of several that differ, and any of several that are the same', async () => {
    const root = folderWith({ '.git/HEAD': '', 'x/pets.yaml': pets(['a']), 'y/pets.yaml': pets(['a', 'b']) });
    const { sources, diagnostics } = await load(root, gone, ['a']);
    expect(sources.get('pets')).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'source/ambiguous', severity: 'error' }]);
    expect(diagnostics[0]?.message).toContain('../x/pets.yaml, ../y/pets.yaml');
    write(root, 'y/pets.yaml', pets(['a']));
    expect((await load(root, gone, ['a'])).codes).toEqual(['source/relocated']);
  });

  test('is not what has its server on another host than is known', async () => {
    const root = folderWith({
      '.git/HEAD': '',
      'openapi/_original/pets.yaml': pets(['a'], 'https://evil.example'),
    });
    const knownOrigins = () => ['https://pets.example'];
    const { sources, diagnostics } = await load(root, gone, ['a'], { knownOrigins });
    expect(sources.get('pets')).toBeUndefined();
    expect(diagnostics).toMatchObject([
      { code: 'source/unavailable' },
      { code: 'source/other-host', severity: 'hazard' },
    ]);
    expect(diagnostics[1]?.message).toContain('https://evil.example');
  });

  test('is not looked for when no step uses it, nor when the user gave another', async () => {
    const root = folderWith({ '.git/HEAD': '', 'openapi/_original/pets.yaml': pets(['a']) });
    expect((await load(root, gone, ['a'], { needed: new Set() })).codes).toEqual([
      'source/unused-unavailable',
    ]);
    expect((await load(root, gone, ['a'], { overrides: { pets: '/none' } })).codes).toEqual([
      'source/unavailable',
    ]);
  });

  test('is found together with others, when steps do not say whose their operations are', async () => {
    const root = folderWith({
      '.git/HEAD': '',
      'openapi/_original/pets.yaml': pets(['a']),
      'openapi/_original/shop.yaml': pets(['b']),
    });
    const { found } = await load(root, { ...gone, shop: '../openapi/shop.yaml' }, ['a', 'b']);
    expect(found).toEqual({
      pets: 'moved openapi/_original/pets.yaml',
      shop: 'moved openapi/_original/shop.yaml',
    });
  });

  test('is found in a mirror of its repository, and named as the document names it', async () => {
    const root = folderWith({ 'mirror/o/r/openapi/_original/pets.yaml': pets(['a']) });
    const url = 'https://raw.githubusercontent.com/o/r/refs/heads/main/openapi/pets.yaml';
    const { diagnostics } = await load(root, { pets: url }, ['a'], {
      bases: readBases([join(root, 'mirror')]),
    });
    expect(diagnostics[0]?.hint).toBe(
      'Write url: https://raw.githubusercontent.com/o/r/refs/heads/main/openapi/_original/pets.yaml.',
    );
  });

  test('is not searched for through links', async () => {
    const root = folderWith({ '.git/HEAD': '' });
    const elsewhere = folderWith({ 'pets.yaml': pets(['a']) });
    symlinkSync(elsewhere, join(root, 'link'));
    expect((await load(root, gone, ['a'])).codes).toEqual(['source/unavailable']);
  });
});

describe('a source that was written anew', () => {
  const lacking = { '.git/HEAD': '', 'openapi/pets.yaml': pets(['b']) };

  test('gives way to a file of the repository that has every operation, when that is accepted', async () => {
    const root = folderWith({ ...lacking, 'openapi/_original/pets.yaml': pets(['a', 'b']) });
    const told = await load(root, gone, ['a', 'b'], { relocates: () => false });
    expect(told.codes).toEqual(['source/rewritten']);
    expect(told.found).toEqual({ pets: 'document openapi/pets.yaml' });
    expect((await load(root, gone, ['a', 'b'])).found).toEqual({ pets: 'moved openapi/_original/pets.yaml' });
  });

  test('stays when operations differ by case only, or move to another host', async () => {
    const byCase = folderWith({ ...lacking, 'openapi/_original/pets.yaml': pets(['B']) });
    expect((await load(byCase, gone, ['B'])).codes).toEqual([]);
    const host = folderWith({
      ...lacking,
      'openapi/_original/pets.yaml': pets(['a', 'b'], 'https://evil.example'),
    });
    expect((await load(host, gone, ['a', 'b'])).codes).toEqual(['source/other-host']);
  });
});

describe('a repository at a Git host', () => {
  const raw = 'https://raw.githubusercontent.com/o/r';
  const commits = ['1', '2'].map((digit) => digit.repeat(40));

  /** A host that has these pages. */
  function host(pages: Readonly<Record<string, unknown>>) {
    const asked: string[] = [];
    const fetchText = async (url: string): Promise<TextResult> => {
      asked.push(url);
      const page = pages[url];
      if (page === undefined) return { ok: false, reason: 'not-found', message: 'HTTP 404.' };
      return { ok: true, text: typeof page === 'string' ? page : JSON.stringify(page), location: url };
    };
    return { asked, fetchText };
  }

  test('is asked for its files', async () => {
    const { fetchText } = host({
      'https://api.github.com/repos/o/r/git/trees/main?recursive=1': {
        tree: [{ path: 'new/pets.yaml', type: 'blob' }],
      },
      [`${raw}/main/new/pets.yaml`]: pets(['a']),
    });
    const { found } = await load('/nowhere', { pets: `${raw}/main/pets.yaml` }, ['a'], { fetchText });
    expect(found).toEqual({ pets: `moved ${raw}/main/new/pets.yaml` });
  });

  test('is asked for earlier versions, of which the newest that fits is pinned', async () => {
    const { fetchText } = host({
      [`https://api.github.com/repos/o/r/commits?path=pets.yaml&sha=main&per_page=6`]: commits.map((sha) => ({
        sha,
      })),
      [`${raw}/refs/heads/main/pets.yaml`]: pets(['b']),
      [`${raw}/${commits[0]}/pets.yaml`]: pets(['b']),
      [`${raw}/${commits[1]}/pets.yaml`]: pets(['a']),
    });
    const url = `${raw}/refs/heads/main/pets.yaml`;
    const { sources, diagnostics } = await load('/nowhere', { pets: url }, ['a'], { fetchText });
    expect(sources.get('pets')).toMatchObject({ foundBy: 'history', revision: commits[1] });
    expect(diagnostics[0]?.hint).toBe(`Write url: ${raw}/${commits[1]}/pets.yaml.`);
  });

  test('is not asked when it could not be reached', async () => {
    const asked: string[] = [];
    await load('/nowhere', { pets: `${raw}/main/pets.yaml` }, ['a'], {
      fetchText: async (url) => {
        asked.push(url);
        return { ok: false, reason: 'unknown-host', message: 'The host is not known.' };
      },
    });
    expect(asked).toEqual([`${raw}/main/pets.yaml`]);
  });
});

describe.skipIf(!hasGit())('the history of a local repository', () => {
  test('has what was deleted', async () => {
    const root = folderWith({ 'openapi/pets.yaml': pets(['a']) });
    const revision = commit(root);
    rmSync(join(root, 'openapi'), { recursive: true });
    write(root, 'readme', 'x');
    commit(root);
    const { sources, codes } = await load(root, gone, ['a']);
    expect(codes).toEqual(['source/relocated']);
    expect(sources.get('pets')).toMatchObject({
      foundBy: 'history',
      revision,
      location: join(root, 'openapi/pets.yaml'),
    });
  });

  test('knows what was renamed, and what a file was before it was written anew', async () => {
    const root = folderWith({ 'openapi/pets.yaml': pets(['a']) });
    const revision = commit(root);
    write(root, 'openapi/pets.yaml', pets(['b']));
    commit(root);
    expect((await load(root, gone, ['a'])).sources.get('pets')).toMatchObject({
      foundBy: 'history',
      revision,
    });
    rmSync(join(root, 'openapi/pets.yaml'));
    write(root, 'openapi/animals.yaml', pets(['b']));
    commit(root);
    expect((await load(root, gone, ['b'])).found).toEqual({ pets: 'moved openapi/animals.yaml' });
  });

  test('is read without running anything that the repository asks for', async () => {
    const root = folderWith({ 'openapi/pets.yaml': pets(['a']) });
    commit(root);
    rmSync(join(root, 'openapi'), { recursive: true });
    write(root, 'readme', 'x');
    write(root, '.gitattributes', '* diff=evil filter=evil\n');
    commit(root);
    const trap = join(root, 'trap');
    const command = `touch ${trap}`;
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'diff.evil.textconv',
      'diff.external',
    ]) {
      execFileSync('git', ['-C', root, 'config', key, command]);
    }
    appendFileSync(join(root, '.git/config'), 'this is no configuration [[[');
    const { codes } = await load(root, gone, ['a']);
    expect(codes).toEqual(['source/relocated']);
    expect(existsSync(trap)).toBe(false);
  });
});
