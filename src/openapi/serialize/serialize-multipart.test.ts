import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaType } from '../operation.ts';
import { compileMultipart } from './serialize-multipart.ts';
import { UnserializableValue } from './unserializable-value.ts';

interface Part {
  readonly head: readonly string[];
  readonly content: string;
}

/** Takes a body apart as RFC 2046 has it. Content is read byte for byte as Latin-1. */
function partsOf(value: unknown, media: Partial<MediaType> = {}, type = 'multipart/form-data'): Part[] {
  const { bytes, contentType } = compileMultipart(type, { encoding: {}, ...media })(value);
  return parted(Buffer.from(bytes).toString('latin1'), contentType);
}

function parted(text: string, contentType: string): Part[] {
  const [, boundary] = contentType.split('; boundary=');
  const end = `--${boundary}--\r\n`;
  expect(text.endsWith(end)).toBe(true);
  const [before, ...pieces] = text.slice(0, -end.length).split(`--${boundary}\r\n`);
  expect(before).toBe('');
  return pieces.map((piece) => {
    expect(piece.endsWith('\r\n')).toBe(true);
    const blank = piece.indexOf('\r\n\r\n');
    return { head: piece.slice(0, blank).split('\r\n'), content: piece.slice(blank + 4, -2) };
  });
}

const named = (name: string, ...rest: string[]): string[] => [
  `Content-Disposition: form-data; name="${name}"`,
  ...rest,
];

const binary = { types: ['object'], properties: { photo: { types: ['string'], binary: true } } };

describe('a multipart body', () => {
  it('has a part for each property and each item, in the order of the author', () => {
    expect(partsOf({ b: 'text', a: [1, true, null, { c: [] }], gone: null, empty: '' })).toEqual([
      { head: named('b'), content: 'text' },
      { head: named('a'), content: '1' },
      { head: named('a'), content: 'true' },
      { head: named('a', 'Content-Type: application/json'), content: '{"c":[]}' },
      { head: named('empty'), content: '' },
    ]);
    expect(partsOf({})).toEqual([]);
  });

  it('has the types of its encodings, with lists joined where they say so', () => {
    const encoding = {
      note: { contentType: 'text/markdown' },
      data: { contentType: 'application/json' },
      list: { style: 'form', explode: false, delimiter: '|' },
      spaced: { style: 'spaceDelimited', explode: false },
    } as const;
    expect(partsOf({ note: '# a', data: 'a', list: ['x', 'y'], spaced: [1, 2] }, { encoding })).toEqual([
      { head: named('note', 'Content-Type: text/markdown'), content: '# a' },
      { head: named('data', 'Content-Type: application/json'), content: '"a"' },
      { head: named('list'), content: 'x|y' },
      { head: named('spaced'), content: '1 2' },
    ]);
  });

  it('has the header fields of its encodings after its own', () => {
    const encoding = { note: { headers: { 'X-Kind': 'note' } }, list: { headers: { 'X-Kind': 'item' } } };
    expect(partsOf({ note: 'a', list: ['b', 'c'] }, { encoding }).map(({ head }) => head)).toEqual([
      named('note', 'X-Kind: note'),
      named('list', 'X-Kind: item'),
      named('list', 'X-Kind: item'),
    ]);
  });

  it('has the bytes of files, which the schema calls binary or an encoding gives such a type', () => {
    const octets = 'Content-Type: application/octet-stream';
    expect(partsOf({ photo: 'AP8=' }, { schema: binary })).toEqual([
      {
        head: [`Content-Disposition: form-data; name="photo"; filename="photo"`, octets],
        content: '\u0000\u00ff',
      },
    ]);
    const photo = { content: 'AP8=', filename: 'me.png', contentType: 'image/png' };
    const encoding = { photo: { contentType: 'image/png, image/jpeg' } };
    const head = [
      `Content-Disposition: form-data; name="photo"; filename="me.png"`,
      'Content-Type: image/png',
    ];
    expect(partsOf({ photo }, { schema: binary })[0]?.head).toEqual(head);
    expect(partsOf({ photo }, { encoding })[0]?.head).toEqual(head);
    expect(() => partsOf({ photo: 'AP8=' }, { encoding })).toThrow('needs a contentType of its own');
    const csv = { schema: binary, encoding: { photo: { contentType: 'text/csv' } } };
    expect(partsOf({ photo: 'YSxi' }, csv)[0]).toMatchObject({ content: 'a,b' });
    expect(() => partsOf({ photo: 'a,b' }, csv)).toThrow('is not base64');
    // Where nothing says that it is a file, an object is JSON.
    expect(partsOf({ photo })[0]?.content).toBe(JSON.stringify(photo));
  });

  it.each([
    ['text', 'text'],
    ['photo that is no base64', { photo: 'hello world' }],
    ['photo that is an object', { photo: { content: 'AP8=', path: '/etc/passwd' } }],
    ['type with a line end', { photo: { content: 'AP8=', contentType: 'a/b\r\nX: 1' } }],
    ['file of the machine', { photo: { file: '/etc/passwd' } }],
  ])('is refused for a %s', (_, value) => {
    expect(() => partsOf(value, { schema: binary })).toThrow(UnserializableValue);
  });

  it('has the same boundary for the same parts, and another one for others', () => {
    const write = compileMultipart('multipart/form-data', { encoding: {} });
    expect(write({ a: 1 }).contentType).toBe(write({ a: 1 }).contentType);
    expect(write({ a: 1 }).contentType).not.toBe(write({ a: 2 }).contentType);
  });

  it('has as many parts as values, whatever their names and texts hold', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.constantFrom('"', '\r\n', '"; filename="x', '\r\n--heddle-0\r\n', '\r\nContent-Type: a/b\r\n\r\n'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile), { maxLength: 5 }), (pairs) => {
        const value = Object.fromEntries(pairs);
        const parts = partsOf(value);
        expect(parts.map(({ content }) => Buffer.from(content, 'latin1').toString())).toEqual(
          Object.values(value).map((text) => text.toWellFormed()),
        );
        for (const { head } of parts) {
          expect(head).toHaveLength(1);
          expect(head[0]).toMatch(/^Content-Disposition: form-data; name="[^"]*"$/);
        }
      }),
    );
  });
});

describe('a multipart body of a list', () => {
  const mixed = 'multipart/mixed';
  const utf8 = 'Content-Type: text/plain; charset=utf-8';

  it('has a part without a name for each item, by its position', () => {
    const positions = {
      first: [{ contentType: 'application/json', headers: { 'X-Kind': 'note' } }, { binary: true }],
      rest: { contentType: 'text/markdown' },
    };
    expect(partsOf(['a', 'AP8=', '# b', null, 1], { positions }, mixed)).toEqual([
      { head: ['Content-Type: application/json', 'X-Kind: note'], content: '"a"' },
      { head: ['Content-Type: application/octet-stream'], content: '\u0000\u00ff' },
      { head: ['Content-Type: text/markdown'], content: '# b' },
      { head: ['Content-Type: text/markdown'], content: '1' },
    ]);
    expect(partsOf(['é', { a: [1] }, [2]], {}, mixed)).toEqual([
      { head: [utf8], content: Buffer.from('é').toString('latin1') },
      { head: ['Content-Type: application/json'], content: '{"a":[1]}' },
      { head: ['Content-Type: application/json'], content: '[2]' },
    ]);
  });

  it('has names in a form where the description gives them, and is refused elsewhere', () => {
    const headers = { 'content-disposition': 'form-data; name="a"' };
    const positions = { first: [{ headers }], rest: {} };
    expect(partsOf(['x'], { positions })).toEqual([
      { head: ['content-disposition: form-data; name="a"'], content: 'x' },
    ]);
    expect(() => partsOf(['x', 'y'], { positions })).toThrow('"/1" cannot be sent: it has no name');
  });

  it('has names of files as attachments, but where the description says what a part is', () => {
    const file = { content: 'aGk=', filename: 'a"\r\n.txt', contentType: 'text/plain' };
    const rest = { binary: true };
    expect(partsOf([file], { positions: { first: [], rest } }, mixed)[0]!.head).toEqual([
      'Content-Disposition: attachment; filename="a%22%0D%0A.txt"',
      'Content-Type: text/plain',
    ]);
    const headers = { 'Content-Disposition': 'inline' };
    expect(partsOf([file], { positions: { first: [], rest: { ...rest, headers } } }, mixed)[0]!.head).toEqual(
      ['Content-Type: text/plain', 'Content-Disposition: inline'],
    );
  });

  it('carries bytes in base64 where a part says so', () => {
    const headers = { 'Content-Transfer-Encoding': 'BASE64' };
    const rest = { binary: true, headers };
    const bytes = Buffer.alloc(60, 'é').toString('base64');
    const [part] = partsOf([bytes], { positions: { first: [], rest } }, mixed);
    expect(part!.content).toBe(`${bytes.slice(0, 76)}\r\n${bytes.slice(76)}`);
  });

  it('has parts within parts', () => {
    const parts = { encoding: {}, positions: { first: [], rest: { contentType: 'application/json' } } };
    const rest = { contentType: 'multipart/alternative', parts };
    const [part] = partsOf([['a', 1]], { positions: { first: [], rest } }, mixed);
    const [type] = part!.head;
    expect(type).toMatch(/^Content-Type: multipart\/alternative; boundary=heddle-/);
    expect(parted(part!.content, type!).map(({ content }) => content)).toEqual(['"a"', '1']);
  });

  it('keeps the parameters of its media type, but for a boundary', () => {
    const write = compileMultipart('multipart/related; boundary="a;b"; type="text/xml"', { encoding: {} });
    expect(write(['a']).contentType).toMatch(/^multipart\/related; type="text\/xml"; boundary=heddle-\w+$/);
  });

  it('names the parts of a map as a form does', () => {
    expect(partsOf({ a: 'x', b: [{ c: 1 }] }, {}, mixed)).toEqual([
      { head: named('a', utf8), content: 'x' },
      { head: named('b', 'Content-Type: application/json'), content: '{"c":1}' },
    ]);
  });
});
