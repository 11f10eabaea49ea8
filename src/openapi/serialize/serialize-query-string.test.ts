import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameter } from '../operation.ts';
import { compileParameter } from './serialize-parameter.ts';
import { compileQueryString } from './serialize-query-string.ts';
import { UnserializableValue } from './unserializable-value.ts';

const whole = (mediaType?: string): Parameter => ({
  name: 'q',
  in: 'querystring',
  required: false,
  style: 'form',
  explode: true,
  allowReserved: false,
  ...(mediaType === undefined ? {} : { mediaType }),
});

describe('a query string', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['application/x-www-form-urlencoded', 'a=b&c[]=%20+', ['a=b&c[]=%20+']],
    ['application/x-www-form-urlencoded', { a: 'b c', d: [1, 2] }, ['a=b%20c&d=1&d=2']],
    ['application/json', { a: 1 }, ['%7B%22a%22%3A1%7D']],
    ['application/json', '{"a":1}', ['%7B%22a%22%3A1%7D']],
    ['text/plain', 'a b&c', ['a%20b%26c']],
    ['text/plain', null, []],
    ['text/plain', '', []],
  ])('of %s writes %j', (mediaType, value, texts) => {
    expect(compileQueryString(whole(mediaType))(value)).toEqual(texts);
  });

  it.each(['a#b', 'a b', 'a\r\nb', 'a%zz', 'a"b', 'é'])('is refused when it is %j, which is none', (text) => {
    expect(() => compileQueryString(whole())(text)).toThrow(UnserializableValue);
  });

  it('has the members of an object and no others, whatever they hold', () => {
    const member = fc.dictionary(fc.string({ minLength: 1 }), fc.string());
    fc.assert(
      fc.property(member, (value) => {
        const [text = ''] = compileQueryString(whole())(value);
        expect(text).not.toMatch(/[#\s]/);
        const read = [...new URLSearchParams(text)];
        expect(read).toEqual(
          Object.entries(value).map(([name, each]) => [name.toWellFormed(), each.toWellFormed()]),
        );
      }),
    );
  });
});

describe('the style cookie', () => {
  const cookie = compileParameter({ ...whole(), name: 'id', in: 'cookie', style: 'cookie' });

  const written = (text: string): readonly string[] => {
    try {
      return cookie(text);
    } catch (error) {
      if (error instanceof UnserializableValue) return [];
      throw error;
    }
  };

  it('never makes more pairs than there are values', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('a;b', 'a; b=1', 'a\r\nb', ' a', 'é')), (text) => {
        const pairs = written(text);
        expect(pairs.join('')).not.toMatch(/[;\r\n]/);
        expect(pairs.length === 0 || pairs.join('; ') === `id=${text}`).toBe(true);
      }),
    );
    expect(written('a b=c')).toEqual(['id=a b=c']);
    expect(written('a;b')).toEqual([]);
  });

  it('writes a member of an object as a pair, and refuses a name that would end it', () => {
    expect(cookie({ a: 1, b: 'x y' })).toEqual(['a=1', 'b=x y']);
    expect(cookie({ 'a;b': 1 })).toEqual(['a%3Bb=1']);
  });
});
