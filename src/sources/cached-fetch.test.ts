import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cachedFetch, type CachedFetchOptions } from './cached-fetch.ts';
import { textCache } from './text-cache.ts';
import { textHash } from './text-hash.ts';

/** What the server has: a text with a version, which tests change. */
let text = '';
let answer: Readonly<Record<string, string>> = {};
let status = 200;
const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    if (request.url?.startsWith('/moved') === true) {
      response.writeHead(302, { location: `${origin}/pets?token=secret`, etag: '"page"' }).end();
      return;
    }
    const isSame = request.headers['if-none-match'] === answer['etag'] && answer['etag'] !== undefined;
    response.writeHead(isSame && status === 200 ? 304 : status, answer).end(isSame ? undefined : text);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  asked.length = 0;
  text = 'openapi: 3.1.0\n';
  answer = { etag: '"1"' };
  status = 200;
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'heddle-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return join(path, 'cache');
}

/** A process that begins at a time, with the cache of others before it. */
function begin(path: string, options: CachedFetchOptions = {}) {
  let time = 0;
  const wait = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { ...cachedFetch(path, { env: {}, now: () => time, ...options }), wait };
}

describe('a text that was fetched before', () => {
  test('is asked for by its version, and comes from disk while that is the one', async () => {
    const path = folder();
    const first = await begin(path).fetchText(`${origin}/pets`);
    const second = await begin(path).fetchText(`${origin}/pets`);
    expect(first).toEqual({ ok: true, text, location: `${origin}/pets` });
    expect(second).toEqual(first);
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
    text = 'openapi: 3.1.1\n';
    answer = { etag: '"2"' };
    expect(await begin(path).fetchText(`${origin}/pets`)).toMatchObject({ text: 'openapi: 3.1.1\n' });
    expect(await begin(path).fetchedHash(`${origin}/pets`)).toBe(textHash('openapi: 3.1.1\n'));
  });

  test('is asked for by its date where it has no other version', async () => {
    answer = { 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' };
    const path = folder();
    await begin(path).fetchText(`${origin}/pets`);
    await begin(path).fetchText(`${origin}/pets`);
    expect(asked[1]!.headers['if-modified-since']).toBe('Wed, 21 Oct 2015 07:28:00 GMT');
  });

  test('is not asked for again within a minute', async () => {
    const { fetchText, wait } = begin(folder());
    for (let round = 0; round < 3; round++) await fetchText(`${origin}/pets`);
    expect(asked).toHaveLength(1);
    wait(60_000);
    expect(await fetchText(`${origin}/pets`)).toMatchObject({ ok: true, text });
    expect(asked).toHaveLength(2);
  });

  test('behind a redirect, its version is told to the place that gave it, and the secrets of that place are not kept', async () => {
    const path = folder();
    await begin(path).fetchText(`${origin}/moved?key=secret`);
    expect(await begin(path).fetchText(`${origin}/moved?key=secret`)).toEqual({
      ok: true,
      text,
      location: `${origin}/pets`,
    });
    expect(asked.map(({ url, headers }) => [url, headers['if-none-match']])).toEqual([
      ['/moved?key=secret', undefined],
      ['/pets?token=secret', undefined],
      ['/moved?key=secret', undefined],
      ['/pets?token=secret', '"1"'],
    ]);
    for (const name of readdirSync(path))
      expect(readFileSync(join(path, name), 'latin1')).not.toContain('secret');
  });

  test('is not given in the place of what cannot be had, which is not asked for again within a minute', async () => {
    const path = folder();
    await begin(path).fetchText(`${origin}/pets`);
    status = 404;
    const { fetchText } = begin(path);
    expect(await fetchText(`${origin}/pets`)).toMatchObject({ reason: 'not-found' });
    expect(await fetchText(`${origin}/pets`)).toMatchObject({ reason: 'not-found' });
    expect(asked).toHaveLength(2);
  });

  test('that was changed on disk is fetched anew', async () => {
    const path = folder();
    await begin(path).fetchText(`${origin}/pets`);
    const [name] = readdirSync(path);
    const bytes = readFileSync(join(path, name!));
    bytes[bytes.length - 6]! ^= 1;
    writeFileSync(join(path, name!), bytes);
    expect(await begin(path).fetchText(`${origin}/pets`)).toMatchObject({ ok: true, text });
    expect(asked[1]!.headers['if-none-match']).toBeUndefined();
  });
});

describe('what is kept', () => {
  test('is for its owner alone', async () => {
    const path = folder();
    await begin(path).fetchText(`${origin}/pets`);
    const [name] = readdirSync(path);
    expect([statSync(path).mode & 0o777, statSync(join(path, name!)).mode & 0o777]).toEqual([0o700, 0o600]);
  });

  test('is nothing that the server does not want to be kept, and nothing in a folder that others can write to', async () => {
    const path = folder();
    answer = { etag: '"1"', 'cache-control': 'private, no-store' };
    await begin(path).fetchText(`${origin}/pets`);
    expect(await begin(path).fetchedHash(`${origin}/pets`)).toBeUndefined();
    answer = { etag: '"1"' };
    await begin(path).fetchText(`${origin}/pets`);
    chmodSync(path, 0o777);
    expect(await begin(path).fetchedHash(`${origin}/pets`)).toBeUndefined();
  });

  test('is bounded: what was not used for longest goes first', async () => {
    const path = folder();
    const cache = textCache(path, { maxBytes: 1000 });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await cache.write(name, { text: name, location: name, version: { at: textHash(name) } });
      // Each is older than the one before it.
      const file = join(path, textHash(name).slice('sha256-'.length));
      utimesSync(file, 1e9, 1e9 - name.charCodeAt(0));
    }
    const total = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0);
    expect(total).toBeLessThanOrEqual(1000);
    expect(await cache.read('a')).toBeDefined();
  });
});

test('plain http and private addresses are refused, unless the host is allowed; an allowed host opens no other', async () => {
  const { port } = new URL(origin);
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const url = `http://specs.internal:${port}/pets`;
  const refused = begin(folder(), { resolve });
  expect(await refused.fetchText(url)).toMatchObject({ reason: 'not-https' });
  const allowed = begin(folder(), { resolve, allowedHosts: new Set([`specs.internal:${port}`]) });
  expect(await allowed.fetchText(url)).toMatchObject({ ok: true });
  expect(await allowed.fetchText(`http://other.internal:${port}/pets`)).toMatchObject({
    reason: 'not-https',
  });
});
