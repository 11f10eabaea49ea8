import { describe, expect, test } from 'vitest';
import { effectiveServer, isLoopback } from './effective-server.ts';
import { unknownVariables } from './server-choice.ts';

const operation = (...urls: string[]) => ({ servers: urls.map((url) => ({ url, variables: {} })) });

describe('the effective server', () => {
  test.each([
    [
      'https://api.twilio.com/2010-04-01',
      undefined,
      'https://api.twilio.com/2010-04-01',
      'https://api.twilio.com',
    ],
    ['https://a.example/b//', undefined, 'https://a.example/b/', 'https://a.example'],
    ['https://a.example/b//', 'https://c.example', 'https://c.example/b/', 'https://c.example'],
    ['https://api.stripe.com/', undefined, 'https://api.stripe.com', 'https://api.stripe.com'],
    [
      'https://api.twilio.com/2010-04-01',
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010/2010-04-01',
      'http://127.0.0.1:4010',
    ],
    [
      'https://api.twilio.com/2010-04-01',
      'http://127.0.0.1:4010/',
      'http://127.0.0.1:4010/2010-04-01',
      'http://127.0.0.1:4010',
    ],
    [
      'https://api.twilio.com/2010-04-01',
      'http://127.0.0.1:4010/mine/',
      'http://127.0.0.1:4010/mine',
      'http://127.0.0.1:4010',
    ],
    ['/v2', 'https://h.example', 'https://h.example/v2', 'https://h.example'],
    ['/v2', 'https://h.example/v3', 'https://h.example/v3', 'https://h.example'],
    ['https://h.example:443/a', undefined, 'https://h.example/a', 'https://h.example'],
  ])('of %s with %s is %s', (described, override, baseUrl, origin) => {
    expect(effectiveServer(operation(described), override)).toEqual({ baseUrl, origin });
  });

  test('is the first of several', () => {
    expect(effectiveServer(operation('https://a.example', 'https://b.example'))).toMatchObject({
      origin: 'https://a.example',
    });
  });

  test('fills variables in', () => {
    const variables = { region: { default: 'eu' } };
    const servers = [{ url: 'https://{region}.example/v1', variables }];
    expect(effectiveServer({ servers })).toMatchObject({ baseUrl: 'https://eu.example/v1' });
    expect(effectiveServer({ servers }, 'http://localhost:1')).toMatchObject({
      baseUrl: 'http://localhost:1/v1',
    });
  });

  test.each([
    ['/v1', undefined, 'source/no-server'],
    ['https://{x}.example', undefined, 'source/server-variable'],
    ['ftp://h.example', undefined, 'source/invalid-url'],
    ['https://api.stripe.com@evil.example', undefined, 'source/invalid-url'],
    ['https://h.example', 'h.example', 'source/invalid-url'],
    ['https://h.example', 'file:///etc/passwd', 'source/invalid-url'],
    ['https://h.example', 'https://h.example/?a=1', 'source/invalid-url'],
    ['https://h.example', 'https://user:hush@h.example', 'source/invalid-url'],
  ])('of %s with %s is a finding', (described, override, code) => {
    const finding = effectiveServer(operation(described), override);
    expect(finding).toMatchObject({ code });
    expect(JSON.stringify(finding)).not.toContain('hush');
  });

  test('of an operation without servers is a finding, or the override', () => {
    expect(effectiveServer({ servers: [] })).toMatchObject({ code: 'source/no-server' });
    expect(effectiveServer({ servers: [] }, 'https://h.example')).toMatchObject({
      baseUrl: 'https://h.example',
    });
  });
});

describe('a described server that is chosen', () => {
  const servers = [
    { url: 'https://a.example', variables: {} },
    {
      name: 'region',
      url: 'https://{region}.b.example/v1',
      variables: { region: { default: 'us', enum: ['us', 'eu'] } },
    },
  ];

  test.each([
    [{}, 'https://a.example'],
    [{ server: 2 }, 'https://us.b.example/v1'],
    [{ server: 'region', variables: { region: 'eu' } }, 'https://eu.b.example/v1'],
  ])('by %j is called', (choice, baseUrl) => {
    expect(effectiveServer({ servers }, choice)).toMatchObject({ baseUrl });
  });

  test.each([
    [{ server: 3 }, 'source/no-server', 'region'],
    [{ server: 'regoin' }, 'source/no-server', 'Did you mean region'],
    [{ server: 'region', variables: { region: 'eu.evil.example/' } }, 'source/server-variable', 'us, eu'],
  ])('by %j is a finding', (choice, code, words) => {
    const finding = effectiveServer({ servers }, choice);
    expect(finding).toMatchObject({ code, hint: expect.stringContaining(words) as string });
  });

  test('has no other variables than those that are declared', () => {
    expect(unknownVariables('api', servers, { variables: { regoin: 'eu' } })).toMatchObject([
      { code: 'source/server-variable', hint: 'Did you mean region?' },
    ]);
    expect(unknownVariables('api', servers, { variables: { region: 'eu' } })).toEqual([]);
  });
});

test.each([
  ['http://localhost:1', true],
  ['http://127.0.0.1', true],
  ['http://127.1.2.3:80', true],
  ['http://2130706433', true],
  ['http://[::1]:1', true],
  ['http://128.0.0.1', false],
  ['http://127.0.0.1.example', false],
  ['http://localhost.example', false],
  ['http://0.0.0.0', false],
])('%s is on this machine: %s', (origin, expected) => {
  expect(isLoopback(origin)).toBe(expected);
});
