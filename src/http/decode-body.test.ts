import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBody, unknownCharset } from './decode-body.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test.each([
  ['an object', 'application/json', '{"a":[1,"b",null]}', { a: [1, 'b', null] }],
  ['problem details', 'application/problem+json; charset=utf-8', '{"status":400}', { status: 400 }],
  ['JSON in any case', 'Application/JSON', 'true', true],
  ['JSON with a byte order mark', 'application/json', '\uFEFF{"a":1}', { a: 1 }],
  ['JSON that does not parse', 'application/json', '{"a":', '{"a":'],
  ['a web page', 'text/html', '<p>', '<p>'],
  ['XML', 'application/xml', '<a/>', '<a/>'],
  ['XML by suffix', 'application/atom+xml', '<a/>', '<a/>'],
  ['form data', 'application/x-www-form-urlencoded', 'a=1', 'a=1'],
  ['JSON that is labelled as text', 'text/plain', '{"a":1}', '{"a":1}'],
  ['text without a label', undefined, 'é', 'é'],
  ['an image', 'image/png', 'png', 'cG5n'],
  ['an unknown type', 'application/octet-stream', '{}', 'e30='],
])('%s is decoded', (_, contentType, body, expected) => {
  expect(decodeBody(bytes(body), contentType)).toEqual(expected);
});

test('an empty body has no value', () => {
  expect(decodeBody(new Uint8Array(), 'application/json')).toBeUndefined();
});

test('bytes without a label that are no text become base64', () => {
  expect(decodeBody(Uint8Array.of(0xff, 0xfe, 0x00), undefined)).toBe('//4A');
});

test.each([
  ['text/plain; charset=ISO-8859-1', Uint8Array.of(0xe9), 'é'],
  ['text/plain; charset="windows-1251"', Uint8Array.of(0xcf), 'П'],
  ['application/json;charset=utf-16le', Uint8Array.of(0x22, 0, 0x61, 0, 0x22, 0), 'a'],
  ['text/plain; charset=klingon', bytes('é'), 'é'],
])('the charset of %s is honoured', (contentType, body, expected) => {
  expect(decodeBody(body, contentType)).toBe(expected);
});

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const utf16 = (text: string): Uint8Array => Buffer.from(text, 'utf16le');
const bigEndian = (text: string): Uint8Array => Buffer.from(text, 'utf16le').swap16();

const declared = (charset: string): string => `<?xml version="1.0" encoding="${charset}"?><a>\u00e9</a>`;
const quoted = "<?xml version='1.0' encoding = 'latin1'?><a>\u00e9</a>";

test.each([
  ['by its declaration', 'application/xml', latin1(declared('ISO-8859-1')), declared('ISO-8859-1')],
  ['by single quotes', 'image/svg+xml', latin1(quoted), quoted],
  ['by its type first', 'text/xml; charset=utf-8', bytes(declared('ISO-8859-1')), declared('ISO-8859-1')],
  ['by its mark first', 'text/xml; charset=latin1', bytes(`\uFEFF${declared('latin1')}`), declared('latin1')],
  ['in UTF-16 with a mark', 'application/xml', utf16(`\uFEFF${declared('UTF-16')}`), declared('UTF-16')],
  ['in UTF-16, big-endian', 'application/xml', bigEndian(`\uFEFF${declared('UTF-16')}`), declared('UTF-16')],
  ['in UTF-16 without a mark', 'application/xml', bigEndian(declared('UTF-16')), declared('UTF-16')],
  ['in UTF-8 that claims to be UTF-16', 'application/xml', bytes(declared('UTF-16')), declared('UTF-16')],
  ['in UTF-8 without saying so', 'application/xml', bytes('<a>\u00e9</a>'), '<a>\u00e9</a>'],
  ['that is none', 'text/plain', utf16('\uFEFF\u00e9'), '\u00e9'],
  [
    'that is a page without a declaration',
    'text/html',
    latin1(`${quoted}\u00e9`),
    `${quoted}\u00e9`.replaceAll('\u00e9', '\uFFFD'),
  ],
])('XML %s is decoded', (_, contentType, body, expected) => {
  const value = decodeBody(body, contentType);
  expect(value).toBe(expected);
  expect(unknownCharset(body, contentType)).toBeUndefined();
});

test.each([
  ['text/plain; charset=klingon', bytes('a'), 'klingon'],
  [`text/plain; charset=${'k'.repeat(101)}`, bytes('a'), '(101 characters)'],
  ['application/json; charset=klingon', bytes('{}'), 'klingon'],
  ['application/xml', bytes(declared('x-klingon')), 'x-klingon'],
  ['application/xml; charset=utf-8', bytes(declared('x-klingon')), undefined],
  ['application/xml', bytes(`\uFEFF${declared('x-klingon')}`), undefined],
  ['image/png; charset=klingon', bytes('png'), undefined],
  ['application/json', bytes('{}'), undefined],
])('whether the charset of %s is unknown is known', (contentType, body, expected) => {
  expect(unknownCharset(body, contentType)).toBe(expected);
});

test.each([
  ['9007199254740991', 9007199254740991],
  ['9007199254740993', '9007199254740993'],
  ['-12345678901234567890', '-12345678901234567890'],
  ['1e400', '1e400'],
  ['1.2345678901234567890', 1.2345678901234567],
  ['1234567890123456.5', 1234567890123456.5],
  ['"12345678901234567890"', '12345678901234567890'],
  ['"\\"12345678901234567890"', '"12345678901234567890'],
  ['{"12345678901234567890":1}', { '12345678901234567890': 1 }],
  [
    '[12345678901234567890,"\\\\",12345678901234567890]',
    ['12345678901234567890', '\\', '12345678901234567890'],
  ],
])('numbers of %s survive', (source, expected) => {
  expect(decodeBody(bytes(source), 'application/json')).toEqual(expected);
});

test('a member called __proto__ is data', () => {
  const value = decodeBody(bytes('{"__proto__":{"a":12345678901234567890}}'), 'application/json') as object;
  expect(Object.hasOwn(value, '__proto__')).toBe(true);
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('any JSON value survives beside an unsafe integer', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const source = `[12345678901234567890,${JSON.stringify(value)}]`;
      const safe = JSON.parse(JSON.stringify(value), (_, member: unknown) =>
        typeof member === 'number' && Number.isInteger(member) && !Number.isSafeInteger(member)
          ? stringified(member)
          : member,
      ) as unknown;
      expect(decodeBody(bytes(source), 'application/json')).toEqual(['12345678901234567890', safe]);
    }),
  );
});

/** As JSON writes it: an exponent keeps a number a number. */
function stringified(value: number): string | number {
  const text = JSON.stringify(value);
  return /[eE.]/.test(text) ? value : text;
}

test('no text makes it throw', () => {
  fc.assert(
    fc.property(
      fc.uint8Array(),
      fc.constantFrom('application/json', 'text/plain; charset=utf-16', undefined, ';'),
      (body, type) => {
        expect(() => decodeBody(body, type)).not.toThrow();
      },
    ),
  );
});

test.each([
  ['[', ']'],
  ['{"a":', '}'],
])('JSON nested a million levels deep by %s stays text, which every reader can take', (open, close) => {
  for (const [depth, type] of [
    [1_000_000, 'string'],
    [900, 'object'],
  ] as const) {
    const body = `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(typeof decodeBody(new TextEncoder().encode(body), 'application/json')).toBe(type);
  }
});
