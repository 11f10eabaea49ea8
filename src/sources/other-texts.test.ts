import { describe, expect, test } from 'vitest';
import { readDescription } from '../openapi/read/read-description.ts';
import { readOperation } from '../openapi/read/read-operation.ts';
import { readText } from '../text/read-text.ts';
import { otherTexts } from './other-texts.ts';
import type { FetchOptions, TextResult } from './text-result.ts';
import { beginTexts } from './texts.ts';

/** Files and pages by location, and a list of what was asked for. */
function world(texts: Readonly<Record<string, string>>, host?: string) {
  const asked: (readonly [string, FetchOptions | undefined])[] = [];
  const answer = async (location: string, options?: FetchOptions): Promise<TextResult> => {
    asked.push([location, options]);
    const text = Object.hasOwn(texts, location) ? texts[location] : undefined;
    return text === undefined
      ? { ok: false, reason: 'not-found', message: 'There is no such file.' }
      : { ok: true, text, location };
  };
  return {
    asked,
    others: otherTexts({ texts: beginTexts({ fetchText: answer, readFile: (path) => answer(path) }), host }),
  };
}

/** Reads the first operation of a description, as often as documents are missing. */
async function read(text: string, location: string, { others }: ReturnType<typeof world>) {
  const { located } = readText(text, location);
  for (;;) {
    const { description } = readDescription(located!, { location, find: others.find });
    const entry = description!.operations[0];
    const result = entry && readOperation(description!, entry, { serverGiven: true });
    if (!(await others.retrieve())) return result;
  }
}

const get = (reference: string): string =>
  `openapi: 3.1.0\npaths: { /a: { get: { parameters: [{ $ref: '${reference}' }] } } }`;
const page = (rest: string): string => `page: ${rest}`;
const parameter = '{ name: page, in: query }';

describe('references to other documents', () => {
  test('resolve against the document that holds them, and each document is asked for once', async () => {
    const files = world({
      '/specs/common/parts.yaml': page(`{ $ref: '../more.yaml#/page' }`),
      '/specs/more.yaml': page(parameter),
    });
    const result = await read(get('common/parts.yaml#/page'), '/specs/api.yaml', files);
    expect(result?.diagnostics).toEqual([]);
    expect(result?.operation.parameters).toMatchObject([{ name: 'page' }]);
    expect(files.asked.map(([location]) => location)).toEqual([
      '/specs/common/parts.yaml',
      '/specs/more.yaml',
    ]);
    expect(files.others.found().map(({ located }) => located.file)).toEqual(
      files.asked.map(([location]) => location),
    );
  });

  test('that nothing on the path of the request needs are not asked for', async () => {
    const files = world({});
    await read(
      `openapi: 3.1.0\npaths: { /a: { get: {} }, /b: { get: { parameters: [{ $ref: 'far.yaml' }] } } }`,
      '/specs/api.yaml',
      files,
    );
    expect(files.asked).toEqual([]);
  });

  test('lead back to the first document, which is not asked for again', async () => {
    const files = world({ '/specs/parts.yaml': page(`{ $ref: 'api.yaml#/components/parameters/page' }`) });
    const text = `${get('parts.yaml#/page')}\ncomponents: { parameters: { page: ${parameter} } }`;
    const result = await read(text, '/specs/api.yaml', files);
    expect(result?.operation.parameters).toMatchObject([{ name: 'page' }]);
    expect(files.asked).toHaveLength(1);
  });

  test('have findings in the file that they concern', async () => {
    const files = world({ '/specs/parts.yaml': page('{ name: page }') });
    const result = await read(get('parts.yaml#/page'), '/specs/api.yaml', files);
    expect(result?.diagnostics).toMatchObject([
      { code: 'source/malformed', place: { file: '/specs/parts.yaml', pointer: '/page' } },
    ]);
  });

  test('say why a document cannot be had', async () => {
    const files = world({ '/specs/broken.yaml': 'a: [' });
    const gone = await read(get('gone.yaml#/page'), '/specs/api.yaml', files);
    expect(gone?.diagnostics[0]?.message).toContain('There is no such file.');
    const broken = await read(get('broken.yaml#/page'), '/specs/api.yaml', files);
    expect(broken?.diagnostics[0]?.code).toBe('source/dangling-reference');
    expect(broken?.diagnostics[0]?.message).toContain('could not be read');
    const odd = await read(get('ftp://files.example/x#/page'), '/specs/api.yaml', files);
    expect(odd?.diagnostics[0]?.message).toContain('The scheme "ftp:" is not supported.');
  });
});

describe('documents from the network', () => {
  test.each([['file:///etc/passwd'], ['http://127.0.0.1:8500/v1/kv']])('may not name %s', async (url) => {
    const net = world({ [url]: page(parameter), '/etc/passwd': page(parameter) });
    const result = await read(get(`${url}#/page`), 'https://specs.example/api.yaml', net);
    expect(net.asked).toEqual([]);
    expect(result?.diagnostics[0]?.message).toContain('may not name');
  });

  test('may not name files through a document of their own either', async () => {
    const net = world({ 'https://specs.example/x.yaml': page(`{ $ref: 'file:///etc/passwd' }`) });
    const result = await read(get('https://specs.example/x.yaml#/page'), '/specs/api.yaml', net);
    expect(net.asked.map(([location]) => location)).toEqual(['https://specs.example/x.yaml']);
    expect(result?.diagnostics[0]?.message).toContain('may not name files');
  });

  test('are fetched with the rights of strangers, except at the host that the user named', async () => {
    const net = world({}, 'specs.internal');
    await read(get('parts.yaml'), 'http://specs.internal/api.yaml', net);
    await read(get('http://other.internal/parts.yaml'), 'http://specs.internal/api.yaml', net);
    expect(net.asked).toEqual([
      ['http://specs.internal/parts.yaml', { allowInsecure: true }],
      ['http://other.internal/parts.yaml', { allowInsecure: false }],
    ]);
  });

  test('without an end are not followed without an end', async () => {
    const net = world({});
    let made = 0;
    const texts = beginTexts({
      readFile: async () => ({ ok: false, reason: 'broken', message: '' }),
      fetchText: async (location) => {
        made++;
        return { ok: true, location, text: page(`{ allOf: [{ $ref: '${made}.yaml#/page' }] }`) };
      },
    });
    const endless = otherTexts({ texts });
    const text = `openapi: 3.1.0\npaths: { /a: { get: { parameters: [{ name: a, in: query, schema: { $ref: '0.yaml#/page' } }] } } }`;
    const result = await read(text, 'https://specs.example/api.yaml', { ...net, others: endless });
    expect(result?.operation.parameters).toMatchObject([{ name: 'a', schema: { types: [] } }]);
    expect(made).toBeLessThan(257);
  });
});
