import { describe, expect, test } from 'vitest';
import type { Scope } from '../expression/scope.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import type { Operation, Parameter } from '../openapi/operation.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import type { CallPlan } from '../plan/plan.ts';
import { type CallSurroundings, compileCall } from './call.ts';

const declared = (name: string, location: Parameter['in'], required = false): Parameter => ({
  name,
  in: location,
  required,
  style: location === 'query' || location === 'cookie' ? 'form' : 'simple',
  explode: location === 'query' || location === 'cookie',
  allowReserved: false,
});

const operation: Operation = {
  method: 'POST',
  path: '/pets/{id}',
  pointer: '',
  servers: [{ url: 'https://pets.example', variables: {} }],
  parameters: [
    declared('id', 'path', true),
    declared('q', 'query'),
    declared('must', 'query', true),
    declared('X-Trace', 'header'),
  ],
  requestBody: {
    required: false,
    content: {
      'application/json': { encoding: {} },
      'application/x-www-form-urlencoded': { encoding: {} },
      'text/plain': { encoding: {} },
    },
  },
  responses: {
    '200': { description: '', content: { 'text/csv': {}, 'application/json': {} } },
    '4XX': { description: '', content: { 'application/problem+json': {} } },
  },
  security: [],
};

interface Given {
  readonly parameters?: readonly (readonly [name: string, location: Parameter['in'], value: unknown])[];
  readonly body?: readonly [contentType: string, payload: unknown];
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly surroundings?: Partial<CallSurroundings>;
  readonly extra?: Readonly<Record<string, string>>;
}

/** Builds one request of the operation; `id` and `must` are given unless the test gives them. */
function build({ parameters = [], body, inputs = {}, surroundings = {}, extra = {} }: Given) {
  const all = new Map<string, readonly [string, Parameter['in'], unknown]>([
    ['id', ['id', 'path', 'p1']],
    ['must', ['must', 'query', 'm']],
  ]);
  for (const parameter of parameters) all.set(parameter[0], parameter);
  const plan: CallPlan = {
    kind: 'operation',
    source: 'pets',
    operation,
    parameters: [...all.values()].map(([name, location, value]) => ({
      name,
      in: location,
      value: parseTemplate(value).template,
    })),
    ...(body === undefined
      ? {}
      : { body: { contentType: body[0], payload: parseTemplate(body[1]).template } }),
  };
  const scope: Scope = { inputs, steps: {}, workflows: {} };
  const around = { baseUrl: 'https://pets.example/v1', placements: [], headers: {}, ...surroundings };
  return compileCall(plan, around)(scope, extra);
}

describe('a call', () => {
  test('fills path, query, headers and cookies, and tells its step what was sent before serialization', () => {
    const { request, scope } = build({
      parameters: [
        ['id', 'path', '$inputs.id'],
        ['q', 'query', [1, 2]],
        ['X-Trace', 'header', 7],
        ['session', 'cookie', 's'],
        ['other', 'cookie', 't'],
      ],
      inputs: { id: 'a/b' },
    });
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://pets.example/v1/pets/a%2Fb?must=m&q=1&q=2',
    });
    expect(request.headers).toMatchObject({ 'x-trace': '7', cookie: 'session=s; other=t' });
    expect(request.body).toBeUndefined();
    expect(scope).toMatchObject({ path: { id: 'a/b' }, query: { q: [1, 2] }, header: { 'x-trace': 7 } });
  });

  test('accepts the documented successes, JSON first', () => {
    expect(build({}).request.headers['accept']).toBe('application/json, text/csv, */*;q=0.1');
  });

  test('lets the document win over what is sent with every call, and over credentials', () => {
    const placement = { in: 'header', name: 'Authorization', value: 'Bearer secret' } as const;
    const surroundings = { headers: { version: '1' }, placements: [placement] };
    expect(build({ surroundings }).request.headers).toMatchObject({
      version: '1',
      authorization: 'Bearer secret',
    });
    const parameters = [
      ['Authorization', 'header', 'Bearer own'],
      ['Version', 'header', '2'],
    ] as const;
    expect(build({ surroundings, parameters }).request.headers).toMatchObject({
      version: '2',
      authorization: 'Bearer own',
    });
  });

  test('puts credentials where they belong, and keeps them from the expressions of its step', () => {
    const placements = [
      { in: 'query', name: 'key', value: 'a&b' },
      { in: 'cookie', name: 'sid', value: 'c' },
      { in: 'header', name: 'X-Key', value: 'd' },
    ] as const;
    const { request, scope } = build({ surroundings: { placements } });
    expect(request.url).toContain('?must=m&key=a%26b');
    expect(request.headers).toMatchObject({ cookie: 'sid=c', 'x-key': 'd' });
    expect(scope.query).toEqual({ must: 'm' });
    expect(scope.header).toEqual({ accept: 'application/json, text/csv, */*;q=0.1' });
  });

  test('carries the fields of the attempt', () => {
    expect(build({ extra: { 'idempotency-key': 'k' } }).request.headers['idempotency-key']).toBe('k');
  });

  test.each([
    ['application/json', { a: '$inputs.n', gone: '$inputs.gone' }, '{"a":1}'],
    ['application/json', '{"a": {$inputs.n}}', '{"a": 1}'],
    [
      'application/x-www-form-urlencoded',
      { a: '$inputs.text', gone: '$inputs.gone', list: [1, true] },
      'a=x%26y&list=1&list=true',
    ],
    ['application/x-www-form-urlencoded', 'a={$inputs.text}', 'a=x%26y'],
    ['text/plain', 'Dear {$inputs.text}', 'Dear x&y'],
  ])('writes a body of type %s', (contentType, payload, expected) => {
    const { request } = build({ body: [contentType, payload], inputs: { n: 1, text: 'x&y' } });
    expect(request).toMatchObject({ body: expected, headers: { 'content-type': contentType } });
  });

  test('leaves out optional parameters without a value', () => {
    const parameters = [
      ['q', 'query', '$inputs.gone'],
      ['X-Trace', 'header', '$inputs.gone'],
      ['c', 'cookie', '$inputs.gone'],
    ] as const;
    const { request } = build({ parameters });
    expect(request.url).toBe('https://pets.example/v1/pets/p1?must=m');
    expect(Object.keys(request.headers)).toEqual(['accept']);
  });

  test.each([
    ['id', 'path'],
    ['must', 'query'],
  ] as const)('is not built without the required parameter "%s", missing or null', (name, location) => {
    for (const inputs of [{}, { v: null }]) {
      const attempt = () => build({ parameters: [[name, location, '$inputs.v']], inputs });
      expect(attempt).toThrow(UnresolvedValue);
      expect(attempt).toThrow(
        `$inputs.v has no value, and the operation requires the ${location} parameter "${name}"`,
      );
    }
  });

  test.each(['..', '.', ''])('cannot be led to another path by %j', (id) => {
    expect(() => build({ parameters: [['id', 'path', id]] })).toThrow(UnserializableValue);
  });

  test.each(['a\r\nX-Evil: 1', 'a\nb', 'a\u0000'])('cannot have fields added by %j', (value) => {
    expect(() => build({ parameters: [['X-Trace', 'header', value]] })).toThrow(UnserializableValue);
  });

  test('is not built from a template that makes no JSON', () => {
    expect(() => build({ body: ['application/json', '{"a": {$inputs.n}'], inputs: { n: 1 } })).toThrow(
      'not JSON',
    );
  });
});

test('a body that is larger than any sensible one is refused, before anything is sent', () => {
  const text = 'x'.repeat(9 * 1024 * 1024);
  const once = build({ body: ['application/json', { a: '$inputs.text' }], inputs: { text } });
  expect(once.request.body).toHaveLength(text.length + 8);
  for (const payload of [{ a: '$inputs.text', b: '$inputs.text' }, ['$inputs.text', '$inputs.text']]) {
    expect(() => build({ body: ['application/json', payload], inputs: { text } })).toThrow(
      UnserializableValue,
    );
  }
});
