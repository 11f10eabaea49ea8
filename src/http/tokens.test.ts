import { describe, expect, test } from 'vitest';
import { answering } from '../../test/support/pets.ts';
import type { Grant } from '../credentials/grant.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import { never } from '../engine/never.ts';
import { TransportFailure } from '../engine/ports.ts';
import { sendWithToken } from './send-with-token.ts';
import { tokens } from './tokens.ts';

const client: Grant = {
  source: 'shopApi',
  type: 'client_credentials',
  tokenUrl: 'https://shop.example/token',
  clientId: 'shop:1',
  clientSecret: 'hush & more',
  authentication: 'basic',
  scopes: ['read', 'write'],
  variables: ['HEDDLE_SHOPAPI_CLIENT_ID', 'HEDDLE_SHOPAPI_CLIENT_SECRET'],
};

const refresh: Grant = {
  ...client,
  type: 'refresh_token',
  refreshToken: 'refresh-1',
  scopes: [],
};

const token = (value: string, more: object = {}) => ({
  json: { access_token: value, token_type: 'Bearer', ...more },
});

/** Tokens over scripted answers of the token endpoint. */
function given(grant: Grant, ...answers: Parameters<typeof answering>) {
  const transport = answering(...answers);
  const clock = manualClock();
  const held = tokens(transport, clock);
  return { transport, clock, held, source: held.of(grant), asked: () => transport.requests.length };
}

describe('a token is asked for', () => {
  test('with id and secret encoded in a Basic field, the grant and the scopes in a form', async () => {
    const { source, transport } = given(client, token('t-1'));
    expect(await source.current()).toBe('t-1');
    expect(transport.requests).toEqual([
      {
        method: 'POST',
        url: 'https://shop.example/token',
        headers: {
          accept: 'application/json',
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from('shop%3A1:hush+%26+more').toString('base64')}`,
        },
        body: 'grant_type=client_credentials&scope=read+write',
      },
    ]);
  });

  test('with id and secret in the form, where the server wants them there', async () => {
    const { source, transport } = given({ ...client, authentication: 'body', scopes: [] }, token('t-1'));
    await source.current();
    expect(transport.requests[0]!.headers).not.toHaveProperty('authorization');
    expect(transport.requests[0]!.body).toBe(
      'grant_type=client_credentials&client_id=shop%3A1&client_secret=hush+%26+more',
    );
  });

  test('by a public client with its id alone', async () => {
    const { clientSecret: _, ...open } = refresh;
    const { source, transport } = given(open, token('t-1'));
    await source.current();
    expect(transport.requests[0]!.body).toBe(
      'grant_type=refresh_token&refresh_token=refresh-1&client_id=shop%3A1',
    );
  });

  test('with the newest refresh token', async () => {
    const { source, transport } = given(
      refresh,
      token('t-1', { refresh_token: 'refresh-2' }),
      token('t-2'),
      token('t-3'),
    );
    for (const refused of ['t-1', 't-2']) {
      expect(await source.current()).toBe(refused);
      await source.renewed(refused);
    }
    expect(
      transport.requests.map(({ body }) => new URLSearchParams(body as string).get('refresh_token')),
    ).toEqual(['refresh-1', 'refresh-2', 'refresh-2']);
  });

  test('once by calls at the same time, and once for grants that share it', async () => {
    const { source, held, asked } = given(client, token('t-1'));
    const same = held.of({ ...client, scopes: [...client.scopes] });
    expect(await Promise.all([source.current(), source.current(), same.current()])).toEqual([
      't-1',
      't-1',
      't-1',
    ]);
    expect(asked()).toBe(1);
  });

  test('for each set of scopes of a source', async () => {
    const { source, held } = given(client, token('t-1'), token('t-2'));
    expect(await source.current()).toBe('t-1');
    expect(await held.of({ ...client, scopes: [] }).current()).toBe('t-2');
  });
});

describe('a token is kept', () => {
  test.each([
    ['a minute before its end', 3600, 3539, 3540],
    ['a tenth of a short life before its end', 100, 89, 90],
    ['that life given as text', '100', 89, 90],
  ])('until %s', async (_, expires_in, fresh, stale) => {
    const { source, clock } = given(client, token('t-1', { expires_in }), token('t-2'));
    await source.current();
    clock.advance(fresh * 1000);
    expect(await source.current()).toBe('t-1');
    clock.advance((stale - fresh) * 1000);
    expect(await source.current()).toBe('t-2');
  });

  test('for good when the server tells no end', async () => {
    const { source, clock } = given(client, token('t-1'), token('t-2'));
    await source.current();
    clock.advance(1e12);
    expect(await source.current()).toBe('t-1');
  });

  test('until it is refused: those who hold the refused one share the next', async () => {
    const { source, asked } = given(client, token('t-1'), token('t-2'), token('t-3'));
    await source.current();
    expect(await Promise.all([source.renewed('t-1'), source.renewed('t-1')])).toEqual(['t-2', 't-2']);
    expect(await source.renewed('t-1')).toBe('t-2');
    expect(asked()).toBe(2);
  });

  test('among the secrets, with the one before it and the refresh token', async () => {
    const { source, held } = given(refresh, token('t-1', { refresh_token: 'r-2' }), token('t-2'));
    const before = held.secrets();
    await source.current();
    expect(held.secrets()).not.toBe(before);
    await source.renewed('t-1');
    expect(held.secrets()).toEqual(['t-2', 't-1', 'r-2']);
    expect(held.secrets()).toBe(held.secrets());
  });
});

describe('no token can be had', () => {
  test.each<[string, Parameters<typeof answering>[0], string]>([
    [
      'a refusal',
      { statusCode: 401, json: { error: 'invalid_client' } },
      'answered HTTP 401 (invalid_client)',
    ],
    ['a code of its own', { statusCode: 400, json: { error: 'hush' } }, 'answered HTTP 400'],
    ['a redirect', { statusCode: 302, headers: { location: 'https://evil.example' } }, 'answered HTTP 302'],
    ['no JSON', { statusCode: 200 }, 'gave no usable token'],
    ['no token', { json: { token_type: 'bearer' } }, 'gave no usable token'],
    ['a token with a line break', token('hush\r\nx: y'), 'gave no usable token'],
    ['another type', token('hush', { token_type: 'DPoP' }), 'gave a token that is not a bearer token'],
    ['no TLS', new TransportFailure('tls', 'unknown', 'hush'), 'did not answer (tls)'],
  ])('from %s: told without what was said, and nothing counts as sent', async (_, answer, why) => {
    const { source, held } = given({ ...client, tokenUrl: 'https://shop.example/token?key=hush' }, answer);
    const failure = await source.current().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TransportFailure);
    expect(failure).toMatchObject({
      delivery: 'not-sent',
      message: `the token endpoint https://shop.example/token ${why}`,
    });
    expect(await held.obtain()).toMatchObject([
      {
        code: 'credentials/no-token',
        severity: 'error',
        message: `Source "shopApi" has no token: the token endpoint https://shop.example/token ${why}.`,
      },
    ]);
  });

  test('once without an answer: a client asks again, a refresh token is not used twice', async () => {
    const reset = new TransportFailure('reset', 'unknown', 'reset');
    const patient = given(client, reset, token('t-1'));
    expect(await patient.source.current()).toBe('t-1');
    const careful = given(refresh, reset, token('t-1'));
    await expect(careful.source.current()).rejects.toBeInstanceOf(TransportFailure);
    expect(careful.asked()).toBe(1);
    expect(await careful.source.current()).toBe('t-1');
  });
});

describe('a call with a token', () => {
  const request = { method: 'POST', url: 'https://shop.example/a', headers: { 'x-a': '1' }, body: 'b' };
  const refused = { statusCode: 401 };

  /** The call over scripted answers of token endpoint and API in turn. */
  async function called(...answers: Parameters<typeof answering>) {
    const { source, transport, clock } = given(client, ...answers);
    const sent = await sendWithToken(request, source, false, { transport, clock, signal: () => never });
    const lines = transport.requests.map(
      ({ url, headers }) => `${url} ${headers['authorization']!.replace(/^Basic .*/, 'Basic')}`,
    );
    return { sent, lines };
  }

  test('carries it beside what it carries otherwise', async () => {
    const { sent, lines } = await called(token('t-1'), { statusCode: 201 });
    expect(lines).toEqual(['https://shop.example/token Basic', 'https://shop.example/a Bearer t-1']);
    expect(sent).toMatchObject({ response: { statusCode: 201 }, requests: 1 });
    expect(request.headers).toEqual({ 'x-a': '1' });
  });

  test('is sent once more with a new token after a 401, though it could not be repeated otherwise', async () => {
    const { sent, lines } = await called(token('t-1'), refused, token('t-2'), {});
    expect(lines.slice(1)).toEqual([
      'https://shop.example/a Bearer t-1',
      'https://shop.example/token Basic',
      'https://shop.example/a Bearer t-2',
    ]);
    expect(sent).toMatchObject({ response: { statusCode: 200 }, requests: 2 });
  });

  test('is not sent a third time', async () => {
    const { sent, lines } = await called(token('t-1'), refused, token('t-2'), refused);
    expect(lines).toHaveLength(4);
    expect(sent).toMatchObject({ response: { statusCode: 401 }, requests: 2 });
  });

  test.each([
    ['the same token comes', token('t-1')],
    ['no other token comes', { statusCode: 400 }],
  ])('is not repeated when %s', async (_, answer) => {
    const { sent, lines } = await called(token('t-1'), refused, answer);
    expect(lines).toHaveLength(3);
    expect(sent).toMatchObject({ response: { statusCode: 401 }, requests: 1 });
  });

  test('is not sent without one', async () => {
    const { sent, lines } = await called({ statusCode: 503 });
    expect(lines).toHaveLength(1);
    expect(sent).toMatchObject({ failure: { delivery: 'not-sent' }, requests: 0 });
  });

  test('is in doubt as any other when the answer to its repeat is lost', async () => {
    const lost = new TransportFailure('reset', 'unknown', 'reset');
    const { sent } = await called(token('t-1'), refused, token('t-2'), lost);
    expect(sent).toMatchObject({ failure: { delivery: 'unknown' }, requests: 2 });
  });
});
