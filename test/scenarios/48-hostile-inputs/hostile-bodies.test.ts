import { rm, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { parseXmlDocument } from 'slimdom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpRequest, load, prepare, start } from '../../../src/index.ts';

const description = `
openapi: 3.2.0
info: { title: Places, version: '1' }
servers: [{ url: https://places.example }]
paths:
  /cookie:
    get:
      operationId: cookie
      parameters:
        - { name: session, in: cookie, schema: { type: string } }
        - { name: raw, in: cookie, style: cookie, schema: { type: string } }
      responses: { '200': { description: Done } }
  /body:
    post:
      operationId: body
      requestBody:
        content:
          application/json: {}
          application/xml: {}
          application/x-www-form-urlencoded: {}
          multipart/form-data:
            schema: { type: object, properties: { file: { type: string, contentMediaType: image/png } } }
      responses: { '200': { description: Done } }
`;

/** What means something in cookies, JSON, XML, forms and multipart bodies. */
const fragment = fc.constantFrom(
  `"`,
  `\\`,
  `\\"`,
  `{`,
  `}`,
  `","x":"`,
  `<`,
  `</a>`,
  `<x/>`,
  `&`,
  `&lt;`,
  `]]>`,
  `<!--`,
  `'`,
  `&x=1`,
  `=`,
  `%`,
  `%26`,
  `+`,
  `;`,
  `; x=1`,
  `,`,
  `\r\n`,
  `\n`,
  `\r`,
  `\t`,
  `\0`,
  ` `,
  `\r\n\r\n`,
  `--`,
  `\r\n--`,
  `\r\n--heddle`,
  `"; filename="x`,
  `{$inputs.text}`,
  `$inputs.text`,
  `é`,
  `🧵`,
  `\ud83e`,
  `\uddf5`,
  `\ufeff`,
  `\u2028`,
);
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.oneof(fragment, fc.string({ maxLength: 3 })), { maxLength: 8 }).map((parts) => parts.join('')),
);
const hasUtf8 = (text: string): boolean => text.isWellFormed();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  await writeFile(join(folder, 'places.yaml'), description);
});
afterAll(() => rm(folder, { recursive: true }));

/** Prepares a document of one step, and gives a function that runs it with a text and gives the request, if one was sent. */
async function sender(step: object): Promise<(text: string) => Promise<HttpRequest | undefined>> {
  const document = {
    arazzo: '1.1.0',
    info: { title: 'One hostile text', version: '1' },
    sourceDescriptions: [{ name: 'places', url: './places.yaml', type: 'openapi' }],
    workflows: [
      {
        workflowId: 'hostile',
        inputs: {
          type: 'object',
          required: ['text', 'map'],
          properties: { text: { type: 'string' }, map: { type: 'object' } },
        },
        steps: [{ stepId: 'send', ...step }],
      },
    ],
  };
  const loaded = await load(join(folder, 'hostile.arazzo.json'), { text: JSON.stringify(document) });
  if (loaded.plan === undefined) throw new Error(JSON.stringify(loaded.diagnostics));
  const sent: HttpRequest[] = [];
  const transport = {
    send: (request: HttpRequest) => {
      sent.push(request);
      return Promise.resolve({ statusCode: 200, headers: {}, body: new Uint8Array() });
    },
  };
  const { prepared, diagnostics } = await prepare(loaded.plan, { transport });
  if (prepared === undefined) throw new Error(JSON.stringify(diagnostics));
  return async (text) => {
    sent.length = 0;
    await start(prepared, { inputs: { text, map: Object.fromEntries([[text, text]]) } });
    expect(sent.length).toBeLessThanOrEqual(1);
    return sent[0];
  };
}

const body = (contentType: string, payload: unknown): object => ({
  operationId: 'body',
  requestBody: { contentType, payload },
});

/** Runs a step with many texts; `check` sees each request, `isSent` says which texts have one. */
async function always(
  step: object,
  check: (request: HttpRequest, text: string) => void,
  isSent: (text: string) => boolean,
): Promise<void> {
  const send = await sender(step);
  await fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const request = await send(text);
      expect(request !== undefined, 'sent').toBe(isSent(text));
      if (request !== undefined) check(request, text);
    }),
    { numRuns: 300 },
  );
}

describe('whatever text a free input holds', () => {
  test('a cookie decodes to that text, and there is no other', () =>
    always(
      { operationId: 'cookie', parameters: [{ name: 'session', in: 'cookie', value: '$inputs.text' }] },
      ({ headers }, text) => {
        expect(Object.keys(headers).toSorted()).toEqual(['accept', 'cookie']);
        const pairs = headers['cookie']!.split(';');
        expect(pairs.map((pair) => decodeURIComponent(pair))).toEqual([`session=${text}`]);
      },
      hasUtf8,
    ));

  test('a cookie that is written as it is holds that text or nothing is sent', () =>
    always(
      { operationId: 'cookie', parameters: [{ name: 'raw', in: 'cookie', value: '$inputs.text' }] },
      ({ headers }, text) => {
        expect(headers['cookie']!.split(';')).toEqual([`raw=${text}`]);
        expect(headers['cookie']).not.toMatch(/[\r\n\0]/);
      },
      (text) => /^[\x20-\x3a\x3c-\x7e]*$/.test(text) && text.trim() === text,
    ));

  test('a JSON text has the members of its template, and they hold that text', () =>
    always(
      body('application/json', '{ "bare": {$inputs.text}, "quoted": "a {$inputs.text} b", "last": 1 }'),
      (request, text) => {
        expect(JSON.parse(String(request.body))).toEqual({ bare: text, quoted: `a ${text} b`, last: 1 });
      },
      () => true,
    ));

  test('an XML text has the elements and attributes of its template, and they hold that text', () =>
    always(
      body('application/xml', '<pet name="{$inputs.text}"><a>{$inputs.text}</a><b/></pet>'),
      (request, text) => {
        const root = parseXmlDocument(String(request.body)).documentElement!;
        expect(root.attributes.map(({ name, value }) => [name, value])).toEqual([['name', text]]);
        expect(root.children.map(({ nodeName, textContent }) => [nodeName, textContent])).toEqual([
          ['a', text],
          ['b', ''],
        ]);
      },
      // What no XML can hold is not sent.
      // eslint-disable-next-line no-control-regex
      (text) => /^[\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(text),
    ));

  test('a form text has the fields of its template, and they hold that text', () =>
    always(
      body('application/x-www-form-urlencoded', 'a={$inputs.text}&b=x{$inputs.text}y'),
      (request, text) => {
        const arrived = text.toWellFormed();
        expect([...new URLSearchParams(String(request.body))]).toEqual([
          ['a', arrived],
          ['b', `x${arrived}y`],
        ]);
      },
      () => true,
    ));

  test('a form whose names come from outside has one field of that name', () =>
    always(
      body('application/x-www-form-urlencoded', '$inputs.map'),
      (request, text) => {
        expect([...new URLSearchParams(String(request.body))]).toEqual([[text, text]]);
      },
      hasUtf8,
    ));

  test('a multipart body has the parts of its payload, with the fields that parts have, and they hold that text', () =>
    always(
      body('multipart/form-data', {
        a: '$inputs.text',
        list: ['x{$inputs.text}', '$inputs.text'],
        file: { content: 'aGVkZGxl', filename: '$inputs.text' },
      }),
      (request, text) => {
        const parts = partsOf(request);
        expect(parts.map(({ name, content }) => [name, content])).toEqual([
          ['a', text],
          ['list', `x${text}`],
          ['list', text],
          ['file', 'heddle'],
        ]);
        for (const { fields } of parts) {
          expect(fields.map((field) => field.split(':')[0]!.toLowerCase())).toEqual(
            ['content-disposition', 'content-type'].slice(0, fields.length),
          );
        }
      },
      hasUtf8,
    ));

  test('a multipart body whose names come from outside has one part', () =>
    always(
      body('multipart/form-data', '$inputs.map'),
      (request, text) => {
        const parts = partsOf(request);
        expect(parts.map(({ content }) => content)).toEqual([text]);
        expect(parts[0]!.fields.length).toBeLessThanOrEqual(2);
      },
      hasUtf8,
    ));
});

/** The parts of a multipart body, read as strictly as RFC 2046 writes them. */
function partsOf({
  headers,
  body: bytes,
}: HttpRequest): { name: string | undefined; fields: string[]; content: string }[] {
  const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(headers['content-type']!)![1]!;
  const text = `\r\n${Buffer.from(bytes as Uint8Array).toString('utf8')}`;
  const [before, ...pieces] = text.split(`\r\n--${boundary}`);
  expect([before, pieces.pop()!.trimEnd()]).toEqual(['', '--']);
  return pieces.map((piece) => {
    const end = piece.indexOf('\r\n\r\n');
    const fields = piece.slice(2, end).split('\r\n');
    return {
      name: /; name="([^"]*)"/.exec(fields[0]!)?.[1],
      fields,
      content: piece.slice(end + 4),
    };
  });
}
