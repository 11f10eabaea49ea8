import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameter, ParameterLocation } from '../operation.ts';
import { compileParameter } from './serialize-parameter.ts';
import { compileText } from './serialize-text.ts';
import { UnserializableValue } from './unserializable-value.ts';

const xml = [{ name: 'item' }];

describe('compileText', () => {
  it.each<[string, unknown, string]>([
    ['application/json', { a: 'é' }, '{"a":"é"}'],
    ['application/problem+json', 'a', '"a"'],
    ['application/x-www-form-urlencoded', { a: 'b c', d: [1, 2] }, 'a=b%20c&d=1&d=2'],
    ['application/x-www-form-urlencoded', 'a=b', 'a=b'],
    ['application/xml', { a: '<' }, '<item><a>&lt;</a></item>'],
    ['text/xml', '<a/>', '<a/>'],
    ['text/csv; charset=UTF-8', 1e21, '1000000000000000000000'],
  ])('writes %s of %j', (type, value, text) => {
    expect(compileText(type, { name: 'q', xml, isInline: true })!(value)).toBe(text);
  });

  it.each(['image/png', 'multipart/mixed', 'text/plain; charset=utf-16', '*/*', 'no type'])(
    'has nothing for %s',
    (type) => {
      expect(compileText(type, { name: 'q' })).toBeUndefined();
    },
  );

  it.each<[string, unknown]>([
    ['application/x-www-form-urlencoded', [1]],
    ['application/xml', '\0'],
    ['application/xml', { a: 1 }],
    ['text/plain', { a: 1 }],
  ])('names what it refuses: %s of %j', (type, value) => {
    expect(() => compileText(type, { name: 'q' })!(value)).toThrow('The value of "q" cannot be sent');
  });
});

describe('a parameter of a media type', () => {
  const write = (where: ParameterLocation, mediaType: string, value: unknown): readonly string[] => {
    const style = where === 'path' || where === 'header' ? 'simple' : 'form';
    const parameter: Parameter = {
      name: 'q',
      in: where,
      required: true,
      style,
      explode: false,
      allowReserved: true,
      mediaType,
      xml,
    };
    return compileParameter(parameter)(value);
  };
  /** Nothing where it is refused, which is the only way to fail. */
  const attempt = (...of: Parameters<typeof write>): readonly string[] => {
    try {
      return write(...of);
    } catch (error) {
      if (error instanceof UnserializableValue) return [];
      throw error;
    }
  };
  const hostile = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('\r\nX: 1', '&b=1', '; b=1', '%26', '../../..', '<![CDATA[', ']]>', '#', '?', '+', '\0'),
  );

  it('can be read back from a query, and is nothing but its own pair', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          hostile.filter((name) => name !== ''),
          hostile,
        ),
        (value) => {
          const texts = write('query', 'application/x-www-form-urlencoded', value);
          const [[name, form] = [], ...more] = [...new URLSearchParams(texts.join('&'))];
          expect([name, more]).toEqual(['q', []]);
          expect([...new URLSearchParams(form)]).toEqual(Object.entries(value));
        },
      ),
    );
  });

  it.each(['application/json', 'application/x-www-form-urlencoded', 'application/xml', 'text/plain'])(
    'of %s stays within its place, whatever it holds',
    (mediaType) => {
      fc.assert(
        fc.property(
          fc.constantFrom('path', 'query', 'header', 'cookie'),
          fc.oneof(hostile, fc.dictionary(fc.constantFrom('a', 'b&c'), hostile)),
          (where, value) => {
            const texts = attempt(where, mediaType, value);
            expect(texts.length).toBeLessThan(2);
            expect(texts.join('')).toMatch(where === 'header' ? /^[\t\x20-\x7e]*$/ : /^(q=)?[\w.~%-]*$/);
          },
        ),
      );
    },
  );
});
