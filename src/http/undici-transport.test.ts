import { getEventListeners } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { type HttpRequest, TransportFailure } from '../engine/ports.ts';
import { undiciTransport } from './undici-transport.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

const never = new AbortController().signal;

function transport(options: Partial<Parameters<typeof undiciTransport>[0]> = {}) {
  const made = undiciTransport({ timeoutMilliseconds: 20_000, maxResponseBytes: 1000, ...options });
  closers.push(() => made.close());
  return made;
}

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  return listen(createServer(handler));
}

/** A server that reads raw bytes, hands them over, and answers with what it is told; or is silent, or resets. */
async function raw(answer: string): Promise<{ origin: string; received: string[] }> {
  const received: string[] = [];
  const origin = await listen(
    createTcpServer((socket) => {
      socket.on('error', () => {});
      closers.push(async () => socket.destroy());
      socket.on('data', (bytes) => {
        received.push(bytes.toString('latin1'));
        if (answer === 'reset') socket.resetAndDestroy();
        else if (answer !== 'silence') socket.end(answer);
      });
    }),
  );
  return { origin, received };
}

function get(url: string): HttpRequest {
  return { method: 'GET', url, headers: {} };
}

async function failure(promise: Promise<unknown>): Promise<TransportFailure> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportFailure);
  return error as TransportFailure;
}

test('a name that leads to an address of this machine is not connected to where only public ones may be', async () => {
  let asked = 0;
  const origin = await serve((_, response) => {
    asked++;
    response.end();
  });
  const named = origin.replace('127.0.0.1', 'localhost');
  const { reason, delivery, message } = await failure(
    transport({ publicOnly: true }).send(get(named), never),
  );
  expect({ reason, delivery }).toEqual({ reason: 'rejected', delivery: 'not-sent' });
  expect(message).toMatch(/^(?:127\.0\.0\.1|::1) is not an address on the public internet\.$/);
  expect(asked).toBe(0);
});

describe('what goes onto the wire', () => {
  test('is the request as given, byte for byte, with framing and a user agent', async () => {
    const { origin, received } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    await transport().send(
      {
        method: 'POST',
        url: `${origin}/a%2F..%2fb/%7Bc}?q=%20+[x]&empty=#fragment`,
        headers: { 'Idempotency-Key': 'k-1', 'Content-Type': 'text/plain' },
        body: 'é',
      },
      never,
    );
    const [head, body] = received.join('').split('\r\n\r\n');
    const lines = head!.split('\r\n');
    expect(lines[0]).toBe('POST /a%2F..%2fb/%7Bc}?q=%20+[x]&empty= HTTP/1.1');
    expect(lines.slice(1).toSorted()).toEqual([
      'Content-Type: text/plain',
      'Idempotency-Key: k-1',
      'connection: keep-alive',
      'content-length: 2',
      `host: ${origin.slice('http://'.length)}`,
      `user-agent: heddle/${packageJson.version}`,
    ]);
    expect(Buffer.from(body!, 'latin1').toString()).toBe('é');
  });

  test('keeps the user agent that the request names', async () => {
    const { origin, received } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    await transport().send({ method: 'GET', url: origin, headers: { 'User-Agent': 'mine' } }, never);
    expect(received.join('').match(/user-agent/gi)).toHaveLength(1);
    expect(received.join('')).toContain('User-Agent: mine');
  });

  test('has a slash before a query without a path', async () => {
    const { origin, received } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    await transport().send(get(`${origin}?x=1`), never);
    expect(received[0]).toMatch(/^GET \/\?x=1 HTTP/);
  });

  test('refuses a header value that would add a line, before anything is sent', async () => {
    const { origin, received } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    const request = { method: 'GET', url: origin, headers: { 'X-A': 'b\r\nX-Evil: 1' } };
    expect(await failure(transport().send(request, never))).toMatchObject({
      reason: 'protocol',
      delivery: 'not-sent',
    });
    expect(received).toEqual([]);
  });
});

describe('a response', () => {
  test('has lower-case header names, joined field lines, and its bytes', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(
        402,
        [
          ['X-A', '1'],
          ['X-A', '2'],
          ['Set-Cookie', 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT'],
          ['Set-Cookie', 'b=2'],
          ['Request-Id', 'req_1'],
        ].flat(),
      );
      response.end('hello');
    });
    const response = await transport().send(get(origin), never);
    expect(response.statusCode).toBe(402);
    expect(response.headers).toMatchObject({
      'x-a': '1, 2',
      'set-cookie': 'a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT',
      'request-id': 'req_1',
    });
    expect(Buffer.from(response.body).toString()).toBe('hello');
  });

  test('is not followed when it redirects', async () => {
    let calls = 0;
    const origin = await serve((_, response) => {
      calls++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const response = await transport().send(get(origin), never);
    expect(response.statusCode).toBe(302);
    expect(calls).toBe(1);
  });

  test('without a body has no bytes', async () => {
    const origin = await serve((_, response) => response.writeHead(204).end());
    expect((await transport().send(get(origin), never)).body).toHaveLength(0);
  });

  test('that follows informational responses is the final one', async () => {
    const origin = await serve((_, response) => {
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.writeHead(201).end('x');
    });
    const response = await transport().send(get(origin), never);
    expect(response.statusCode).toBe(201);
    expect(response.headers).not.toHaveProperty('link');
  });

  test.each([
    ['gzip', gzipSync('packed')],
    ['x-gzip', gzipSync('packed')],
    ['deflate', deflateSync('packed')],
    ['deflate', deflateRawSync('packed')],
    ['br', brotliCompressSync('packed')],
    ['gzip, br', brotliCompressSync(gzipSync('packed'))],
    ['identity', Buffer.from('packed')],
  ])('is decoded from %s', async (coding, bytes) => {
    const origin = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': coding }).end(bytes);
    });
    expect(Buffer.from((await transport().send(get(origin), never)).body).toString()).toBe('packed');
  });
});

describe('no response', () => {
  test('because nobody listens: not sent', async () => {
    const origin = await serve(() => {});
    await closers.pop()!();
    expect(await failure(transport().send(get(origin), never))).toMatchObject({
      reason: 'refused',
      delivery: 'not-sent',
    });
  });

  test('because the host does not exist: not sent', async () => {
    expect(await failure(transport().send(get('http://heddle.invalid/'), never))).toMatchObject({
      reason: 'dns',
      delivery: 'not-sent',
    });
  });

  test('because the server does not speak TLS: not sent', async () => {
    const { origin } = await raw('HTTP/1.1 400 Bad Request\r\n\r\n');
    expect(await failure(transport().send(get(origin.replace('http', 'https')), never))).toMatchObject({
      reason: 'tls',
      delivery: 'not-sent',
    });
  });

  test('because the connection was reset after the request was written: unknown, and not repeated', async () => {
    const { origin, received } = await raw('reset');
    const request = { method: 'POST', url: origin, headers: {}, body: 'a=1' };
    expect(await failure(transport().send(request, never))).toMatchObject({
      reason: 'reset',
      delivery: 'unknown',
    });
    expect(received.join('').match(/POST/g)).toHaveLength(1);
  });

  test('because the body ended early: unknown', async () => {
    const { origin } = await raw('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc');
    expect((await failure(transport().send(get(origin), never))).delivery).toBe('unknown');
  });

  test('because the answer is not HTTP: unknown', async () => {
    const { origin } = await raw('SMTP ready\r\n\r\n');
    expect(await failure(transport().send(get(origin), never))).toMatchObject({
      reason: 'protocol',
      delivery: 'unknown',
    });
  });

  test('because time ran out after the request was written: unknown', async () => {
    const { origin } = await raw('silence');
    expect(await failure(transport({ timeoutMilliseconds: 50 }).send(get(origin), never))).toMatchObject({
      reason: 'timeout',
      delivery: 'unknown',
    });
  });

  test('because time ran out while the body trickled in: unknown', async () => {
    const origin = await serve((_, response) => {
      response.writeHead(200).write('a');
    });
    expect(await failure(transport({ timeoutMilliseconds: 50 }).send(get(origin), never))).toMatchObject({
      reason: 'timeout',
      delivery: 'unknown',
    });
  });

  test('because time ran out while it waited for a connection: not sent, then or later', async () => {
    let answer: (() => void) | undefined;
    const paths: string[] = [];
    const origin = await serve((request, response) => {
      paths.push(request.url!);
      answer = () => response.end();
    });
    const patient = transport({ connections: 1 });
    const first = patient.send(get(`${origin}/first`), never);
    await expect.poll(() => paths).toEqual(['/first']);
    const controller = new AbortController();
    const second = failure(patient.send(get(`${origin}/second`), controller.signal));
    controller.abort();
    expect(await second).toMatchObject({ reason: 'cancelled', delivery: 'not-sent' });
    answer!();
    await first;
    const third = patient.send(get(`${origin}/third`), never);
    await expect.poll(() => paths).toEqual(['/first', '/third']);
    answer!();
    await third;
  });

  test('because it was cancelled before, or during the exchange', async () => {
    const { origin, received } = await raw('silence');
    const controller = new AbortController();
    const during = failure(transport().send(get(origin), controller.signal));
    await expect.poll(() => received.length).toBe(1);
    controller.abort();
    expect(await during).toMatchObject({ reason: 'cancelled', delivery: 'unknown' });
    expect(await failure(transport().send(get(origin), controller.signal))).toMatchObject({
      reason: 'cancelled',
      delivery: 'not-sent',
    });
    expect(received).toHaveLength(1);
  });

  test.each([
    ['plain', {}, Buffer.alloc(1001, 'a')],
    ['gzip', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(100_000, 'a'))],
    ['br', { 'content-encoding': 'br' }, brotliCompressSync(Buffer.alloc(100_000, 'a'))],
  ])('because a %s body exceeds the limit', async (_, headers, bytes) => {
    const origin = await serve((_request, response) => response.writeHead(200, headers).end(bytes));
    expect(await failure(transport().send(get(origin), never))).toMatchObject({
      reason: 'too-large',
      delivery: 'unknown',
      message: expect.stringMatching(/response body exceeds 1000 bytes/) as string,
    });
  });

  test.each(['gzip', 'zstd', 'gzip, gzip, gzip, gzip'])(
    'because the body is not decodable from %s',
    async (coding) => {
      const origin = await serve((_, response) =>
        response.writeHead(200, { 'content-encoding': coding }).end('not packed'),
      );
      expect(await failure(transport().send(get(origin), never))).toMatchObject({
        reason: 'protocol',
        delivery: 'unknown',
      });
    },
  );

  test.each(['ftp://host/', '/relative', 'not a url'])('because %s is no http URL', async (url) => {
    expect(await failure(transport().send(get(url), never))).toMatchObject({
      reason: 'protocol',
      delivery: 'not-sent',
    });
  });

  test('because the transport is closed', async () => {
    const { origin } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    const closed = transport();
    await closed.send(get(origin), never);
    await closed.close();
    expect(await failure(closed.send(get(origin), never))).toMatchObject({
      reason: 'cancelled',
      delivery: 'not-sent',
    });
  });
});

describe('a proxy', () => {
  test('is used for other hosts, and its refusal means that nothing was sent', async () => {
    const connects: string[] = [];
    const server = createServer();
    server.on('connect', (request, socket) => {
      connects.push(request.url!);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const proxy = await listen(server);
    const proxied = transport({ env: { https_proxy: proxy } });
    expect(await failure(proxied.send(get('https://api.example.com/'), never))).toMatchObject({
      reason: 'refused',
      delivery: 'not-sent',
    });
    expect(connects).toEqual(['api.example.com:443']);
  });

  test('is not used for the loopback interface', async () => {
    const { origin } = await raw('HTTP/1.1 204 No Content\r\n\r\n');
    const proxied = transport({
      env: { HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' },
    });
    expect((await proxied.send(get(origin), never)).statusCode).toBe(204);
  });
});

test('connections are kept alive and used again', async () => {
  const ports = new Set<number>();
  const origin = await serve((request, response) => {
    ports.add(request.socket.remotePort!);
    response.end('x');
  });
  const kept = transport();
  for (let count = 0; count < 8; count++) await kept.send(get(origin), never);
  // A connection is free again one turn of the event loop after its answer, so two take turns.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('a signal that many exchanges share has one listener', async () => {
  const origin = await serve((_, response) => response.end('x'));
  const { signal } = new AbortController();
  const shared = transport();
  await Promise.all(Array.from({ length: 20 }, () => shared.send(get(origin), signal)));
  expect(getEventListeners(signal, 'abort')).toHaveLength(1);
});
