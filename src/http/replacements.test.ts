import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../expression/parse-template.ts';
import type { Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import { parsePointer, valueAt } from '../text/pointer.ts';
import { compileReplacements } from './replacements.ts';

const scope: Scope = { inputs: { a: 1 }, steps: {}, workflows: {} };

function replace(
  payload: unknown,
  replacements: readonly (readonly [target: string, value: unknown])[],
): unknown {
  const plans = replacements.map(([target, value]) => ({
    target,
    dialect: 'jsonpointer' as const,
    path: parsePointer(target)!.map((name) => (name === '-' ? { name, list: true as const } : { name })),
    value: parseTemplate(value).template,
  }));
  return compileReplacements(plans)(payload, scope);
}

describe('replacements', () => {
  it.each<readonly [unknown, readonly (readonly [string, unknown])[], unknown]>([
    [{ a: 1, b: 2 }, [['/a', 3]], { a: 3, b: 2 }],
    [{ a: { b: [1, 2] } }, [['/a/b/1', '$inputs.a']], { a: { b: [1, 1] } }],
    [
      { a: [1] },
      [
        ['/a/-', 2],
        ['/a/2', 3],
      ],
      { a: [1, 2, 3] },
    ],
    [{ a: null }, [['/a/b', 2]], { a: { b: 2 } }],
    [undefined, [['/a/0', 2]], { a: { 0: 2 } }],
    [{}, [['/a/-/b', 2]], { a: [{ b: 2 }] }],
    [{ a: 1 }, [['', [1]]], [1]],
    [
      { 'a/b': 1 },
      [
        ['/a~1b', 2],
        ['/', 3],
      ],
      { 'a/b': 2, '': 3 },
    ],
  ])('of %j by %j make %j', (payload, replacements, expected) => {
    expect(replace(payload, replacements)).toEqual(expected);
  });

  it('copy what changes and share the rest', () => {
    const payload = Object.freeze({ a: Object.freeze({ b: 1 }), c: Object.freeze([1]) });
    const made = replace(payload, [['/a/b', 2]]) as typeof payload;
    expect(payload.a.b).toBe(1);
    expect(made.c).toBe(payload.c);
  });

  it('never reach a prototype', () => {
    const made = replace({}, [['/__proto__/polluted', true]]) as object;
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    expect(Object.hasOwn(made, '__proto__')).toBe(true);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  });

  it.each<readonly [unknown, string, string]>([
    [{ a: 'x' }, '/a/b', '/a is neither an object nor an array'],
    ['x', '/a', 'the payload is neither an object nor an array'],
    [{ a: [] }, '/a/1', '/a is an array without such an item'],
    [{ a: [1] }, '/a/00', '/a is an array without such an item'],
    [{ a: [1] }, '/a/length', '/a is an array without such an item'],
  ])('of %j at %s are refused, because %s', (payload, target, reason) => {
    expect(() => replace(payload, [[target, 1]])).toThrow(reason);
    expect(() => replace(payload, [[target, 1]])).toThrow(UnserializableValue);
  });

  it('without a value are refused', () => {
    expect(() => replace({ a: 1 }, [['/a', '$inputs.absent']])).toThrow(UnresolvedValue);
  });

  it('put a value where the pointer then finds it, or refuse', () => {
    const token = fc.constantFrom('a', '0', '1', '__proto__', '', 'a/b', '~');
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(token, { maxLength: 5 }), (payload, tokens) => {
        const target = tokens.map((each) => `/${each.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        try {
          expect(valueAt(replace(payload, [[target, 'put']]), tokens)).toBe('put');
        } catch (error) {
          if (!(error instanceof UnserializableValue)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
