import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fetchText } from './fetch-text.ts';

/** What was asked of the server, and how it answers, by path. */
const seen: { url: string; headers: Record<string, unknown> }[] = [];
const routes: Record<string, RequestListener> = {
  '/ok': (_, response) => response.end('openapi: 3.1.1\n'),
  '/mark': (_, response) => response.end('\ufeffopenapi: 3.1.1'),
  '/latin1': (_, response) => response.end(Buffer.from([0x61, 0xe9, 0x62])),
  '/gzip': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('packed')),
  '/br': (_, response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync('packed')),
  '/deflate': (_, response) => response.setHeader('content-encoding', 'deflate').end(deflateSync('packed')),
  '/bomb': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(4 * 1024 * 1024, 0x20))),
  '/torn': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync('packed').subarray(0, 12)),
  '/odd': (_, response) => response.setHeader('content-encoding', 'zap').end('?'),
  '/large': (_, response) => response.end(Buffer.alloc(200_000, 0x61)),
  '/gone': (_, response) => response.writeHead(410).end('gone'),
  '/error': (_, response) => response.writeHead(503).end('x'.repeat(100_000)),
  '/loop': (_, response) => response.writeHead(302, { location: '/loop' }).end(),
  '/hop': (_, response) => response.writeHead(301, { location: '/ok?token=secret' }).end('moved'),
  '/lost': (_, response) => response.writeHead(307, { location: '/none?key=secret' }).end(),
  '/away': (_, response) => response.writeHead(302, { location: 'http://127.0.0.2:9/ok' }).end(),
  '/metadata': (_, response) => response.writeHead(302, { location: 'https://169.254.169.254/latest' }).end(),
  '/nowhere': (_, response) => response.writeHead(302, { location: 'http://[' }).end(),
  '/silent': () => undefined,
  '/reset': (request) => request.socket.destroy(),
};

let server: Server;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    seen.push({ url, headers: request.headers });
    const route = routes[url.split('?')[0]!];
    if (route === undefined) response.writeHead(404).end('no');
    else route(request, response);
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

const reasonOf = async (url: string, options = {}, ports = {}): Promise<string> => {
  const result = await fetchText(url, options, { env: {}, ...ports });
  return result.ok ? 'ok' : result.reason;
};

describe('what is fetched', () => {
  test('a text comes with the place it came from', async () => {
    expect(await fetchText(`${origin}/ok`)).toEqual({
      ok: true,
      text: 'openapi: 3.1.1\n',
      location: `${origin}/ok`,
    });
  });

  test('a byte order mark is no part of the text', async () => {
    expect(await fetchText(`${origin}/mark`)).toMatchObject({ text: 'openapi: 3.1.1' });
  });

  test.each(['/gzip', '/br', '/deflate'])('the content coding of %s is undone', async (path) => {
    expect(await fetchText(`${origin}${path}`)).toMatchObject({ ok: true, text: 'packed' });
  });

  test('a redirect is followed, and the query of its target is not told', async () => {
    expect(await fetchText(`${origin}/hop`)).toMatchObject({ ok: true, location: `${origin}/ok` });
  });

  test('no credentials and no cookies are sent', async () => {
    await fetchText(`${origin}/ok?who`);
    const names = Object.keys(seen.find(({ url }) => url === '/ok?who')!.headers);
    expect(names).not.toContain('authorization');
    expect(names).not.toContain('cookie');
  });
});

describe('what is not there', () => {
  test('404 and 410 are told apart from other answers', async () => {
    expect(await fetchText(`${origin}/none?key=secret`)).toEqual({
      ok: false,
      reason: 'not-found',
      message: 'HTTP 404.',
    });
    expect(await reasonOf(`${origin}/gone`)).toBe('not-found');
    expect(await fetchText(`${origin}/error`)).toMatchObject({
      reason: 'http-status',
      message: 'HTTP 503.',
    });
  });

  test('what a redirect leads to is named, without its query', async () => {
    expect(await fetchText(`${origin}/lost`)).toMatchObject({ message: `HTTP 404 from ${origin}/none.` });
  });

  test('a redirect loop ends after five redirects', async () => {
    const before = seen.length;
    expect(await reasonOf(`${origin}/loop`)).toBe('too-many-redirects');
    expect(seen.length - before).toBe(6);
  });

  test('a redirect to an unreadable URL is a failure', async () => {
    expect(await reasonOf(`${origin}/nowhere`)).toBe('broken');
  });

  test('an answer beyond the limit is not read to its end', async () => {
    expect(await reasonOf(`${origin}/large`, { maxBytes: 1000 })).toBe('too-large');
    expect(await reasonOf(`${origin}/large`, { maxBytes: 200_000 })).toBe('ok');
  });

  test('the limit counts what a small answer unfolds into', async () => {
    expect(await reasonOf(`${origin}/bomb`, { maxBytes: 100_000 })).toBe('too-large');
  });

  test('broken and unknown codings, and bytes that are no UTF-8, are failures', async () => {
    expect(await reasonOf(`${origin}/torn`)).toBe('broken');
    expect(await reasonOf(`${origin}/odd`)).toBe('not-text');
    expect(await reasonOf(`${origin}/latin1`)).toBe('not-text');
  });

  test('a server that stays silent is given up when the time is over', async () => {
    const controller = new AbortController();
    const result = fetchText(`${origin}/silent`, { signal: controller.signal });
    controller.abort(new DOMException('late', 'TimeoutError'));
    expect(await result).toMatchObject({ ok: false, reason: 'timeout' });
    expect(await reasonOf(`${origin}/silent`, { timeoutMilliseconds: 1 })).toBe('timeout');
  });

  test('a name service that stays silent is given up too', async () => {
    const resolve = () => new Promise(() => undefined);
    expect(await reasonOf('https://specs.example/', { timeoutMilliseconds: 1 }, { resolve })).toBe('timeout');
    const controller = new AbortController();
    const result = reasonOf('https://specs.example/', { signal: controller.signal }, { resolve });
    setImmediate(() => controller.abort());
    expect(await result).toBe('cancelled');
  });

  test('a fetch that the caller gives up is told as such', async () => {
    expect(await reasonOf(`${origin}/silent`, { signal: AbortSignal.abort() })).toBe('cancelled');
  });

  test('a connection that breaks and a port where nobody listens are failures', async () => {
    expect(await reasonOf(`${origin}/reset`)).toBe('broken');
    expect(await reasonOf('http://127.0.0.1:9/')).toBe('refused');
  });

  test('an unknown host is told by that name', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));
    expect(await reasonOf('https://specs.example/', {}, { resolve })).toBe('unknown-host');
    expect(await reasonOf('https://specs.example/', {}, { resolve: async () => [] })).toBe('unknown-host');
  });
});

describe('where nothing is fetched from', () => {
  const never = { resolve: () => Promise.reject(new Error('nobody may ask')) };

  test.each([
    ['http://specs.example/a.yaml', 'not-https'],
    ['ftp://specs.example/a.yaml', 'not-https'],
    ['file:///etc/hostname', 'not-https'],
    ['https://user:word@specs.example/', 'has-credentials'],
    ['not a url', 'invalid-url'],
    ['https://10.0.0.1/', 'private-address'],
    ['https://169.254.169.254/latest/meta-data', 'private-address'],
    ['https://[fd00::1]/', 'private-address'],
    ['https://[::ffff:10.0.0.1]/', 'private-address'],
    ['https://2130706433.example@127.0.0.1/', 'has-credentials'],
  ])('%s: %s', async (url, reason) => {
    expect(await reasonOf(url, {}, never)).toBe(reason);
  });

  test('a public name that leads to an address of a private network', async () => {
    for (const address of [
      '10.1.2.3',
      '169.254.169.254',
      '127.0.0.1',
      '::1',
      'fe80::1',
      '64:ff9b::a9fe:a9fe',
    ]) {
      const family = address.includes(':') ? 6 : 4;
      const resolve = async () => [{ address, family }];
      expect(await reasonOf('https://specs.example/', {}, { resolve })).toBe('private-address');
    }
  });

  test('a name with one public and one private address', async () => {
    const resolve = async () => [
      { address: '93.184.216.34', family: 4 },
      { address: '192.168.0.1', family: 4 },
    ];
    expect(await reasonOf('https://specs.example/', {}, { resolve })).toBe('private-address');
  });

  test('a redirect to another host of this machine or to the metadata of a cloud', async () => {
    expect(await reasonOf(`${origin}/away`)).toBe('not-https');
    expect(await reasonOf(`${origin}/metadata`)).toBe('private-address');
    expect(await reasonOf(`${origin}/away`, { allowInsecure: true })).toBe('not-https');
  });

  test('a host that the user names may be private and use plain http', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const port = new URL(origin).port;
    expect(await reasonOf(`http://specs.internal:${port}/ok`, {}, { resolve })).toBe('not-https');
    expect(await reasonOf(`http://specs.internal:${port}/ok`, { allowInsecure: true }, { resolve })).toBe(
      'ok',
    );
  });

  test('localhost by name is this machine', async () => {
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    expect(await reasonOf(`http://localhost:${new URL(origin).port}/ok`, {}, { resolve })).toBe('ok');
    const elsewhere = async () => [{ address: '10.0.0.1', family: 4 }];
    expect(await reasonOf('http://localhost:9/ok', {}, { resolve: elsewhere })).toBe('private-address');
  });
});

describe('behind a proxy', () => {
  const tunnels: string[] = [];
  const never = () => Promise.reject(new Error('nobody may ask'));
  let proxy: Server;
  let env: Record<string, string>;

  beforeAll(async () => {
    proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    env = {
      HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NO_PROXY: 'direct.example',
    };
  });

  afterAll(() => {
    proxy.close();
  });

  test('a public name is left to the proxy, whose refusal is told', async () => {
    expect(await fetchText('https://specs.example/a', {}, { env, resolve: never })).toMatchObject({
      reason: 'refused',
      message: 'The proxy refused to connect.',
    });
    expect(tunnels).toEqual(['specs.example:443']);
  });

  test('this machine and what the user excludes are reached without it', async () => {
    expect(await reasonOf(`${origin}/ok`, {}, { env })).toBe('ok');
    const resolve = async () => [{ address: '10.0.0.1', family: 4 }];
    expect(await reasonOf('https://direct.example/', {}, { env, resolve })).toBe('private-address');
    expect(tunnels).toHaveLength(1);
  });

  test('an address of a private network is refused before the proxy is asked, and a proxy that is no URL is a failure', async () => {
    expect(await reasonOf('https://10.0.0.1/', {}, { env })).toBe('private-address');
    expect(await reasonOf('https://specs.example/', {}, { env: { HTTPS_PROXY: '::' } })).toBe('broken');
    expect(tunnels).toHaveLength(1);
  });
});
