import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../arazzo/document.ts';
import { loadSchemaCompiler } from '../../openapi/schema/compile-schema.ts';
import { createDraw } from './draw.ts';
import { generatePattern } from './generate-pattern.ts';
import { generateValue } from './generate-value.ts';

const compile = await loadSchemaCompiler();

function generate(
  schema: JsonSchema,
  direction: 'request' | 'response' = 'response',
  seed = 'seed',
): unknown {
  return generateValue(schema, { seed, direction, check: compile(schema) });
}

const tree = {
  type: 'object',
  required: ['name', 'children'],
  properties: {
    name: { type: 'string' },
    parent: { $ref: '#/$defs/Tree' },
    children: { type: 'array', items: { $ref: '#/$defs/Tree' } },
  },
};

const cases: readonly (readonly [string, JsonSchema])[] = [
  ['bounds', { type: 'integer', minimum: 10, exclusiveMaximum: 12, multipleOf: 11 }],
  ['decimal steps', { type: 'number', minimum: 0.15, maximum: 0.35, multipleOf: 0.1 }],
  ['open bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 }],
  ['only an upper bound', { type: 'integer', maximum: -5 }],
  ['lengths', { type: 'string', minLength: 30, maxLength: 31 }],
  [
    'a pattern within lengths',
    { type: 'string', pattern: '^[a-z]+(-[a-z]+)*$', minLength: 12, maxLength: 20 },
  ],
  ['distinct items', { type: 'array', items: { type: 'boolean' }, minItems: 2, uniqueItems: true }],
  ['distinct items of an enum', { items: { enum: ['a', 'b', 'c'] }, minItems: 3, uniqueItems: true }],
  [
    'a tuple',
    { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
  ],
  [
    'an item among others',
    { type: 'array', items: { type: 'integer' }, contains: { minimum: 500 }, minItems: 2 },
  ],
  [
    'parts of one object',
    {
      allOf: [
        { required: ['a'], properties: { a: { type: 'string' } } },
        { required: ['b'], properties: { a: { minLength: 40 }, b: { type: 'integer' } } },
      ],
    },
  ],
  [
    'alternatives that exclude each other',
    {
      oneOf: [
        { properties: { a: { type: 'string' } } },
        { required: ['b'], properties: { b: { type: 'string' } } },
      ],
    },
  ],
  ['an exception', { type: 'string', enum: ['a', 'b'], not: { const: 'a' } }],
  [
    'a condition',
    {
      properties: { kind: { type: 'string' } },
      required: ['kind'],
      if: { properties: { kind: { const: 'x' } } },
      ...JSON.parse('{"then":{"required":["y"]}}'),
    },
  ],
  [
    'names',
    {
      type: 'object',
      minProperties: 3,
      propertyNames: { pattern: '^x-[a-z]{3}$' },
      additionalProperties: { type: 'integer' },
    },
  ],
  [
    'an example that does not fit',
    {
      type: 'object',
      example: { a: 'x' },
      properties: { a: { type: 'integer', example: 'none', default: 4 } },
      required: ['a'],
    },
  ],
  ['a circle', { $ref: '#/$defs/Tree', $defs: { Tree: tree } }],
  ['several types', { type: ['null', 'integer'], minimum: 3 }],
  [
    'what was made of a discriminator',
    {
      discriminator: { propertyName: 'kind', mapping: { kitten: '#/$defs/Cat' } },
      oneOf: [{ $ref: '#/$defs/Cat' }, { $ref: '#/$defs/Dog' }],
      $defs: {
        Cat: { required: ['kind'], properties: { kind: { const: 'kitten' } } },
        Dog: { required: ['bark'] },
      },
    },
  ],
];

describe('generateValue', () => {
  it.each(cases)('keeps to %s', (_name, schema) => {
    expect(compile(schema)(generate(schema))).toEqual([]);
  });

  it('is the same for the same seed, and another for another', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', format: 'uuid' }, at: { format: 'date-time', type: 'string' } },
    };
    expect(generate(schema)).toEqual(generate(schema));
    expect(generate(schema)).not.toEqual(generate(schema, 'response', 'another'));
  });

  it('takes examples and defaults that fit', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { example: 'given' },
        b: { type: 'integer', default: 7 },
        c: { examples: ['first', 'second'] },
      },
    };
    expect(generate(schema)).toEqual({ a: 'given', b: 7, c: 'first' });
  });

  it('makes what is not required too, and ends circles as soon as they may end', () => {
    const schema = { $ref: '#/$defs/Tree', $defs: { Tree: tree } };
    expect(generate(schema)).toEqual({ name: expect.any(String), children: [] });
  });

  it('keeps secrets out of answers, and what the server decides out of requests', () => {
    const schema = {
      type: 'object',
      properties: { id: { type: 'string', readOnly: true }, password: { type: 'string', writeOnly: true } },
    };
    expect(Object.keys(generate(schema) as object)).toEqual(['id']);
    expect(Object.keys(generate(schema, 'request') as object)).toEqual(['password']);
  });

  it('tells alternatives apart by the discriminator, and a part by the schema that it is part of', () => {
    const pet = {
      discriminator: { propertyName: 'kind', mapping: {} },
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string' } },
    };
    const schema = { $ref: '#/$defs/Cat', $defs: { Pet: pet, Cat: { allOf: [{ $ref: '#/$defs/Pet' }] } } };
    expect(generate(schema)).toEqual({ kind: 'Cat' });
  });

  it('comes to an end for a schema that demands itself', () => {
    const schema = {
      $ref: '#/$defs/A',
      $defs: {
        A: {
          type: 'object',
          required: ['a', 'b'],
          properties: { a: { $ref: '#/$defs/A' }, b: { $ref: '#/$defs/A' } },
        },
      },
    };
    expect(
      generateValue(
        {
          $ref: '#/$defs/Line',
          $defs: {
            Line: { type: 'object', required: ['next'], properties: { next: { $ref: '#/$defs/Line' } } },
          },
        },
        { seed: '', direction: 'response' },
      ),
    ).toBeTypeOf('object');
    expect(generateValue(schema, { seed: '', direction: 'response' })).toBeTypeOf('object');
  });

  it('keeps to any simple schema', () => {
    const scalar = fc.oneof(
      fc.record({
        type: fc.constant('integer'),
        minimum: fc.integer({ min: -1000, max: 0 }),
        maximum: fc.integer({ min: 0, max: 1000 }),
      }),
      fc.record({
        type: fc.constant('string'),
        minLength: fc.integer({ min: 0, max: 10 }),
        maxLength: fc.integer({ min: 10, max: 40 }),
      }),
      fc.record({
        type: fc.constant('string'),
        format: fc.constantFrom(
          'date',
          'date-time',
          'time',
          'duration',
          'email',
          'hostname',
          'ipv4',
          'ipv6',
          'uri',
          'uuid',
          'byte',
          'json-pointer',
          'uri-reference',
        ),
      }),
      fc.constant({ type: 'boolean' }),
    );
    const schemas = fc.letrec((tie) => ({
      schema: fc.oneof({ maxDepth: 3 }, scalar, tie('object'), tie('list')),
      object: fc
        .dictionary(fc.constantFrom('a', 'b', 'c~/d', '__proto__'), tie('schema'), { maxKeys: 3 })
        .map((properties) => ({ type: 'object', properties, required: Object.keys(properties) })),
      list: fc.record({
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: fc.integer({ min: 0, max: 3 }),
      }),
    })).schema as fc.Arbitrary<JsonSchema>;
    fc.assert(
      fc.property(schemas, fc.string(), (schema, seed) => {
        expect(compile(schema)(generate(schema, 'request', seed))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('generatePattern', () => {
  it.each([
    '^[A-Z]{2}\\d{4,}$',
    '^(?:ab|cd)+x?$',
    '^AC[0-9a-fA-F]{32}$',
    '^[^/\\s]+$',
    '^\\+?[1-9]\\d{1,14}$',
    '^\\u0041\\x42$',
    '^(?<year>\\d{4})-\\d\\d$',
    '^a.c$',
    '^[\\w.-]*@x$',
  ])('makes a text for %s', (pattern) => {
    for (const variant of [0, 1, 2]) {
      expect(generatePattern(pattern, createDraw('seed'), '', variant)).toMatch(new RegExp(pattern));
    }
  });

  it.each(['^(?=a)', '(a)\\1', '[', '(', 'a)', '*', '\\p{L}', '(?<!a)b', '[]'])(
    'makes none for %s',
    (pattern) => {
      expect(generatePattern(pattern, createDraw(''), '')).toBeUndefined();
    },
  );

  it('stops at a bound', () => {
    expect(generatePattern('((((a{999}){999}){999}){999})', createDraw(''), '')).toBeUndefined();
    expect(generatePattern('('.repeat(5000), createDraw(''), '')).toBeUndefined();
  });
});
