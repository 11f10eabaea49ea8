import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaType } from './operation.ts';
import { compileMultipart } from './serialize-multipart.ts';
import { UnserializableValue } from './unserializable-value.ts';

interface Part {
  readonly head: readonly string[];
  readonly content: string;
}

/** Takes a body apart as RFC 2046 has it. Content is read byte for byte as Latin-1. */
function partsOf(value: unknown, media: Partial<MediaType> = {}): Part[] {
  const { bytes, boundary } = compileMultipart({ encoding: {}, ...media })(value);
  const text = Buffer.from(bytes).toString('latin1');
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
    const write = compileMultipart({ encoding: {} });
    expect(write({ a: 1 }).boundary).toBe(write({ a: 1 }).boundary);
    expect(write({ a: 1 }).boundary).not.toBe(write({ a: 2 }).boundary);
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
