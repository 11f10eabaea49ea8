import { timingSafeEqual } from 'node:crypto';
import { request as send } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { IncomingMessage } from '../engine/ports.ts';
import { listenForWebhooks, type WebhookListener, type WebhookListenerOptions } from './webhook-listener.ts';

vi.mock('node:crypto', { spy: true });

const open: WebhookListener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.close();
});

async function listen(options: WebhookListenerOptions = {}): Promise<WebhookListener> {
  const listener = await listenForWebhooks(options);
  open.push(listener);
  return listener;
}

function placeAt(address: string) {
  return { source: 'shop', protocol: 'http', server: 'http://shop.example', address };
}

/** Keeps what comes to an address. */
async function keep(listener: WebhookListener, address: string) {
  const came: IncomingMessage[] = [];
  const end = await listener.subscribe(placeAt(address), (message) => {
    came.push(message);
    return Promise.resolve();
  });
  return { came, end };
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

interface Json {
  readonly body: string;
  readonly type?: string | null;
}

/** Sends over a real connection; `fetch` would not let the host and origin fields be set. */
function post(
  listener: WebhookListener,
  path: string,
  { method = 'POST', headers = {}, body = '' }: Sent = {},
) {
  return new Promise<{ readonly statusCode: number; readonly headers: object; readonly text: string }>(
    (resolve, reject) => {
      const request = send(`${listener.url}${path}`, { method, headers, agent: false }, (response) => {
        let text = '';
        response.on('data', (part) => (text += String(part)));
        response.on('end', () =>
          resolve({ statusCode: response.statusCode!, headers: response.headers, text }),
        );
      });
      request.on('error', reject);
      request.end(body);
    },
  );
}

describe('a listener for webhooks', () => {
  test('hands over the address, the headers that are the message’s own, and the bytes', async () => {
    const listener = await listen();
    const { came } = await keep(listener, 'shops/{shop}/news');
    const { statusCode, text } = await post(listener, '/shops/the%20north/news?ignored=1', {
      headers: { 'Content-Type': 'application/json', 'X-Request': 'r1', TE: 'trailers' },
      body: '{"a":"ü"}',
    });
    expect([statusCode, text]).toEqual([202, '']);
    expect(came).toHaveLength(1);
    const { payload, ...rest } = came[0]!;
    expect(rest).toEqual({
      address: 'shops/the north/news',
      headers: { 'x-request': 'r1' },
      contentType: 'application/json',
    });
    expect(Buffer.from(payload).toString()).toBe('{"a":"ü"}');
  });

  test('answers 202 only once every run that awaits the message has it', async () => {
    const listener = await listen();
    const order: string[] = [];
    let take: () => void = () => undefined;
    const came = new Promise<void>((begun) => {
      void listener.subscribe(placeAt('jobs'), () => {
        begun();
        return new Promise<void>((resolve) => (take = resolve));
      });
    });
    const answered = post(listener, '/jobs').then(({ statusCode }) => order.push(`answered ${statusCode}`));
    await came;
    order.push('taken');
    take();
    await answered;
    expect(order).toEqual(['taken', 'answered 202']);
  });

  test('answers 503 when a run could not take the message, so that it is sent again', async () => {
    const listener = await listen();
    await listener.subscribe(placeAt('jobs'), () => Promise.reject(new Error('secret detail')));
    const { statusCode, text } = await post(listener, '/jobs');
    expect(statusCode).toBe(503);
    expect(text).not.toContain('secret');
  });

  test('gives a message to everybody who awaits it, in the order of coming, until they have had enough', async () => {
    const listener = await listen();
    const one = await keep(listener, '/jobs');
    const other = await keep(listener, 'jobs');
    for (const body of ['1', '2', '3']) await post(listener, '/jobs', { body });
    const bodies = ({ came }: typeof one) => came.map(({ payload }) => Buffer.from(payload).toString());
    expect(bodies(one)).toEqual(['1', '2', '3']);
    await one.end();
    await post(listener, '/jobs', { body: '4' });
    expect(bodies(one)).toHaveLength(3);
    expect(bodies(other)).toEqual(['1', '2', '3', '4']);
    await other.end();
    expect((await post(listener, '/jobs')).statusCode).toBe(404);
  });

  test.each([
    ['another address', '/other', {}, 404],
    ['a variable that would be two segments', '/jobs/a/b', {}, 404],
    ['a variable that is empty', '/jobs/', {}, 404],
    ['an address that cannot be read', '/jobs/%ff', {}, 404],
    ['another method', '/jobs/a', { method: 'GET' }, 405],
    ['a payload in a content coding', '/jobs/a', { headers: { 'content-encoding': 'gzip' }, body: 'x' }, 415],
  ])('refuses %s', async (_, path, sent: Sent, expected) => {
    const listener = await listen();
    const { came } = await keep(listener, 'jobs/{id}');
    expect((await post(listener, path, sent)).statusCode).toBe(expected);
    expect(came).toEqual([]);
  });

  test('takes a payload of 1 MiB, and no byte more', async () => {
    const listener = await listen();
    const { came } = await keep(listener, 'jobs');
    const most = new Uint8Array(1024 * 1024);
    expect((await post(listener, '/jobs', { body: most })).statusCode).toBe(202);
    expect((await post(listener, '/jobs', { body: new Uint8Array(most.length + 1) })).statusCode).toBe(413);
    expect(came.map(({ payload }) => payload.byteLength)).toEqual([most.length]);
  });

  test.each([
    ['cut off', { body: '{"a":' }, 400],
    [
      'cut off, of a type of its own',
      { body: '[1', type: 'application/cloudevents+json; charset=utf-8' },
      400,
    ],
    ['whole', { body: '{"a":1}' }, 202],
    ['empty', { body: '' }, 202],
    ['none, of no type', { body: 'done', type: null }, 202],
    ['another thing, which it says', { body: '{"a":', type: 'text/plain' }, 202],
  ])('a payload of JSON that is %s', async (_, { body, type = 'application/json' }: Json, expected) => {
    const listener = await listen();
    const { came } = await keep(listener, 'jobs');
    const { statusCode, headers, text } = await post(listener, '/jobs', {
      body,
      headers: type === null ? {} : { 'content-type': type },
    });
    expect({ statusCode, messages: came.length }).toEqual({
      statusCode: expected,
      messages: expected === 202 ? 1 : 0,
    });
    if (expected === 202) return;
    expect(headers).toHaveProperty('content-type', 'application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status: 400, code: 'channel/broken-json' });
  });

  test('treats an address as text, not as a pattern', async () => {
    const listener = await listen();
    await keep(listener, 'a.b+(c)-d');
    expect((await post(listener, '/aXb+(c)-d')).statusCode).toBe(404);
    expect((await post(listener, '/a.b+(c)-d')).statusCode).toBe(202);
  });
});

describe('who may send webhooks', () => {
  test('without a token only this machine, and no page of a browser', async () => {
    const listener = await listen();
    await keep(listener, 'jobs');
    const from = async (headers: Readonly<Record<string, string>>) =>
      (await post(listener, '/jobs', { headers })).statusCode;
    expect(await from({ host: 'localhost:1' })).toBe(202);
    expect(await from({ host: 'evil.example' })).toBe(401);
    expect(await from({ origin: 'https://evil.example' })).toBe(401);
  });

  test('nobody beyond this machine without a token', async () => {
    for (const host of ['0.0.0.0', '::', '[::]', '192.0.2.1'])
      await expect(listenForWebhooks({ host })).rejects.toThrow('need a token');
  });

  test('with a token whoever carries it, and nobody learns by 404 what is awaited', async () => {
    const listener = await listen({ token: 'the token' });
    const { came } = await keep(listener, 'jobs');
    const carrying = async (authorization: string | undefined, path = '/jobs') =>
      post(listener, path, { headers: authorization === undefined ? {} : { authorization } });
    for (const wrong of [undefined, '', 'Bearer', 'Bearer the toke', 'Bearer the token2', 'Basic the token'])
      expect((await carrying(wrong)).statusCode, wrong).toBe(401);
    const unknown = await carrying('Bearer wrong', '/nothing');
    expect(unknown).toMatchObject({ statusCode: 401, headers: { 'www-authenticate': 'Bearer' } });
    expect(came).toEqual([]);
    expect((await carrying('bearer the token')).statusCode).toBe(202);
    expect(came[0]!.headers).not.toHaveProperty('authorization');
  });
});

test('a token is compared in one time, whatever it is held against', async () => {
  const listener = await listen({ token: 'the token' });
  const compared = vi.mocked(timingSafeEqual).mockClear();
  for (const given of ['x', 'the token', 'x'.repeat(1000)])
    await post(listener, '/jobs', { headers: { authorization: `Bearer ${given}` } });
  const lengths = compared.mock.calls.map((texts) => texts.map(({ byteLength }) => byteLength));
  expect(lengths).toEqual([
    [32, 32],
    [32, 32],
    [32, 32],
  ]);
  expect(compared.mock.results.map(({ value }) => value as boolean)).toEqual([false, true, false]);
});

test('a sender that goes away in the middle leaves nothing behind', async () => {
  const listener = await listen();
  const { came } = await keep(listener, 'jobs');
  await new Promise<void>((resolve) => {
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1', () => {
      socket.write('POST /jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf', () => {
        socket.destroy();
      });
    });
    socket.on('close', () => resolve());
  });
  expect((await post(listener, '/jobs', { body: 'whole' })).statusCode).toBe(202);
  expect(came.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['whole']);
});

test('a port that is taken is an error, and a closed one is free again', async () => {
  const first = await listenForWebhooks();
  const port = Number(new URL(first.url).port);
  await expect(listenForWebhooks({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await first.close();
  const second = await listen({ port });
  expect(second.url).toBe(first.url);
});
