import { describe, expect, it } from 'vitest';
import { readText } from '../text/read-text.ts';
import { readDescription } from './read/read-description.ts';
import { readOperation } from './read/read-operation.ts';
import type { SourceContext } from './read/reading.ts';
import { schemaAt } from './schema/schema-at.ts';
import { compileBody } from './serialize/serialize-body.ts';
import { compileParameter } from './serialize/serialize-parameter.ts';

/** Reads the first operation of an OpenAPI 2.0 description with these members. */
function read(members: string, options: SourceContext & { readonly location?: string } = {}) {
  const { location = 'https://docs.example/api.yaml', ...context } = options;
  const { located, diagnostics } = readText(`swagger: '2.0'\n${members}`, 'api.yaml');
  if (located === undefined) throw new Error(JSON.stringify(diagnostics));
  const { description } = readDescription(located, { location });
  const entry = description!.operations[0]!;
  return { ...readOperation(description!, entry, context), entry };
}

const codesOf = (result: ReturnType<typeof read>): unknown[] =>
  result.diagnostics.map(({ code, severity, place }) => [code, severity, place?.pointer]);

describe('the server of OpenAPI 2.0', () => {
  const servers = (members: string, location?: string): unknown =>
    read(`${members}\npaths: { /a: { get: {} } }`, location === undefined ? {} : { location }).operation
      .servers;

  it.each([
    ['host: api.example\nbasePath: /v2/\nschemes: [http, https]', 'https://api.example/v2'],
    ['host: api.example:8080\nschemes: [ws, http]', 'http://api.example:8080'],
    ['basePath: /v2', 'https://docs.example/v2'],
    ['host: api.example\nbasePath: /', 'https://api.example'],
  ])('is put together from %j', (members, url) => {
    expect(servers(members)).toEqual([{ url, variables: {} }]);
  });

  it("takes the operation's schemes in the place of the description's", () => {
    const { operation } = read(
      'host: a.example\nschemes: [https]\npaths: { /a: { get: { schemes: [http] } } }',
    );
    expect(operation.servers[0]?.url).toBe('http://a.example');
  });

  it.each([
    ['host: api.example', 'not whether it is called over https or http'],
    ['basePath: /v2\nschemes: [https]', 'names no host'],
    ['host: api.example\nschemes: [wss]', 'only https and http are called'],
  ])('is asked for when %j does not say it all', (members, words) => {
    const local = { location: 'api.yaml', source: 'things' };
    const result = read(`${members}\npaths: { /a: { get: {} } }`, local);
    expect(result.diagnostics).toMatchObject([{ code: 'source/no-server', severity: 'error' }]);
    expect(result.diagnostics[0]!.message).toContain(words);
    expect(result.diagnostics[0]!.hint).toContain('--server things=');
    expect(
      read(`${members}\npaths: { /a: { get: {} } }`, { ...local, serverGiven: true }).diagnostics,
    ).toEqual([]);
  });
});

describe('the parameters of OpenAPI 2.0', () => {
  it.each([
    ['query', 'csv', 'p=a%20b,c'],
    ['query', 'ssv', 'p=a%20b%20c'],
    ['query', 'tsv', 'p=a%20b%09c'],
    ['query', 'pipes', 'p=a%20b%7Cc'],
    ['query', 'multi', 'p=a%20b&p=c'],
    ['path', 'csv', 'a%20b,c'],
    ['path', 'pipes', 'a%20b%7Cc'],
    ['header', 'csv', 'a b,c'],
    ['header', 'pipes', 'a b|c'],
    ['header', 'tsv', 'a b\tc'],
  ])('in %s write a list as %s', (where, format, text) => {
    const { operation, diagnostics } = read(
      `paths: { '/a/{p}': { get: { parameters: [{ name: p, in: ${where}, required: true, type: array, items: { type: string }, collectionFormat: ${format} }] } } }`,
    );
    expect(diagnostics).toEqual([]);
    expect(compileParameter(operation.parameters[0]!)(['a b', 'c']).join('&')).toBe(text);
  });

  it('separate a list by commas unless told, and are checked by their own type', () => {
    const { operation } = read(
      'paths: { /a: { get: { parameters: [{ name: p, in: query, type: array }, { name: n, in: query, type: integer, enum: [1, 2] }] } } }',
    );
    expect(compileParameter(operation.parameters[0]!)([1, 2])).toEqual(['p=1,2']);
    expect(operation.parameters[1]!.schema).toEqual({ types: ['integer'], enum: [1, 2] });
  });

  it('come from the path item and from references, and those that cannot be written are reported', () => {
    const result = read(`
parameters: { page: { name: page, in: query, required: true, type: integer } }
paths:
  /a:
    parameters: [{ $ref: '#/parameters/page' }, { name: page, in: header, type: string }]
    get:
      parameters:
        - { name: many, in: header, type: array, collectionFormat: multi }
        - { name: sid, in: cookie, type: string, required: true }
`);
    expect(
      result.operation.parameters.map(({ name, in: where, required }) => [name, where, required]),
    ).toEqual([
      ['page', 'query', true],
      ['page', 'header', false],
    ]);
    expect(codesOf(result)).toEqual([
      ['step/unsupported-serialization', 'warning', '/paths/~1a/get/parameters/0'],
      ['step/unsupported-serialization', 'error', '/paths/~1a/get/parameters/1'],
    ]);
  });
});

describe('the bodies of OpenAPI 2.0', () => {
  it('are the body parameter, in what the operation consumes, else the description, else JSON', () => {
    const body = '{ name: any, in: body, required: true, schema: { $ref: "#/definitions/Pet" } }';
    const definitions =
      'definitions: { Pet: { type: object, required: [name], properties: { name: { type: string } } } }';
    const consumed = (root: string, own: string) =>
      read(`${root}\n${definitions}\npaths: { /a: { post: { ${own} parameters: [${body}] } } }`).operation
        .requestBody;
    expect(consumed('', '')).toEqual({
      required: true,
      content: {
        'application/json': {
          schema: { types: ['object'], required: ['name'], properties: { name: { types: ['string'] } } },
          encoding: {},
        },
      },
    });
    expect(Object.keys(consumed('consumes: [application/xml]', '')!.content)).toEqual(['application/xml']);
    expect(
      Object.keys(consumed('consumes: [text/plain]', 'consumes: [Application/Vnd.Pet+json],')!.content),
    ).toEqual(['application/vnd.pet+json']);
  });

  it('are forms of formData parameters, with lists written by their collection format', () => {
    const { operation, diagnostics } = read(`
consumes: [application/json]
paths:
  /a:
    post:
      parameters:
        - { name: amount, in: formData, type: integer, required: true }
        - { name: tags, in: formData, type: array, collectionFormat: pipes }
        - { name: many, in: formData, type: array, collectionFormat: multi }
        - { name: plain, in: formData, type: array }
`);
    expect(diagnostics).toEqual([]);
    expect(operation.parameters).toEqual([]);
    const { required, content } = operation.requestBody!;
    expect(required).toBe(true);
    const media = content['application/x-www-form-urlencoded']!;
    expect(media.schema).toMatchObject({
      required: ['amount'],
      properties: { amount: { types: ['integer'] } },
    });
    const write = compileBody('application/x-www-form-urlencoded', media)!;
    expect(write({ amount: 1, tags: ['a', 'b'], many: ['a', 'b'], plain: ['a', 'b'] })).toBe(
      'amount=1&tags=a%7Cb&many=a&many=b&plain=a,b',
    );
  });

  it('report a collection format that does not exist', () => {
    const result = read(
      'paths: { /a: { post: { parameters: [{ name: a, in: formData, type: array, collectionFormat: xsv }] } } }',
    );
    expect(codesOf(result)).toEqual([['source/malformed', 'warning', '/paths/~1a/post/parameters/0']]);
  });

  it('are multipart when a field is a file', () => {
    const { operation } = read(
      'paths: { /a: { post: { parameters: [{ name: f, in: formData, type: file }, { name: n, in: formData, type: string }] } } }',
    );
    expect(Object.keys(operation.requestBody!.content)).toEqual(['multipart/form-data']);
  });
});

describe('the answers and the security of OpenAPI 2.0', () => {
  it('have the response schema in what the operation produces', () => {
    const { operation, entry } = read(`
produces: [application/json, application/xml]
responses: { found: { description: Found, schema: { $ref: '#/definitions/Pet' } } }
definitions: { Pet: { type: object, properties: { id: { type: integer } } } }
paths: { /a: { get: { responses: { '200': { $ref: '#/responses/found' }, default: { description: Bad } } } } }
`);
    const pet = { types: ['object'], properties: { id: { types: ['integer'] } } };
    expect(operation.responses).toEqual({
      '200': {
        description: 'Found',
        content: { 'application/json': { schema: pet }, 'application/xml': { schema: pet } },
      },
      default: { description: 'Bad', content: {} },
    });
    expect(schemaAt(entry, 200, ['id'])).toEqual({ types: ['integer'] });
  });

  it('have the security definitions as schemes of OpenAPI 3', () => {
    const { operation } = read(`
securityDefinitions:
  user: { type: basic }
  key: { type: apiKey, in: query, name: k }
  app: { type: oauth2, flow: application, tokenUrl: 'https://a.example/token', scopes: {} }
security: [{ user: [] }, { key: [], app: [read] }]
paths: { /a: { get: {} } }
`);
    expect(operation.security).toEqual([
      { user: { scopes: [], scheme: { type: 'http', scheme: 'basic' } } },
      {
        key: { scopes: [], scheme: { type: 'apiKey', in: 'query', name: 'k' } },
        app: {
          scopes: ['read'],
          scheme: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: 'https://a.example/token' } } },
        },
      },
    ]);
  });

  it('ignore what stands beside a reference', () => {
    const { operation } = read(`
definitions: { Pet: { type: object } }
paths: { /a: { post: { parameters: [{ name: b, in: body, schema: { $ref: '#/definitions/Pet', additionalProperties: false } }] } } }
`);
    expect(operation.requestBody?.content['application/json']?.schema).toEqual({ types: ['object'] });
  });
});
