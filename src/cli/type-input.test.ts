import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../arazzo/document.ts';
import { losesDigits, parseExactJson } from '../text/exact-number.ts';
import { typeInput } from './type-input.ts';

describe('an input given as text', () => {
  test.each<[string, JsonSchema | undefined, unknown]>([
    ['1999', { type: 'integer' }, 1999],
    ['1e3', { type: 'integer' }, 1000],
    ['1.5', { type: 'integer' }, '1.5'],
    ['9007199254740993', { type: 'integer' }, '9007199254740993'],
    ['9007199254740992', { type: 'integer' }, '9007199254740992'],
    ['9007199254740993', { type: 'string' }, '9007199254740993'],
    ['1.10', { type: 'string' }, '1.10'],
    ['1e3', { type: ['string', 'number'] }, '1e3'],
    ['1.10', undefined, '1.10'],
    ['12345678901234567.89', { type: 'number' }, '12345678901234567.89'],
    ['[9007199254740993]', { type: 'array' }, ['9007199254740993']],
    ['19.99', { type: 'number' }, 19.99],
    ['NaN', { type: 'number' }, 'NaN'],
    ['true', { type: 'boolean' }, true],
    ['yes', { type: 'boolean' }, 'yes'],
    ['{"a":[1]}', { type: 'object' }, { a: [1] }],
    ['[1]', { type: 'object' }, '[1]'],
    ['[1]', { type: 'array' }, [1]],
    ['null', { type: ['integer', 'null'] }, null],
    ['1999', { type: 'string' }, '1999'],
    ['null', { type: ['string', 'null'] }, 'null'],
    ['1999', {}, '1999'],
    ['1999', undefined, '1999'],
    ['2', { enum: [1, 2] }, 2],
    ['2', { const: 2 }, 2],
    ['2', { $ref: '#/$defs/count' }, 2],
    ['2', { $ref: '#/$defs/round' }, '2'],
    ['2', { $ref: '#/nowhere' }, '2'],
  ])('%s under %j is %j', (text, schema, value) => {
    const root = { $defs: { count: { type: 'integer' }, round: { $ref: '#/$defs/round' } } };
    expect(typeInput(text, schema, root)).toEqual(value);
  });

  test('every JSON value survives under a schema of its type', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
        const text = type === 'string' ? (value as string) : JSON.stringify(value);
        // Integers beyond 2^53 are texts of their digits.
        const kept = parseExactJson(JSON.stringify(value), losesDigits);
        expect(typeInput(text, { type }, undefined)).toEqual(kept);
      }),
    );
  });
});
