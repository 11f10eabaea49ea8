import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listen, type ListeningEmulators } from './listen.ts';
import { manualClock } from './manual-clock.ts';
import { createStripeEmulator, type StripeEmulator } from './stripe/emulator.ts';
import { createTwilioEmulator } from './twilio/emulator.ts';

let stripe: StripeEmulator;
let server: ListeningEmulators;
beforeEach(async () => {
  stripe = createStripeEmulator({ clock: manualClock() });
  server = await listen([stripe, createTwilioEmulator({ clock: manualClock() })]);
});
afterEach(() => server.close());

const authorization = 'Bearer sk_test_secret1';
const json = { 'content-type': 'application/json' };

function call(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, init);
}

/** What a raw text is answered with. */
function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text));
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

describe('the emulators', () => {
  test('are told apart by their paths', async () => {
    expect((await call('/v1/customers', { headers: { authorization } })).status).toBe(200);
    const messages = await call(`/2010-04-01/Accounts/AC${'0'.repeat(32)}/Messages.json`);
    expect([messages.status, await messages.json()]).toMatchObject([401, { code: 20003 }]);
    expect((await call('/v3/else')).status).toBe(404);
  });

  test('close the connection on a reset', async () => {
    stripe.faults.add({ effect: { kind: 'reset' } });
    await expect(call('/v1/customers', { headers: { authorization } })).rejects.toThrow('fetch failed');
    expect((await call('/v1/customers', { headers: { authorization } })).status).toBe(200);
  });
});

describe('bad requests are answered', () => {
  test('a body that is too large', async () => {
    const text = `POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000\r\n\r\n${'a'.repeat(1_100_000)}`;
    expect(await raw(text)).toContain('HTTP/1.1 413');
  });

  test.each([
    ['a target that is no path', 'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['what is not HTTP', 'nonsense\r\n\r\n'],
  ])('%s', async (_, text) => {
    expect(await raw(text)).toContain('HTTP/1.1 400');
  });

  test('a body that is no form', async () => {
    const init = { method: 'POST', headers: { authorization, ...json }, body: '{"email":"a@example.com"}' };
    const answer = await call('/v1/customers', init);
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { error: { type: 'invalid_request_error' } },
    ]);
  });

  test('one that breaks off in the middle', async () => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.end('POST /v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
    await new Promise((resolve) => {
      socket.resume().on('close', resolve);
    });
    expect((await call('/v1/customers', { headers: { authorization } })).status).toBe(200);
    expect(stripe.requests).toHaveLength(1);
  });
});

describe('the control', () => {
  test('adds faults and removes them', async () => {
    const fault = { emulator: 'stripe', times: 2, effect: { kind: 'status', statusCode: 429 } };
    const added = await call('/_sandbox/faults', {
      method: 'POST',
      headers: json,
      body: JSON.stringify(fault),
    });
    expect(added.status).toBe(201);
    expect((await call('/v1/customers', { headers: { authorization } })).status).toBe(429);
    await call('/_sandbox/faults', { method: 'DELETE' });
    expect((await call('/v1/customers', { headers: { authorization } })).status).toBe(200);
  });

  test('shows requests without credentials', async () => {
    await call('/v1/customers?limit=3', { headers: { authorization } });
    const text = await (await call('/_sandbox/requests')).text();
    expect(JSON.parse(text)).toMatchObject({
      requests: [
        { emulator: 'stripe', method: 'GET', path: '/v1/customers', query: 'limit=3', statusCode: 200 },
      ],
    });
    expect(text).not.toContain('sk_test_secret1');
  });

  test.each([
    ['what is not JSON', json, '{', 400],
    ['what is no fault', json, '{"emulator":"stripe"}', 400],
    ['an unknown emulator', json, '{"emulator":"paypal","effect":{"kind":"reset"}}', 400],
    ['the form of another site', {}, '{"emulator":"stripe","effect":{"kind":"reset"}}', 415],
  ])('refuses %s', async (_, headers, body, status) => {
    const answer = await call('/_sandbox/faults', { method: 'POST', headers, body });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toHaveProperty('error');
  });

  test.each([
    [{ path: '/v1/custmers' }, 'Did you mean /v1/customers?'],
    [{ method: 'PUT', path: '/v1/customers' }, 'or POST /v1/customers?'],
    [{ method: 'PATCH' }, 'Name one of these'],
    [{ path: '/v1/cus*', method: 'get' }, undefined],
    [{ path: '/v1/customers/cus_1', nth: 2 }, undefined],
  ])('refuses a fault that %j can never hit', async (match, hint) => {
    const body = JSON.stringify({ emulator: 'stripe', match, effect: { kind: 'reset' } });
    const answer = await call('/_sandbox/faults', { method: 'POST', headers: json, body });
    expect(answer.status).toBe(hint === undefined ? 201 : 400);
    expect(await answer.text()).toContain(hint ?? 'reset');
  });

  test('is closed to other names of this machine', async () => {
    const text = 'GET /_sandbox/requests HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
    expect(await raw(text)).toContain('HTTP/1.1 403');
  });
});

test('a port that is taken is an error', async () => {
  const port = Number(new URL(server.url).port);
  await expect(listen([stripe], { port })).rejects.toThrow('EADDRINUSE');
});
