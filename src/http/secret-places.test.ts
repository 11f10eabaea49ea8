import { describe, expect, test } from 'vitest';
import { redactor } from './redact.ts';
import { secretInputs } from './secret-inputs.ts';
import { nowhere, secretPlaces } from './secret-places.ts';

const secret = { type: 'string', format: 'password' };

/** The secrets among inputs `a`, of which the schema says this. */
const found = (schema: object, a: unknown, $defs: object = {}): readonly string[] =>
  secretInputs({ a, plain: 'plain-text' }, { properties: { a: schema }, $defs });

describe('an input is secret where its schema says so (clause A15)', () => {
  test.each([
    ['through a reference', { $ref: '#/$defs/s' }, 'word-1'],
    ['through a reference to a reference', { $ref: '#/$defs/t' }, 'word-1'],
    ['in every schema that holds', { allOf: [{ type: 'string' }, { writeOnly: true }] }, 'word-1'],
    ['in one that may hold', { anyOf: [{ type: 'integer' }, secret] }, 'word-1'],
    ['in one of several', { oneOf: [{ type: 'integer' }, { $ref: '#/$defs/s' }] }, 'word-1'],
    ['under a condition', { if: { minLength: 9 }, else: secret }, 'word-1'],
    ['in items', { items: { $ref: '#/$defs/s' } }, ['word-1']],
    ['in the first items', { prefixItems: [{ type: 'integer' }, secret] }, [1, 'word-1']],
    [
      'in members that are not declared',
      { additionalProperties: secret, properties: { b: {} } },
      { c: 'word-1', b: 'shown' },
    ],
    [
      'in members by a pattern',
      { patternProperties: { '^c': secret }, properties: { c: {} } },
      { c: 'word-1' },
    ],
    ['in all that it holds', { $ref: '#/$defs/s' }, { deep: ['word-1'] }],
    [
      'in a schema that refers to itself',
      { $ref: '#/$defs/tree' },
      { next: { next: { leaf: 'word-1', name: 'shown' } } },
    ],
  ])('%s', (_, schema, a) => {
    const $defs = {
      s: secret,
      t: { $ref: '#/$defs/s' },
      tree: {
        properties: { next: { allOf: [{ $ref: '#/$defs/tree' }] }, leaf: { $ref: '#/$defs/t' }, name: {} },
      },
    };
    expect(found(schema, a, $defs).filter((each) => each !== '1')).toEqual(['word-1']);
    const shown = redactor([]).inputs({ a }, { properties: { a: schema }, $defs });
    expect(JSON.stringify(shown)).not.toContain('word-1');
    expect(JSON.stringify(shown).includes('shown')).toBe(JSON.stringify(a).includes('shown'));
  });

  test('and nowhere else', () => {
    expect(
      found(
        { properties: { writeOnly: true, b: { const: 'password' } } },
        { b: 'shown', writeOnly: 'shown' },
      ),
    ).toEqual([]);
    expect(found({ $ref: '#/$defs/none' }, 'shown', { other: secret })).toEqual([]);
    expect(
      found({ $ref: '#/$defs/self' }, 'shown', { self: { $ref: '#/$defs/self' }, other: secret }),
    ).toEqual([]);
    expect(secretPlaces({ properties: { a: { type: 'string' } } })).toBe(nowhere);
  });

  test('which is read once of a schema', () => {
    const schema = { properties: { a: secret } };
    expect(secretPlaces(schema)).toBe(secretPlaces(schema));
  });
});
