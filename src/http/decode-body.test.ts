import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBody } from './decode-body.ts';

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
