import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { captured, folder, heddle } from '../../../test/cli/heddle.ts';
import { commit, hasGit } from '../../../test/support/git.ts';
import { answering } from '../../../test/support/pets.ts';
import type { DocumentDescription } from '../../report/description.ts';
import { textHash } from '../../sources/text-hash.ts';
import type { LockResult } from './lock.ts';

/** A description with operations, at a server; the answer of each lies in another document. */
const pets = (operations: readonly string[], server = 'https://pets.example/v1'): string =>
  JSON.stringify(
    {
      openapi: '3.1.0',
      info: { title: 'Pets', version: '1' },
      servers: [{ url: server }],
      paths: Object.fromEntries(
        operations.map((operationId) => [
          `/${operationId}`,
          { get: { operationId, responses: { '200': { $ref: 'answers.yaml#/ok' } } } },
        ]),
      ),
    },
    null,
    2,
  );

const answers =
  'ok: { description: All pets., content: { application/json: { schema: { type: array } } } }\n';

const document = (operationId: string, url = './pets.json'): string => `arazzo: 1.0.1
info: { title: Pets, version: '1' }
sourceDescriptions: [{ name: pets, url: ${url}, type: openapi }]
workflows:
  - workflowId: look
    steps:
      - stepId: list
        operationId: ${operationId}
        successCriteria: [{ condition: $statusCode == 200 }]
`;

/** A folder with a document that calls `list`, and with what it stands on. */
function project(files: Readonly<Record<string, string>> = {}): {
  readonly cwd: string;
  readonly write: (path: string, text: string) => void;
  readonly read: (path: string) => string;
} {
  const cwd = folder();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  };
  const all = {
    'w.yaml': document('list'),
    'pets.json': pets(['list', 'add']),
    'answers.yaml': answers,
    ...files,
  };
  for (const [path, text] of Object.entries(all)) write(path, text);
  return { cwd, write, read: (path) => readFileSync(join(cwd, path), 'utf8') };
}

const copies = ({ cwd }: { readonly cwd: string }): readonly string[] =>
  readdirSync(join(cwd, 'heddle.lock.d')).toSorted();

describe('heddle lock', () => {
  test('pins sources with what they refer to, in a file that is the same whenever nothing has changed', async () => {
    const at = project();
    const { code, stdout, stderr } = await heddle(['lock', 'w.yaml'], at);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^heddle\.lock: w\.yaml\n {2}pets: pets\.json\n {4}sha256-\w{12} · 1 operation · 1 document referred to · https:\/\/pets\.example\n$/,
    );
    const hash = 'sha256-[0-9a-f]{64}';
    expect(at.read('heddle.lock')).toMatch(
      new RegExp(
        [
          '^# Pins what .*',
          'lock: 1',
          'documents:',
          '  w\\.yaml:',
          `    seal: ${hash}`,
          `    text: ${hash}`,
          '    sources:',
          '      pets:',
          '        url: \\./pets\\.json',
          '        location: pets\\.json',
          '        found: document',
          `        hash: ${hash}`,
          '        origins:',
          '          - https://pets\\.example',
          '        operations:',
          `          list: ${hash}`,
          '        references:',
          '          answers\\.yaml:',
          `            hash: ${hash}`,
          '    repairs: \\[\\]',
          '$',
        ].join('\n'),
      ),
    );
    expect(copies(at)).toHaveLength(2);
    const before = at.read('heddle.lock');
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).toBe(before);
  });

  // Scenario 33 (test/scenarios/README.md).
  test('with it, nothing upstream is needed, and drift is a warning', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('pets.json', pets(['other'], 'https://elsewhere.example'));
    rmSync(join(at.cwd, 'answers.yaml'));
    const ran = await heddle(['run', 'w.yaml', '--json'], { ...at, transport: answering({ json: [] }) });
    expect(ran.code).toBe(0);
    expect(ran.sent.map(({ url }) => url)).toEqual(['https://pets.example/v1/list']);
    expect(ran.stderr).toContain(`[lock/drift]`);
    expect((await heddle(['check', 'w.yaml', '--frozen'], at)).code).toBe(0);
    expect(
      (await heddle(['run', 'w.yaml', '--frozen'], { ...at, transport: answering({ json: [] }) })).code,
    ).toBe(0);
    rmSync(join(at.cwd, 'pets.json'));
    const described = await heddle(['describe', 'w.yaml', '--json'], at);
    expect((JSON.parse(described.stdout) as DocumentDescription).sources).toEqual([
      {
        name: 'pets',
        url: './pets.json',
        title: 'Pets',
        state: 'drifted',
        isGone: true,
        location: join(at.cwd, 'pets.json'),
      },
    ]);
    expect((await heddle(['describe', 'w.yaml'], at)).stdout).toContain('Pets · pinned; gone since\n');
  });

  test('a document that a source refers to drifts as well', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('answers.yaml', answers.replace('array', 'object'));
    const { stdout } = await heddle(['check', 'w.yaml', '--json'], at);
    expect(JSON.parse(stdout)).toMatchObject({
      documents: [
        { diagnostics: [{ code: 'lock/drift', message: expect.stringContaining('answers.yaml') }] },
      ],
    });
    const update = await heddle(['lock', 'w.yaml', '--update'], at);
    expect(update.stderr).toContain('  list: The answer 200 as application/json was array, and is object.\n');
  });

  test.skipIf(!hasGit())('tells the commit of a file that reads as it was committed', async () => {
    const at = project();
    const revision = commit(at.cwd);
    at.write('other.txt', 'x');
    commit(at.cwd);
    const { stdout } = await heddle(['lock', 'w.yaml'], at);
    expect(stdout).toContain(`pets: pets.json at commit ${revision.slice(0, 12)}\n`);
    expect(at.read('heddle.lock')).toContain(`        revision: ${revision}\n`);
    at.write('pets.json', `${pets(['list', 'add'])}\n`);
    await heddle(['lock', 'w.yaml'], at);
    expect(at.read('heddle.lock')).toContain(`        revision: ${revision}\n`);
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).not.toContain('revision');
  });

  // Scenario 33 (test/scenarios/README.md).
  test('a copy that is not what was locked is refused', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    const [first, second] = copies(at);
    const path = (name: string): string => join(at.cwd, 'heddle.lock.d', name);
    writeFileSync(path(first!), readFileSync(path(second!)));
    const { code, stdout, sent } = await heddle(['run', 'w.yaml', '--json'], at);
    expect({ code, sent }).toEqual({ code: 2, sent: [] });
    rmSync(path(first!));
    rmSync(path(second!));
    const gone = await heddle(['check', 'w.yaml'], at);
    expect(gone.code).toBe(2);
    expect(gone.stdout).toContain('[lock/tampered]');
    expect(JSON.parse(stdout)).toMatchObject({ status: 'refused' });
  });

  test('a lock that was changed by hand is refused, whatever was changed', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    const whole = at.read('heddle.lock');
    const changes: readonly (readonly [string, string, string])[] = [
      ['https://pets.example', 'https://evil.example', 'lock/tampered'],
      ['location: pets.json', 'location: ../pets.json', 'lock/tampered'],
      ['repairs: []', 'repairs: [{ title: a, edits: [] }]', 'lock/tampered'],
      ['lock: 1', 'lock: 2', 'lock/unreadable'],
      ['documents:', 'documents: [', 'lock/unreadable'],
    ];
    for (const [from, to, code] of changes) {
      at.write('heddle.lock', whole.replace(from, to));
      for (const command of ['check', 'run', 'lock']) {
        const called = await heddle([command, 'w.yaml', '--json'], at);
        expect({ code: called.code, sent: called.sent }).toEqual({ code: 2, sent: [] });
        expect(called.stdout, `${command} ${to}`).toContain(code);
      }
    }
    const broken = at.read('heddle.lock');
    const { code, stderr } = await heddle(['lock', 'w.yaml', '--update'], at);
    expect({ code, lock: at.read('heddle.lock') }).toEqual({ code: 2, lock: broken });
    expect(stderr).toContain('What it pins of other documents is lost as well.');
    expect(stderr).toContain('What is locked cannot be compared, and that is not accepted.');
    expect((await heddle(['lock', 'w.yaml', '--update', '--yes'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).toBe(whole);
  });

  test('what is said of one document does not matter for another, and stays as it is', async () => {
    const at = project({ 'v.yaml': document('add') });
    await heddle(['lock', 'w.yaml'], at);
    await heddle(['lock', 'v.yaml'], at);
    at.write('heddle.lock', at.read('heddle.lock').replace(/(v\.yaml:\n +seal: sha256-)\w/, '$1x'));
    expect((await heddle(['check', 'w.yaml'], at)).code).toBe(0);
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(0);
    const refused = await heddle(['check', 'v.yaml'], at);
    expect(refused.stdout).toContain('What it says of "v.yaml" is not what heddle lock wrote.');
    expect((await heddle(['lock', 'v.yaml', '--update', '--yes'], at)).code).toBe(0);
    for (const name of ['v.yaml', 'w.yaml'])
      expect((await heddle(['check', name, '--frozen'], at)).code).toBe(0);
  });

  test('copies that no document needs any more go away; other files stay', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('heddle.lock.d/README', 'Ours.');
    at.write('pets.json', pets(['list']));
    await heddle(['lock', 'w.yaml', '--update', '--yes'], at);
    expect(copies(at)).toHaveLength(3);
    expect(existsSync(join(at.cwd, 'heddle.lock.d/README'))).toBe(true);
  });
});

describe('--frozen', () => {
  test('refuses without a lock, with another document, and what is not in the lock', async () => {
    const at = project();
    const none = await heddle(['run', 'w.yaml', '--frozen', '--json'], at);
    expect(none.code).toBe(2);
    expect(JSON.parse(none.stdout)).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: 'lock/missing' })]),
    });
    await heddle(['lock', 'w.yaml'], at);
    const other = await heddle(['check', 'w.yaml', '--frozen', '--source', 'pets=pets.json'], at);
    expect(other.stdout).toContain('It is not in the lock, and only what is may be read.');
    at.write('w.yaml', document('add'));
    expect((await heddle(['check', 'w.yaml', '--frozen'], at)).stdout).toContain(
      'error: The document is not as it was',
    );
    expect((await heddle(['check', 'w.yaml'], at)).stdout).toContain(
      'warning: The document is not as it was',
    );
  });

  test('heddle lock --frozen says whether everything is locked, and writes nothing', async () => {
    const at = project();
    expect((await heddle(['lock', 'w.yaml', '--frozen'], at)).code).toBe(2);
    expect(existsSync(join(at.cwd, 'heddle.lock'))).toBe(false);
    await heddle(['lock', 'w.yaml'], at);
    const { code, stdout } = await heddle(['lock', 'w.yaml', '--frozen'], at);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'w.yaml: everything it stands on is locked.\n' });
    expect((await heddle(['lock', 'w.yaml', '--frozen', '--update'], at)).stderr).toContain('writes nothing');
  });
});

describe('--update', () => {
  const changed = pets(['list', 'add'])
    .replace(
      '"operationId": "list"',
      '"operationId": "list", "parameters": [{"name": "limit", "in": "query", "required": true, "schema": {"type": "integer"}}]',
    )
    .replace('https://pets.example/v1', 'https://elsewhere.example/v1');

  test('shows what changes in the operations used, and writes nothing until that is accepted', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    const before = at.read('heddle.lock');
    at.write('pets.json', changed);
    const { code, stderr, stdout } = await heddle(['lock', 'w.yaml', '--update', '--json'], at);
    expect(code).toBe(2);
    expect(at.read('heddle.lock')).toBe(before);
    expect(stderr).toContain(
      [
        'Source "pets" changes:',
        '  It would be called at https://elsewhere.example, where it has not been called before.',
        '  list: Its servers were https://pets.example/v1, and are https://elsewhere.example/v1.',
        '  list: The query parameter "limit" is new, and required.',
        '',
      ].join('\n'),
    );
    expect(JSON.parse(stdout) as LockResult).toMatchObject({
      status: 'refused',
      changes: {
        pets: {
          isOther: true,
          origins: ['https://elsewhere.example'],
          operations: { list: expect.any(Array) },
        },
      },
      diagnostics: [{ code: 'lock/changed' }],
    });
    expect((await heddle(['lock', 'w.yaml', '--update', '--yes'], at)).code).toBe(0);
    expect((await heddle(['check', 'w.yaml', '--frozen'], at)).stdout).not.toContain('[lock/');
  });

  test('a narrower bound of a parameter is asked about', async () => {
    const bounded = (maximum: number): string =>
      pets(['list']).replace(
        '"operationId": "list"',
        `"operationId": "list", "parameters": [{"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": ${maximum}}}]`,
      );
    const at = project();
    at.write('pets.json', bounded(100));
    await heddle(['lock', 'w.yaml'], at);
    at.write('pets.json', bounded(50));
    const { code, stderr } = await heddle(['lock', 'w.yaml', '--update'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('  list: The query parameter "limit" had maximum 100, and has maximum 50.\n');
  });

  test('a narrower bound of a form field of OpenAPI 2.0 is asked about', async () => {
    const form = (field: string): string => `swagger: '2.0'
info: { title: Pets, version: '1' }
host: pets.example
schemes: [https]
consumes: [application/x-www-form-urlencoded]
paths:
  /pets:
    post:
      operationId: list
      parameters:
        - { in: formData, name: name, type: string, required: true, ${field} }
        - { in: formData, name: tags, type: array, items: { type: string, maxLength: ${field.length} } }
      responses: { '200': { description: Made } }
`;
    const at = project({ 'pets.json': form('maxLength: 100') });
    expect((await heddle(['lock', 'w.yaml'], at)).code).toBe(0);
    at.write('pets.json', form('maxLength: 50'));
    const { code, stderr } = await heddle(['lock', 'w.yaml', '--update'], at);
    expect(code).toBe(2);
    const place = 'of the body as application/x-www-form-urlencoded';
    expect(stderr).toContain(`  list: "name" ${place} had maxLength 100, and has maxLength 50.\n`);
    expect(stderr).toContain(`"tags[]" ${place} had maxLength 14, and has maxLength 13.\n`);
    at.write('pets.json', form('enum: [Rex]   '));
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).stderr).toContain(
      `"name" ${place} has other values to choose from.`,
    );
  });

  test('what no step uses changes without a question', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('pets.json', pets(['list', 'add', 'remove']));
    const { code, stderr } = await heddle(['lock', 'w.yaml', '--update'], at);
    expect(code).toBe(0);
    expect(stderr).toBe(
      'Source "pets" is another text; in the operations used nothing has changed that requests are made from or checked by.\n',
    );
  });

  test.each([
    ['y', 0],
    ['n', 2],
  ])('on a terminal a person is asked, and says %s', async (answer, code) => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('pets.json', changed);
    const stdin = Object.assign(new PassThrough(), { isTTY: true });
    stdin.write(`${answer}\r`);
    const stderr = captured({ isTTY: true });
    const called = await heddle(['lock', 'w.yaml', '--update'], { ...at, stdin, stderr });
    expect(stderr.text()).toContain('Accept what changes in the operations used? [y/N] ');
    expect(called.code).toBe(code);
  });

  test('an operation that is gone stops the update', async () => {
    const at = project();
    await heddle(['lock', 'w.yaml'], at);
    at.write('pets.json', pets(['add']));
    const { code, stderr } = await heddle(['lock', 'w.yaml', '--update', '--yes'], at);
    expect(code).toBe(2);
    expect(stderr).toContain('[step/operation-not-found]');
  });
});

describe('accepted repairs', () => {
  test('are made whenever the document is read, and never written into it unless that is asked for', async () => {
    const at = project({ 'w.yaml': document('LIST') });
    expect((await heddle(['lock', 'w.yaml'], at)).code).toBe(2);
    const { code, stdout } = await heddle(['lock', 'w.yaml', '--repair'], at);
    expect(code).toBe(0);
    expect(stdout).toContain('  repair: Write list in the place of LIST.\n');
    const checked = await heddle(['check', 'w.yaml', '--frozen'], at);
    expect(checked.stdout).toBe(
      'accepted: Write list in the place of LIST. [step/operation-not-found]\n\nw.yaml: ✓ It can run: no findings.\n',
    );
    expect(at.read('w.yaml')).toBe(document('LIST'));
    expect(at.read('heddle.lock')).not.toContain(at.cwd);
    expect((await heddle(['check', 'w.yaml', '--fix'], at)).code).toBe(0);
    expect(at.read('w.yaml')).toBe(document('list'));
    expect((await heddle(['check', 'w.yaml', '--frozen'], at)).stdout).toBe(
      'w.yaml: ✓ It can run: no findings.\n',
    );
  });

  test('are not lost in silence when the document changes, and stay through an update', async () => {
    const at = project({ 'w.yaml': document('LIST') });
    await heddle(['lock', 'w.yaml', '--repair'], at);
    at.write('pets.json', pets(['list']));
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).toContain('to: list');
    at.write('w.yaml', `${document('LIST')}# Seen.\n`);
    const { stdout } = await heddle(['check', 'w.yaml'], at);
    expect(stdout).toContain('The repairs that were accepted for it are not made.');
    at.write('w.yaml', `${document('list')}# Seen.\n`);
    expect((await heddle(['lock', 'w.yaml'], at)).stderr).toContain('Accept them anew with --repair.');
  });

  test('a source that was accepted elsewhere is pinned there, and an update looks for it again', async () => {
    const at = project({
      '.git/HEAD': '',
      'old/_original/pets.json': pets(['list']),
      'old/_original/answers.yaml': answers,
    });
    at.write('w.yaml', document('list', './old/pets.json'));
    rmSync(join(at.cwd, 'pets.json'));
    expect((await heddle(['lock', 'w.yaml'], at)).stderr).toContain('[source/moved]');
    const offered = await heddle(['describe', 'w.yaml', '--json'], at);
    expect((JSON.parse(offered.stdout) as DocumentDescription).sources[0]!.state).toBe('moved');
    expect((await heddle(['lock', 'w.yaml', '--repair'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).toContain('location: old/_original/pets.json');
    expect((await heddle(['check', 'w.yaml', '--frozen'], at)).code).toBe(0);
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(0);
  });
});

test('operations of a locked source that would be called at another origin are a hazard', async () => {
  const other = pets(['list', 'add']).replace(
    '"operationId": "add"',
    '"operationId": "add", "servers": [{"url": "https://elsewhere.example"}]',
  );
  const at = project({ 'pets.json': other });
  await heddle(['lock', 'w.yaml'], at);
  at.write('w.yaml', document('add'));
  const { code, stdout, sent } = await heddle(['run', 'w.yaml', '--json'], at);
  expect({ code, sent }).toEqual({ code: 2, sent: [] });
  expect(stdout).toContain('lock/other-origin');
  const given = await heddle(['run', 'w.yaml', '--server', 'pets=https://named.example'], {
    ...at,
    transport: answering({ json: [] }),
  });
  expect(given.sent.map(({ url }) => url)).toEqual(['https://named.example/add']);
  const update = await heddle(['lock', 'w.yaml'], at);
  expect(update.stderr).toContain('It would be called at https://elsewhere.example');
});

describe('sources that are Arazzo documents', () => {
  const outer = `arazzo: 1.0.1
info: { title: Outer, version: '1' }
sourceDescriptions: [{ name: inner, url: ./w.yaml, type: arazzo }]
workflows:
  - workflowId: outer
    steps: [{ stepId: look, workflowId: $sourceDescriptions.inner.look }]
`;

  test('are pinned with what they stand on', async () => {
    const at = project({ 'outer.yaml': outer });
    expect(await heddle(['lock', 'outer.yaml'], at)).toMatchObject({ code: 0, stderr: '' });
    for (const name of ['inner:', 'inner.pets:']) expect(at.read('heddle.lock')).toContain(name);
    expect(copies(at)).toHaveLength(3);
    for (const name of ['w.yaml', 'pets.json', 'answers.yaml']) rmSync(join(at.cwd, name));
    const ran = await heddle(['run', 'outer.yaml', '--frozen'], {
      ...at,
      transport: answering({ json: [] }),
    });
    expect(ran.code).toBe(0);
    expect(ran.sent.map(({ url }) => url)).toEqual(['https://pets.example/v1/list']);
    expect(ran.stderr.match(/\[lock\/drift\]/g)).toHaveLength(2);
  });

  test('that have changed are accepted like operations that have', async () => {
    const at = project({ 'outer.yaml': outer });
    await heddle(['lock', 'outer.yaml'], at);
    at.write('w.yaml', document('add'));
    const { code, stderr } = await heddle(['lock', 'outer.yaml', '--update'], at);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'Source "inner" is another Arazzo document: what its workflows call may have changed.',
    );
    expect((await heddle(['lock', 'outer.yaml', '--update', '--yes'], at)).code).toBe(0);
  });
});

describe('sources from the network', () => {
  let text = pets(['list']).replace('"$ref": "answers.yaml#/ok"', '"description": "All pets."');
  const asked: string[] = [];
  const serve = async (): Promise<string> => {
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('etag', textHash(text)).end(text);
    });
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/pets.json`;
  };

  test('are not asked for once they are locked, and drift is known from what was fetched since', async () => {
    const url = await serve();
    const at = { ...project({ 'w.yaml': document('list', url) }), env: { HOME: folder() } };
    expect((await heddle(['lock', 'w.yaml'], at)).code).toBe(0);
    expect(at.read('heddle.lock')).toContain(`location: ${url}`);
    expect(asked).toHaveLength(1);
    expect(await heddle(['check', 'w.yaml'], at)).toMatchObject({
      code: 0,
      stdout: expect.not.stringContaining('[lock/'),
    });
    expect(asked).toHaveLength(1);
    text = text.replace('pets.example', 'elsewhere.example');
    expect((await heddle(['lock', 'w.yaml', '--update'], at)).code).toBe(2);
    expect(asked).toHaveLength(2);
    expect((await heddle(['check', 'w.yaml'], at)).stdout).toContain('[lock/drift]');
    expect((await heddle(['describe', 'w.yaml'], at)).stdout).toContain('pinned; changed since');
    expect(asked).toHaveLength(2);
  });
});

test('that a server must be given does not matter for what is locked', async () => {
  const at = project({ 'pets.json': pets(['list'], '/v1') });
  expect((await heddle(['lock', 'w.yaml'], at)).code).toBe(0);
  expect(at.read('heddle.lock')).toContain('origins: []');
  const argv = ['run', 'w.yaml', '--frozen', '--server', 'pets=https://named.example'];
  const ran = await heddle(argv, { ...at, transport: answering({ json: [] }) });
  expect(ran.sent.map(({ url }) => url)).toEqual(['https://named.example/v1/list']);
});
