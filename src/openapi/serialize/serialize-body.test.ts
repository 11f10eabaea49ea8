import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { Stripe } from 'stripe';
import twilio from 'twilio';
import { describe, expect, it } from 'vitest';
import { chooseMediaType } from '../choose-media-type.ts';
import { serverUrl } from '../choose-server.ts';
import type { Encoding } from '../operation.ts';
import { compileBody } from './serialize-body.ts';
import { compileForm } from './serialize-form.ts';
import { UnserializableValue } from './unserializable-value.ts';

const form = (value: unknown, encoding: Record<string, Encoding> = {}): string =>
  compileForm({ encoding })(value);
const deep: Encoding = { style: 'deepObject', explode: true };

/** Every field deep, as Stripe's description says it. */
const allDeep = (value: object): Record<string, Encoding> =>
  Object.fromEntries(Object.keys(value).map((name) => [name, deep]));

describe('compileForm', () => {
  it('writes fields without an encoding by their type', () => {
    const value = {
      a: 'x y',
      n: 1e21,
      t: true,
      list: ['a', 1, { b: 2 }],
      o: { k: [1] },
      empty: '',
      none: null,
    };
    expect(form(value)).toBe(
      'a=x%20y&n=1000000000000000000000&t=true&list=a&list=1&list=%7B%22b%22%3A2%7D&o=%7B%22k%22%3A%5B1%5D%7D&empty=',
    );
  });

  it('writes fields with an encoding by its style or its content type', () => {
    const value = { a: [1, 2], b: { c: 'd' }, e: 'f', g: 'h&/' };
    const encoding: Record<string, Encoding> = {
      a: { style: 'pipeDelimited', explode: false },
      b: { explode: true },
      e: { contentType: 'application/json' },
      g: { allowReserved: true },
    };
    expect(form(value, encoding)).toBe('a=1%7C2&c=d&e=%22f%22&g=h%26/');
  });

  it('sends names with brackets as they are', () => {
    expect(form({ 'automatic_payment_methods[enabled]': true })).toBe(
      'automatic_payment_methods[enabled]=true',
    );
  });

  it('sends text as written and refuses what has no fields', () => {
    expect(form('a=1&b=2')).toBe('a=1&b=2');
    for (const value of [[], 5, null, undefined]) expect(() => form(value)).toThrow(UnserializableValue);
    expect(() => form({ a: '\udc00' })).toThrow(UnserializableValue);
    expect(() => form({ '\udc00': 'a' })).toThrow(UnserializableValue);
  });

  it('never lets a value or a name add a field', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('&', '=', '%', '+', ' ', '\r', '\n', '[', ']', ';') }),
    );
    fc.assert(
      fc.property(fc.dictionary(text, text), fc.boolean(), (value, nested) => {
        const written = nested ? form({ m: value }, { m: deep }) : form(value);
        const expected = Object.entries(value).map(([name, each]) => [nested ? `m[${name}]` : name, each]);
        expect([...new URLSearchParams(written)]).toEqual(expected);
      }),
    );
  });
});

describe('the official clients', () => {
  async function sentByStripe(params: object): Promise<string> {
    let body = '';
    const record: typeof fetch = (_, init) => {
      body = init?.body as string;
      return Promise.resolve(Response.json({ id: 'pi_1' }));
    };
    const client = new Stripe('sk_test_dummy', {
      httpClient: Stripe.createFetchHttpClient(record),
      telemetry: false,
    });
    await client.paymentIntents.create(params as Stripe.PaymentIntentCreateParams);
    return body;
  }

  async function sentByTwilio(params: object): Promise<string> {
    let body = '';
    const server = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () =>
        response.writeHead(201, { 'content-type': 'application/json' }).end('{"sid":"SM1"}'),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const inner = new twilio.RequestClient({ keepAlive: false });
    const httpClient = { request: (options: object) => inner.request({ ...options, uri } as never) };
    try {
      const client = twilio(`AC${'0'.repeat(32)}`, 'token', { httpClient: httpClient as never });
      await client.messages.create(params as { to: string });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
    return body;
  }

  it('agree with us, byte for byte, on a payment intent', async () => {
    const params = {
      amount: 1999,
      currency: 'usd',
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      expand: ['latest_charge', 'customer'],
      metadata: { run_id: 'r 1&2=+%', dash: "é!'()*~—", empty: '' },
      transfer_data: undefined,
      shipping: { address: { line1: 'Straße 1', lines: [{ a: 1 }, { a: 2 }] } },
    };
    expect(form(params, allDeep(params))).toBe(await sentByStripe(params));
  });

  it('agree with us on any nested value without null', async () => {
    const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean());
    const { nested } = fc.letrec((tie) => ({
      nested: fc.oneof(
        { maxDepth: 3 },
        scalar,
        fc.array(tie('nested')),
        fc.dictionary(fc.string(), tie('nested')),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), nested), async (metadata) => {
        const params = { amount: 1, metadata };
        const ours = [...new URLSearchParams(form(params, allDeep(params)))];
        expect(ours).toEqual([...new URLSearchParams(await sentByStripe(params))]);
      }),
      { numRuns: 50 },
    );
  });

  it('agree with us, byte for byte, on a message', async () => {
    const sent = await sentByTwilio({
      to: '+15005550009',
      from: '+15005550006',
      body: "Pay now: https://example.com/?a=b&c=d é 100% it's *",
      mediaUrl: ['https://example.com/a b.png', 'https://example.com/b.png'],
      shortenUrls: true,
    });
    const ours = form({
      To: '+15005550009',
      From: '+15005550006',
      Body: "Pay now: https://example.com/?a=b&c=d é 100% it's *",
      MediaUrl: ['https://example.com/a b.png', 'https://example.com/b.png'],
      ShortenUrls: true,
    });
    expect(ours.split('&').toSorted()).toEqual(sent.split('&').toSorted());
  });
});

describe('compileBody', () => {
  const write = (contentType: string, value: unknown): unknown =>
    compileBody(contentType, undefined)?.(value);

  it('writes JSON, forms and text', () => {
    expect(write('application/json', { a: null })).toBe('{"a":null}');
    expect(write('application/merge-patch+json; charset="UTF-8"', 'x')).toBe('"x"');
    expect(write('Application/X-WWW-Form-URLencoded', { a: 1 })).toBe('a=1');
    expect(write('text/csv', 'a,b')).toBe('a,b');
    expect(write('application/atom+xml', '<feed/>')).toBe('<feed/>');
  });

  it.each([
    'multipart/*',
    'application/*',
    'text/*',
    'json',
    'text/plain; charset=utf-16',
    'application/json;\r\nX: 1',
  ])('has no writer for %j', (contentType) => {
    expect(compileBody(contentType, undefined)).toBeUndefined();
  });

  it('writes what is neither text nor JSON from base64', () => {
    expect(write('application/octet-stream', 'AP/+')).toEqual(Buffer.from([0, 0xff, 0xfe]));
    expect(write('image/png', 'AP8')).toEqual(Buffer.from([0, 0xff]));
    expect(write('application/x-ndjson', '{}\n{}')).toBe('{}\n{}');
    for (const value of ['not base64!', 'AP8=AA', 'A', 5, {}, null])
      expect(() => write('application/pdf', value)).toThrow(UnserializableValue);
  });

  it('refuses payloads that the media type cannot carry', () => {
    expect(() => write('text/plain', {})).toThrow(UnserializableValue);
    expect(() => write('application/json', undefined)).toThrow(UnserializableValue);
  });
});

describe('chooseMediaType', () => {
  const media = { encoding: {} };
  const content = (...names: string[]) => Object.fromEntries(names.map((name) => [name, media]));

  it('obeys the author, and says when the operation does not declare the type', () => {
    const declared = content('text/*', 'application/json');
    expect(chooseMediaType(declared, 'Application/JSON; v=1')).toEqual({
      contentType: 'Application/JSON; v=1',
      mediaType: media,
    });
    expect(chooseMediaType(declared, 'text/csv')).toEqual({ contentType: 'text/csv', mediaType: media });
    expect(chooseMediaType(declared, 'image/png')).toEqual({ contentType: 'image/png', note: 'undeclared' });
  });

  it('chooses the only type, else JSON, then form, then the first', () => {
    const chosen = (...names: string[]): unknown => {
      const found = chooseMediaType(content(...names));
      return [found?.contentType, found?.note];
    };
    expect(chosen('text/csv')).toEqual(['text/csv', undefined]);
    expect(chosen('text/csv', 'application/x-www-form-urlencoded', 'application/hal+json')).toEqual([
      'application/hal+json',
      'several',
    ]);
    expect(chosen('text/csv', 'application/x-www-form-urlencoded')).toEqual([
      'application/x-www-form-urlencoded',
      'several',
    ]);
    expect(chosen('text/csv', 'image/png')).toEqual(['text/csv', 'several']);
    expect(chosen('*/*')).toEqual(['application/json', 'range']);
    expect(chosen()).toEqual([undefined, undefined]);
  });
});

describe('serverUrl', () => {
  const region = { region: { default: 'eu', enum: ['eu', 'us'] } };

  it('fills variables and keeps the base path', () => {
    const server = { url: 'https://{region}.example.com/v1/', variables: region };
    expect(serverUrl(server)).toEqual({ url: 'https://eu.example.com/v1' });
    expect(serverUrl(server, { region: 'us' })).toEqual({ url: 'https://us.example.com/v1' });
    expect(serverUrl({ url: '{b}/x', variables: { b: { default: 'http://localhost:1' } } })).toEqual({
      url: 'http://localhost:1/x',
    });
  });

  it.each([
    ['/v1', {}, 'source/no-server'],
    ['', {}, 'source/no-server'],
    ['https://{nope}', {}, 'source/server-variable'],
    ['https://{region}', { region: 'mars' }, 'source/server-variable'],
    ['ftp://x', {}, 'source/invalid-url'],
    ['https://user:secret@x', {}, 'source/invalid-url'],
    ['https://x/?a=b', {}, 'source/invalid-url'],
    ['https://[', {}, 'source/invalid-url'],
  ])('finds fault with %j and %j', (url, variables, code) => {
    const result = serverUrl({ url, variables: region }, variables);
    expect(result).toMatchObject({ problem: { code, severity: 'error' } });
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});
