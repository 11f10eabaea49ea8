import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeForm, FormFailure, formPairs } from './form.ts';

/** Null-prototype objects compare as plain ones after JSON. */
function decoded(text: string): unknown {
  return JSON.parse(JSON.stringify(decodeForm(text)));
}

test.each([
  ['a=1&b=x%20y+z', { a: '1', b: 'x y z' }],
  ['a[b]=1&a[c][d]=2', { a: { b: '1', c: { d: '2' } } }],
  ['a%5Bb%5D=%C3%A9', { a: { b: 'é' } }],
  ['e[0]=x&e[1]=y', { e: { 0: 'x', 1: 'y' } }],
  ['e[]=x&e[]=y', { e: { 0: 'x', 1: 'y' } }],
  ['a=1&a=2', { a: '2' }],
  ['a=', { a: '' }],
  ['', {}],
  ['[a]=1&b[=2&c]=3&d[x]y=4', { '[a]': '1', 'b[': '2', 'c]': '3', 'd[x]y': '4' }],
])('"%s" is decoded', (text, expected) => {
  expect(decoded(text)).toEqual(expected);
});

test.each([['a=1&a[b]=2'], ['a[b]=2&a=1'], [`a${'[b]'.repeat(20)}=1`]])('"%s" is refused', (text) => {
  expect(() => decodeForm(text)).toThrow(FormFailure);
});

test('names of the prototype are names', () => {
  const form = decodeForm('__proto__[polluted]=1&constructor[prototype][polluted]=1');
  expect(Object.keys(form)).toEqual(['__proto__', 'constructor']);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('any text is decoded or refused', () => {
  const part = fc.constantFrom('a', '[', ']', '[]', '&', '=', '%5B', '%', '__proto__', '0');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
      let outcome: unknown;
      try {
        outcome = typeof decodeForm(parts.join(''));
      } catch (error) {
        outcome = error instanceof FormFailure ? 'refused' : error;
      }
      expect(['object', 'refused']).toContain(outcome);
    }),
  );
});

test('pairs keep their order and their brackets', () => {
  expect(formPairs('b=2&a%5B0%5D=1&b=3')).toEqual([
    ['b', '2'],
    ['a[0]', '1'],
    ['b', '3'],
  ]);
});
