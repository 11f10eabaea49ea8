import { describe, expect, it } from 'vitest';
import { readDescription } from '../../openapi/read/read-description.ts';
import { readText } from '../../text/read-text.ts';
import { createMock, type Mock, type MockExchange, type MockOptions } from './mock.ts';

const shop = `
openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: 'https://shop.example/api' }]
security: [{ key: [] }]
paths:
  /orders/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
    get:
      operationId: getOrder
      parameters:
        - { name: fields, in: query, required: true, explode: false, schema: { type: array, items: { enum: [id, total] } } }
        - { name: X-Trace, in: header, schema: { type: string, maxLength: 4 } }
      responses:
        '200':
          description: It.
          headers: { ETag: { schema: { type: string, const: '"v1"' } } }
          content:
            application/xml: { schema: { $ref: '#/components/schemas/Order' } }
            application/json:
              example: { id: 7, total: 12.5 }
              schema: { $ref: '#/components/schemas/Order' }
        '404': { description: None such. }
    delete: { security: [], responses: { '204': { description: Gone. } } }
  /orders:
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema: { type: object, required: [total], properties: { total: { type: number, minimum: 0 } } }
      responses: { '201': { description: It., content: { application/json: { schema: { $ref: '#/components/schemas/Order' } } } } }
  /any:
    post:
      requestBody: { content: { '*/*': { schema: { type: string } } } }
      responses: { '200': { description: Taken. } }
  /text:
    post:
      requestBody: { content: { application/json: { schema: { type: string } } } }
      responses: { '200': { description: Taken. } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Order:
      type: object
      required: [id]
      properties: { id: { type: integer, minimum: 1 }, total: { type: number } }
`;

function mockOf(text: string, options: Partial<MockOptions> = {}): Mock {
  const { located } = readText(text, 'shop.yaml');
  const { description } = readDescription(located!, { location: 'https://shop.example/openapi.yaml' });
  return createMock({ name: 'shop', description: description!, ...options });
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function send(mock: Mock, line: string, { headers = {}, body }: Sent = {}) {
  const [method, path] = line.split(' ') as [string, string];
  const response = await mock.handle({
    method,
    url: `https://shop.example${path}`,
    headers: { 'x-key': 'k', ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = Buffer.from(response.body).toString();
  const isJson = response.headers['content-type']?.includes('json') === true;
  return { ...response, body: isJson ? (JSON.parse(text) as unknown) : text };
}

function rejections({ findings }: MockExchange): readonly string[] {
  return findings.filter(({ rejects }) => rejects).map(({ message }) => message);
}

const json = { 'content-type': 'application/json' };

describe('answers', () => {
  it('of the least described 2xx, from an example that fits its schema, with the described headers', async () => {
    const answer = await send(mockOf(shop), 'GET /api/orders/7?fields=id,total');
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/json', etag: '"v1"' },
      body: { id: 7, total: 12.5 },
    });
  });

  it('made from the schema where there is no example, the same for a seed and another for another', async () => {
    const bodies = await Promise.all(
      ['a', 'a', 'b'].map(
        async (seed) =>
          (await send(mockOf(shop, { seed }), 'POST /api/orders', { headers: json, body: '{"total":1}' }))
            .body,
      ),
    );
    expect(bodies[0]).toMatchObject({ id: expect.any(Number) as number });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).not.toEqual(bodies[0]);
  });

  it('in the media type that the request takes', async () => {
    const answer = await send(mockOf(shop), 'GET /api/orders/7?fields=id', {
      headers: { accept: 'application/xml' },
    });
    expect(answer.headers['content-type']).toBe('application/xml');
    expect(answer.body).toMatch(/^<\?xml .*<Order><id>\d+<\/id>/s);
  });

  it('without a body where none is described, and to requests without the base path', async () => {
    expect(await send(mockOf(shop), 'DELETE /orders/7', { headers: { 'x-key': '' } })).toMatchObject({
      statusCode: 204,
      body: '',
    });
  });

  it('as someone else chooses', async () => {
    const mock = mockOf(shop, { choose: () => ({ statusCode: 404, headers: {}, documented: true }) });
    expect(await send(mock, 'GET /api/orders/7?fields=id')).toMatchObject({ statusCode: 404 });
  });
});

describe('refusals', () => {
  it('are none of texts of any media type, of which a text of JSON is one; where JSON is described, only a string is', async () => {
    const mock = mockOf(shop);
    const sent = { headers: json, body: '{"a":1}' };
    expect((await send(mock, 'POST /api/any', sent)).statusCode).toBe(200);
    expect((await send(mock, 'POST /api/text', sent)).statusCode).toBe(400);
    expect((await send(mock, 'POST /api/text', { ...sent, body: '"a"' })).statusCode).toBe(200);
  });

  it.each<[line: string, sent: Sent, statusCode: number, told: readonly string[]]>([
    [
      'GET /api/nothing',
      {},
      404,
      [
        expect.stringMatching(
          /^No operation of the description has the path \/api\/nothing; it has (?:[A-Z]+ \S+, )+[A-Z]+ \S+(?: and \d+ more)?\.$/,
        ) as string,
      ],
    ],
    ['PUT /api/orders/7', {}, 405, ['The path /api/orders/7 has no operation PUT; it has GET, DELETE.']],
    ['GET /api/orders/seven?fields=id', {}, 400, ['The path parameter "id" is not of type integer.']],
    ['GET /api/orders/7', {}, 400, ['The query parameter "fields" is required and was not sent.']],
    [
      'GET /api/orders/7?fields=id,price',
      { headers: { 'x-trace': 'too long' } },
      400,
      [
        'The query parameter "fields", at /1, is none of ["id","total"].',
        'The header parameter "X-Trace" must NOT have more than 4 characters.',
      ],
    ],
    [
      'GET /api/orders/7?fields=id',
      { headers: { 'x-key': '' } },
      401,
      ['The request has no credentials: it lacks the header "X-Key" of the scheme "key".'],
    ],
    ['POST /api/orders', {}, 400, ['The operation requires a body, and none was sent.']],
    [
      'POST /api/orders',
      { headers: { 'content-type': 'text/plain' }, body: 'total' },
      415,
      ['The body is sent as text/plain; the operation takes application/json.'],
    ],
    [
      'POST /api/orders',
      { headers: json, body: '{"total":' },
      400,
      ['The body is not JSON: line 1, column 10: a value is expected.'],
    ],
    ['POST /api/orders', { headers: json, body: '{}' }, 400, ['The body lacks the member "total".']],
    [
      'POST /api/orders',
      { headers: json, body: '{"total":1,"note":"$steps.a.outputs.b"}' },
      400,
      ['The expression $steps.a.outputs.b was sent as text.'],
    ],
  ])('%s %j', async (line, sent, statusCode, told) => {
    const mock = mockOf(shop);
    const answer = await send(mock, line, sent);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const { errors } = answer.body as { readonly errors: readonly { readonly detail: string }[] };
    expect(errors.map(({ detail }) => detail)).toEqual(told);
    expect(answer.statusCode).toBe(statusCode);
    expect(mock.exchanges[0]).toMatchObject({ source: 'shop', statusCode });
  });

  it('tell of what an operation does not have, and carry the request out all the same', async () => {
    const mock = mockOf(shop);
    const answer = await send(mock, 'DELETE /api/orders/7?force=1', {
      headers: { 'x-key': '', 'x-force': '1' },
      body: 'x',
    });
    expect(answer.statusCode).toBe(204);
    expect(mock.exchanges[0]!.findings.map(({ message, rejects }) => [message, rejects])).toEqual([
      ['The operation has no query parameter "force".', false],
      ['The operation has no header "x-key".', false],
      ['The operation has no header "x-force".', false],
      ['The operation has no body, and one was sent.', false],
    ]);
  });

  it('are left out when a mock is told to answer whatever comes', async () => {
    const mock = mockOf(shop, { invalid: 'answer' });
    expect(await send(mock, 'GET /api/orders/7')).toMatchObject({ statusCode: 200 });
    expect(mock.exchanges[0]!.findings).toHaveLength(1);
  });
});

it('reads descriptions of 2.0', async () => {
  const mock = mockOf(`
swagger: '2.0'
info: { title: Shop, version: '1' }
host: shop.example
basePath: /v2
consumes: [application/x-www-form-urlencoded]
produces: [application/json]
paths:
  /orders:
    post:
      parameters:
        - { name: ids, in: query, required: true, type: array, collectionFormat: pipes, items: { type: integer } }
        - { name: total, in: formData, required: true, type: number }
      responses: { '200': { description: It., schema: { type: object, properties: { ok: { type: boolean } }, required: [ok] } } }
`);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const good = await send(mock, 'POST /v2/orders?ids=1|2', { headers, body: 'total=3' });
  expect(good).toMatchObject({ statusCode: 200, body: { ok: expect.any(Boolean) as boolean } });
  const bad = await send(mock, 'POST /v2/orders?ids=1|x', { headers, body: 'total=x' });
  expect(bad.statusCode).toBe(400);
  expect(rejections(mock.exchanges[1]!)).toEqual([
    'The query parameter "ids", at /1, is not of type integer.',
    'The body, at /total, is not of type number.',
  ]);
});

it('reads parameters by their media types', async () => {
  const mock = mockOf(`
openapi: 3.1.0
info: { title: Shop, version: '1' }
paths:
  /orders:
    get:
      parameters:
        - name: filter
          in: query
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                required: [total]
                properties: { total: { type: integer }, size: { type: object, properties: { w: { type: integer } } } }
              encoding: { size: { style: deepObject, explode: true } }
        - { name: X-Item, in: header, content: { application/xml: { schema: { type: object } } } }
        - { name: n, in: query, content: { text/plain: { schema: { type: integer } } } }
      responses: { '204': { description: None. } }
`);
  const told = async (query: string): Promise<readonly string[]> => {
    await send(mock, `GET /orders?${query}`, { headers: { 'x-item': '<a/>' } });
    return rejections(mock.exchanges.at(-1)!);
  };
  expect(await told('filter=total%3D1%26size%5Bw%5D%3D2&n=3')).toEqual([]);
  expect(await told('filter=size%5Bw%5D%3Dwide&n=x')).toEqual([
    'The query parameter "filter" lacks the member "total".',
    'The query parameter "filter", at /size/w, is not of type integer.',
    'The query parameter "n" is not of type integer.',
  ]);
});

it('reads multipart bodies by names, or by positions', async () => {
  const mock = mockOf(`
openapi: 3.2.0
info: { title: Letters, version: '1' }
paths:
  /letters:
    post:
      requestBody:
        content:
          multipart/mixed: { itemSchema: { type: object, required: [a] } }
          multipart/related: { schema: { type: array, prefixItems: [{ type: integer }], items: { type: array, items: { type: boolean } } } }
          multipart/form-data: { schema: { type: object, properties: { n: { type: integer } } } }
      responses: { '204': { description: None. } }
`);
  const told = async (type: string, ...parts: readonly string[]): Promise<readonly string[]> => {
    const body = `${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--\r\n`;
    const headers = { 'content-type': `multipart/${type}; boundary=b` };
    await send(mock, 'POST /letters', { headers, body });
    return rejections(mock.exchanges.at(-1)!);
  };
  const asJson = (text: string): string => `Content-Type: application/json\r\n\r\n${text}`;
  const within = (...parts: readonly string[]): string =>
    `Content-Type: multipart/mixed; boundary=c\r\n\r\n${parts.map((part) => `--c\r\n\r\n${part}\r\n`).join('')}--c--\r\n`;
  expect(await told('mixed', asJson('{"a":1}'), asJson('{}'))).toEqual([
    'The body, at /1, lacks the member "a".',
  ]);
  expect(await told('related', '\r\n7', within('true', 'false'))).toEqual([]);
  expect(await told('related', '\r\nx', within('maybe'))).toEqual([
    'The body, at /0, is not of type integer.',
    'The body, at /1/0, is not of type boolean.',
  ]);
  const named = 'Content-Disposition: form-data; filename="f"; name="n"\r\n\r\n';
  expect(await told('form-data', `${named}7`)).toEqual([]);
  expect(await told('form-data', `${named}x`)).toEqual(['The body, at /n, is not of type integer.']);
  expect(await told('form-data; boundary=other')).toEqual([
    'The body is no multipart body with the boundary that its media type names.',
  ]);
});
