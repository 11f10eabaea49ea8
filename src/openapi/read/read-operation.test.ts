import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { readDescription } from './read-description.ts';
import { readOperation } from './read-operation.ts';
import type { SourceContext } from './reading.ts';
import { schemaAt } from '../schema/schema-at.ts';

interface Options extends SourceContext {
  readonly location?: string;
  readonly version?: string;
}

/** Reads the operation `POST /things/{id}` of a description with these members. */
function read(members: string, options: Options = {}) {
  const { version = '3.0.3', location = 'https://api.example.com/specs/api.yaml', ...context } = options;
  const { located, diagnostics } = readText(`openapi: ${version}\n${members}`, 'api.yaml');
  if (located === undefined) throw new Error(JSON.stringify(diagnostics));
  const { description } = readDescription(located, { location });
  const entry = description!.operations[0]!;
  return { ...readOperation(description!, entry, context), description: description!, entry };
}

const codesOf = (result: ReturnType<typeof read>): unknown[] =>
  result.diagnostics.map(({ code, severity, place }) => [code, severity, place?.pointer]);

describe('parameters', () => {
  it('merges those of the path item and of the operation by name and location, with defaults by location', () => {
    const { operation, diagnostics } = read(`
paths:
  /things/{id}:
    parameters:
      - { name: id, in: path, required: true, schema: { type: string } }
      - { name: X-Trace, in: header, schema: { type: string } }
      - { name: limit, in: query, required: true }
    post:
      parameters:
        - { name: x-trace, in: header, required: true }
        - { name: limit, in: cookie }
        - { name: limit, in: query, style: pipeDelimited }
        - { name: Content-Type, in: header, required: true }
        - $ref: '#/components/parameters/filter'
components:
  parameters:
    filter: { name: filter, in: query, content: { application/json: { schema: { type: object } } } }
`);
    expect(diagnostics).toEqual([]);
    const short = operation.parameters.map((each) => [
      each.in,
      each.name,
      each.required,
      each.style,
      each.explode,
    ]);
    expect(short).toEqual([
      ['path', 'id', true, 'simple', false],
      ['header', 'x-trace', true, 'simple', false],
      ['query', 'limit', false, 'pipeDelimited', false],
      ['cookie', 'limit', false, 'form', true],
      ['query', 'filter', false, 'form', true],
    ]);
    expect(operation.parameters[4]).toMatchObject({
      mediaType: 'application/json',
      schema: { types: ['object'] },
    });
  });

  it('reports references that lead nowhere where the request needs them, as errors', () => {
    const result = read(`
paths:
  /a:
    post:
      parameters: [{ $ref: '#/components/parameters/none' }, { $ref: 'common.yaml#/x' }, { $ref: '#/components/parameters/a' }]
      requestBody: { $ref: '#/components/requestBodies/%ZZ' }
components: { parameters: { a: { $ref: '#/components/parameters/b' }, b: { $ref: '#/components/parameters/a' } } }
`);
    expect(codesOf(result)).toEqual([
      ['source/dangling-reference', 'error', '/paths/~1a/post/parameters/0/$ref'],
      ['source/dangling-reference', 'error', '/paths/~1a/post/parameters/1/$ref'],
      ['source/circular-reference', 'error', '/components/parameters/a/$ref'],
      ['source/dangling-reference', 'error', '/paths/~1a/post/requestBody/$ref'],
    ]);
    expect(result.diagnostics[1]!.message).toContain('leads to a document that could not be read');
  });

  it('reports what cannot be written, as an error only when it is required', () => {
    const result = read(
      `
paths:
  /a/{p}:
    post:
      parameters:
        - { name: p, in: path, required: true, style: deepObject }
        - { name: q, in: querystring, content: { image/png: {} } }
        - { name: c, in: query, content: { multipart/mixed: {} } }
        - { in: query }
`,
      { version: '3.2.0' },
    );
    expect(codesOf(result)).toEqual([
      ['source/malformed', 'error', '/paths/~1a~1{p}/post/parameters/3'],
      ['step/unsupported-serialization', 'error', '/paths/~1a~1{p}/post/parameters/0'],
      ['step/unsupported-serialization', 'warning', '/paths/~1a~1{p}/post/parameters/1'],
      ['step/unsupported-serialization', 'warning', '/paths/~1a~1{p}/post/parameters/2'],
    ]);
  });
});

describe('bodies and answers', () => {
  it('reads media types in lower case without parameters, with the encodings that were set', () => {
    const { operation, diagnostics } = read(`
paths:
  /a:
    post:
      requestBody:
        required: true
        content:
          'Application/JSON; charset=utf-8': { schema: { type: object } }
          application/x-www-form-urlencoded:
            schema: { $ref: '#/components/schemas/none' }
            encoding: { __proto__: { explode: true }, meta: { style: deepObject }, plain: {} }
      responses:
        2xx: { description: fine, content: { application/json: { schema: { type: array } } } }
        default: { $ref: '#/components/responses/none' }
`);
    expect(operation.requestBody?.required).toBe(true);
    expect(operation.requestBody?.content).toEqual({
      'application/json': { schema: { types: ['object'] }, encoding: {} },
      'application/x-www-form-urlencoded': {
        schema: { types: [] },
        encoding: Object.fromEntries([
          ['__proto__', { explode: true }],
          ['meta', { style: 'deepObject' }],
          ['plain', {}],
        ]),
      },
    });
    expect(operation.responses).toEqual({
      '2XX': { description: 'fine', content: { 'application/json': { schema: { types: ['array'] } } } },
    });
    // A body can be written without its schema, and an answer can be read without its description.
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['source/dangling-reference', 'warning'],
      ['source/dangling-reference', 'warning'],
    ]);
  });

  it('does not see mistakes elsewhere in the description', () => {
    const result = read(`
paths:
  /a: { post: { requestBody: { content: { application/json: { schema: { properties: { b: { $ref: '#/none' } } } } } } } }
  /b: { post: { parameters: [{ $ref: '#/none' }], security: 5 } }
`);
    expect(result.diagnostics).toEqual([]);
    expect(result.operation.requestBody?.content['application/json']?.schema).toEqual({
      types: [],
      properties: { b: { types: [] } },
    });
  });
});

describe('schemas', () => {
  const summary = (schema: string, version = '3.1.0', rest = '') => {
    const { operation } = read(
      `paths: { /a: { post: { requestBody: { content: { application/json: { schema: ${schema} } } } } } }\n${rest}`,
      { version },
    );
    return operation.requestBody?.content['application/json']?.schema;
  };

  it('merges allOf and resolves references one level deep', () => {
    const rest = `components: { schemas: { base: { type: object, required: [id], properties: { id: { type: string }, self: { $ref: '#/components/schemas/base' } } } } }`;
    const schema = `{ allOf: [{ $ref: '#/components/schemas/base' }, { properties: { n: { type: [integer, 'null'] } }, required: [n], additionalProperties: false }] }`;
    expect(summary(schema, '3.1.0', rest)).toEqual({
      types: ['object'],
      properties: {
        id: { types: ['string'] },
        self: { types: ['object'] },
        n: { types: ['integer', 'null'] },
      },
      required: ['id', 'n'],
      closed: true,
    });
  });

  it('unites alternatives', () => {
    expect(summary(`{ anyOf: [{ type: string, enum: [a] }, { type: 'null' }] }`)).toEqual({
      types: ['string', 'null'],
      enum: ['a', null],
    });
    expect(summary(`{ oneOf: [{ type: string }, {}] }`)).toEqual({ types: [] });
    expect(summary(`{ allOf: [{ type: number }, { type: integer }] }`)).toEqual({ types: ['integer'] });
  });

  it('reads nullable and const', () => {
    expect(summary(`{ type: string, nullable: true }`, '3.0.0')).toEqual({ types: ['string', 'null'] });
    expect(summary(`{ const: 3 }`)).toEqual({ types: [], enum: [3] });
  });

  it('ignores what stands beside a reference in 3.0 and honours it in 3.1', () => {
    const rest = `components: { schemas: { base: { type: object } } }`;
    const schema = `{ additionalProperties: false, $ref: '#/components/schemas/base' }`;
    expect(summary(schema, '3.0.0', rest)).toEqual({ types: ['object'] });
    expect(summary(schema, '3.1.0', rest)).toEqual({ types: ['object'], closed: true });
  });

  it('survives circles and compositions that would multiply', () => {
    const doubling = Array.from(
      { length: 30 },
      (_, n) =>
        `s${n}: { allOf: [{ $ref: '#/components/schemas/s${n + 1}' }, { $ref: '#/components/schemas/s${n + 1}' }] }`,
    ).join(', ');
    const rest = `components: { schemas: { loop: { $ref: '#/components/schemas/loop' }, ${doubling}, s30: { type: string } } }`;
    expect(summary(`{ $ref: '#/components/schemas/loop' }`, '3.1.0', rest)).toEqual({ types: [] });
    expect(summary(`{ $ref: '#/components/schemas/s0' }`, '3.1.0', rest)).toEqual({ types: ['string'] });
  });
});

describe('servers', () => {
  it('takes the nearest level wholly, without trailing slashes', () => {
    const { operation } = read(`
servers: [{ url: 'https://root.example/' }]
paths: { /a: { servers: [{ url: 'https://path.example/v1/' }], post: {} } }`);
    expect(operation.servers).toEqual([{ url: 'https://path.example/v1', variables: {} }]);
  });

  it('resolves relative URLs against the location, and keeps variables', () => {
    const { operation } = read(`
servers: [{ url: '../{version}/x', variables: { version: { default: v1, enum: [v1, v2] } } }]
paths: { /a: { post: {} } }`);
    expect(operation.servers).toEqual([
      {
        url: 'https://api.example.com/{version}/x',
        variables: { version: { default: 'v1', enum: ['v1', 'v2'] } },
      },
    ]);
    expect(read('paths: { /a: { post: {} } }').operation.servers).toEqual([
      { url: 'https://api.example.com', variables: {} },
    ]);
  });

  it('reports a server without host once, and names the option that gives one', () => {
    const local = { location: 'specs/api.yaml', source: 'thingsApi' };
    const result = read(`servers: [{ url: /v1 }]\npaths: { /a: { post: {} } }`, local);
    expect(codesOf(result)).toEqual([['source/no-server', 'error', '/servers/0']]);
    expect(result.diagnostics[0]!.hint).toContain('--server thingsApi=');
    expect(result.operation.servers).toEqual([{ url: '/v1', variables: {} }]);
    expect(read('paths: { /a: { post: {} } }', { ...local, serverGiven: true }).diagnostics).toEqual([]);
  });

  it.each([
    ['3.0.3', 'warning'],
    ['3.1.0', 'error'],
  ])('judges a default outside its enum by version %s', (version, severity) => {
    const result = read(
      `servers: [{ url: 'https://{h}', variables: { h: { default: a, enum: [b] } } }]\npaths: { /a: { post: {} } }`,
      { version },
    );
    expect(codesOf(result)).toEqual([['source/server-variable', severity, '/servers/0/variables/h/default']]);
  });
});

describe('security', () => {
  const security = (own: string): unknown =>
    read(`
paths: { /a: { post: { ${own} } } }
security: [{ key: [], other: [read] }, {}]
components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, basic: { $ref: '#/components/securitySchemes/b' }, b: { type: http, scheme: Basic } } }
`).operation.security;

  it('takes the root, with undefined names kept without a scheme', () => {
    expect(security('')).toEqual([
      {
        key: { scopes: [], scheme: { type: 'apiKey', in: 'header', name: 'X-Key' } },
        other: { scopes: ['read'] },
      },
      {},
    ]);
  });

  it('lets the operation replace it, with an empty list too', () => {
    expect(security('security: []')).toEqual([]);
    expect(security('security: [{ basic: [] }]')).toEqual([
      { basic: { scopes: [], scheme: { type: 'http', scheme: 'basic' } } },
    ]);
  });

  it('keeps of a flow where tokens come from, as written', () => {
    const operation = read(`
security: [{ oauth: [read] }]
components:
  securitySchemes:
    oauth:
      type: oauth2
      flows:
        clientCredentials: { tokenUrl: /token, scopes: { read: Read } }
        authorizationCode: { authorizationUrl: https://h.example, tokenUrl: https://h.example/t, refreshUrl: 5 }
        password: { tokenUrl: 5, refreshUrl: again }
        x-own: { tokenUrl: /other }
paths: { /a: { get: {} } }
`).operation;
    const flows = {
      clientCredentials: { tokenUrl: '/token' },
      authorizationCode: { tokenUrl: 'https://h.example/t' },
      password: { refreshUrl: 'again' },
    };
    expect(operation.security).toEqual([{ oauth: { scopes: ['read'], scheme: { type: 'oauth2', flows } } }]);
  });
});

describe('what came with 3.2', () => {
  const schemes = `components: { securitySchemes: { key: { type: apiKey, in: header, name: X-Key }, 'a/b': { type: http, scheme: basic } } }`;
  const security = (version: string): unknown =>
    read(
      `paths: { /a: { post: {} } }\nsecurity: [{ '#/components/securitySchemes/key': [] }, { a/b: [] }]\n${schemes}`,
      { version },
    ).operation.security;

  it('is that requirements name schemes by URI, after components of that name', () => {
    const basic = { 'a/b': { scopes: [], scheme: { type: 'http', scheme: 'basic' } } };
    expect(security('3.2.0')).toEqual([
      {
        '#/components/securitySchemes/key': {
          scopes: [],
          scheme: { type: 'apiKey', in: 'header', name: 'X-Key' },
        },
      },
      basic,
    ]);
    expect(security('3.1.1')).toEqual([{ '#/components/securitySchemes/key': { scopes: [] } }, basic]);
  });

  it('is $self, which is no base for servers', () => {
    const { operation } = read(
      `$self: https://elsewhere.example/x\nservers: [{ url: v1 }]\npaths: { /a: { post: {} } }`,
      {
        version: '3.2.0',
      },
    );
    expect(operation.servers).toEqual([{ url: 'https://api.example.com/specs/v1', variables: {} }]);
  });

  it('is query strings with the encodings of their fields, and cookies as they are', () => {
    const members = `
paths:
  /a:
    post:
      parameters:
        - { name: q, in: querystring, content: { application/x-www-form-urlencoded: { encoding: { a: { style: deepObject } } } } }
        - { name: c, in: cookie, style: cookie }
        - { name: none, in: querystring }
`;
    const result = read(members, { version: '3.2.0' });
    expect(result.operation.parameters).toMatchObject([
      {
        in: 'querystring',
        mediaType: 'application/x-www-form-urlencoded',
        encoding: { a: { style: 'deepObject' } },
      },
      { in: 'cookie', style: 'cookie', explode: true },
    ]);
    expect(codesOf(result)).toEqual([['source/malformed', 'error', '/paths/~1a/post/parameters/2']]);
    expect(read(members, { version: '3.1.1' }).operation.parameters).toEqual([]);
  });
});

describe('multipart bodies', () => {
  it('know which properties are bytes, and warn of part headers that nothing can fill', () => {
    const result = read(
      `
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema:
              properties:
                one: { type: string, format: binary }
                many: { type: array, items: { $ref: '#/components/schemas/file' } }
                encoded: { type: string, contentMediaType: image/png, contentEncoding: base64 }
            encoding: { one: { headers: { X-Note: { required: true }, X-Free: {}, X-Kind: { schema: { const: photo } } } } }
      responses: { '200': { description: '', content: { multipart/mixed: { encoding: { one: { headers: { X-Note: { required: true } } } } } } } }
components: { schemas: { file: { contentMediaType: image/png } } }
`,
      { version: '3.1.1' },
    );
    const { schema, encoding } = result.operation.requestBody!.content['multipart/form-data']!;
    expect(encoding).toEqual({ one: { headers: { 'X-Kind': 'photo' } } });
    expect(schema?.properties).toEqual({
      one: { types: ['string'], binary: true },
      many: { types: ['array'], binary: true },
      encoded: { types: ['string'] },
    });
    expect(result.diagnostics).toMatchObject([
      { code: 'step/unsupported-serialization', severity: 'warning' },
    ]);
    expect(result.diagnostics[0]!.message).toContain('X-Note');
  });
});

describe('the items of multipart bodies', () => {
  const description = `
paths:
  /a:
    post:
      requestBody:
        content:
          multipart/mixed:
            schema: { $ref: '#/components/schemas/letter' }
            prefixEncoding: [{ contentType: image/png }]
            itemEncoding: { contentType: multipart/related, encoding: { a: { contentType: text/csv } } }
          multipart/related: { itemSchema: { contentMediaType: image/png } }
          multipart/alternative: { schema: { type: object } }
components:
  schemas:
    letter: { allOf: [{ $ref: '#/components/schemas/letter' }, { $ref: '#/components/schemas/files' }] }
    files: { allOf: [{ $ref: '#/components/schemas/letter' }, { items: { format: binary } }] }
`;

  it('are known by position, whatever their schemas go round', () => {
    const { content } = read(description, { version: '3.2.0' }).operation.requestBody!;
    const encoding = { a: { contentType: 'text/csv' } };
    const parts = { schema: { types: [], binary: true }, encoding };
    expect(content['multipart/mixed']!.positions).toEqual({
      first: [{ contentType: 'image/png', binary: true }],
      rest: { contentType: 'multipart/related', binary: true, parts },
    });
    expect(content['multipart/related']!.positions).toEqual({ first: [], rest: { binary: true } });
    expect(content['multipart/alternative']!.positions).toBeUndefined();
  });

  it('have only their schemas before 3.2', () => {
    const { content } = read(description, { version: '3.1.1' }).operation.requestBody!;
    expect(content['multipart/mixed']!.positions).toEqual({ first: [], rest: { binary: true } });
    expect(content['multipart/related']!.positions).toBeUndefined();
  });
});

describe('schemaAt', () => {
  const { entry } = read(
    `
paths:
  /a:
    post:
      responses:
        '200': { content: { application/json: { schema: { $ref: '#/components/schemas/thing' } } } }
        4XX: { content: { application/problem+json: { schema: { type: object } } } }
        default: { content: { text/plain: {} } }
components:
  schemas:
    thing:
      allOf:
        - { properties: { id: { type: string }, tags: { type: array, items: { type: string } }, free: { type: object, additionalProperties: true } } }
        - { properties: { next: { anyOf: [{ type: 'null' }, { $ref: '#/components/schemas/thing' }] }, map: { additionalProperties: { type: integer } }, lost: { $ref: '#/none' } } }
        - { type: object, description: says nothing of members }
`,
    { version: '3.1.0' },
  );
  const at = (status: number, ...tokens: string[]): unknown => schemaAt(entry, status, tokens);

  it('follows properties, items, allOf, anyOf and references, circles included', () => {
    expect(at(200, 'id')).toEqual({ types: ['string'] });
    expect(at(200, 'tags', '0')).toEqual({ types: ['string'] });
    expect(at(200, 'next', 'next', 'next', 'id')).toEqual({ types: ['string'] });
    expect(at(200, 'map', 'anything')).toEqual({ types: ['integer'] });
    expect(at(200)).toMatchObject({ types: ['object'] });
  });

  it('knows what is not documented', () => {
    expect(at(200, 'nothing')).toBe('absent');
    expect(at(200, 'id', 'length')).toBe('absent');
    expect(at(200, 'next', 'nothing')).toBe('absent');
    expect(at(200, 'tags', 'first')).toBe('absent');
    expect(at(200, '__proto__')).toBe('absent');
    expect(at(200, 'constructor')).toBe('absent');
  });

  it('is open where nothing is known', () => {
    expect(at(200, 'free', 'a', 'b')).toBe('open');
    expect(at(200, 'lost', 'a')).toBe('open');
    expect(at(404, 'anything')).toBe('open');
    expect(at(500, 'anything')).toBe('open');
  });
});

describe('hostile descriptions', () => {
  const names = [
    '$ref',
    'parameters',
    'requestBody',
    'content',
    'application/json',
    'schema',
    'allOf',
    'anyOf',
    'properties',
    'items',
    'type',
    'enum',
    'servers',
    'url',
    'variables',
    'security',
    'responses',
    '200',
    'encoding',
    'name',
    'in',
    'collectionFormat',
    'headers',
    'required',
    '$id',
    '$anchor',
    '__proto__',
    'constructor',
  ];
  const texts = fc.oneof(
    fc.constantFrom(
      '#',
      '#/paths/~1a',
      '#/paths/~1a/post',
      '#/components',
      'path',
      'query',
      'querystring',
      'formData',
      'body',
      'array',
      'object',
      'other.yaml#/a',
      '#a',
      '{',
      '%',
    ),
    fc.string(),
  );
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 5, withCrossShrink: true },
      texts,
      fc.constantFrom(null, true, 0),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('json'), { maxKeys: 5 }),
    ),
  }));

  const versions = fc.constantFrom(
    { openapi: '3.1.0' },
    { openapi: '3.2.0', $self: 'a' },
    { swagger: '2.0' },
  );

  it('give findings, never exceptions', () => {
    fc.assert(
      fc.property(versions, json, json, json, (version, operation, item, components) => {
        const paths = { '/a/{id}': item, '/a': { post: operation === null ? {} : operation } };
        const rest = { paths, components, definitions: item, servers: operation, security: item };
        const value = { ...version, ...rest, consumes: components, host: operation, schemes: item };
        const { located } = readText(JSON.stringify(value), 'api.json');
        const { description } = readDescription(located!);
        for (const entry of description!.operations) {
          const { operation: found } = readOperation(description!, entry);
          expect(JSON.parse(JSON.stringify(found))).toEqual(found);
          schemaAt(entry, 200, ['a', '0']);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('with long chains of references end quickly', () => {
    const parameters = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [`p${n}`, { $ref: `#/components/parameters/p${n + 1}` }]),
    );
    const schemas = Object.fromEntries(
      Array.from({ length: 2000 }, (_, n) => [
        `s${n}`,
        { allOf: [{ $ref: `#/components/schemas/s${n + 1}` }] },
      ]),
    );
    const schema = { $ref: '#/components/schemas/s0' };
    const { operation, diagnostics } = read(`
paths: { /a: { post: { parameters: [{ $ref: '#/components/parameters/p0' }], requestBody: { content: { a/b: { schema: ${JSON.stringify(schema)} } } } } } }
components: ${JSON.stringify({ parameters, schemas })}`);
    expect(diagnostics).toMatchObject([{ code: 'source/circular-reference', severity: 'error' }]);
    expect(operation.requestBody?.content['a/b']?.schema).toEqual({ types: [] });
  });
});
