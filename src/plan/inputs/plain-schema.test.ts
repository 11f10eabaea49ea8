import {
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  dictionary,
  jsonValue,
  letrec,
  oneof,
  record,
} from 'fast-check';
import { expect, test } from 'vitest';
import { compileInputs } from './admit-inputs.ts';
import { isPlain } from './plain-schema.ts';

test.each([
  [true],
  [
    {
      type: 'object',
      properties: { $ref: { type: 'string' }, pattern: { enum: [1] } },
      'x-note': { $ref: 1 },
    },
  ],
  [{ type: 'array', items: { type: 'object', additionalProperties: false } }],
])('%j is plain', (schema) => expect(isPlain(schema)).toBe(true));

test.each([
  [{ properties: { a: { $ref: '#/nowhere' } } }],
  [{ items: { pattern: '(' } }],
  [{ enum: [] }],
  [{ discriminator: { propertyName: 'a' } }],
  [{ nullable: true }],
  [{ id: 'a' }],
  [{ allOf: [{}] }],
])('%j is not', (schema) => expect(isPlain(schema)).toBe(false));

test('what is plain and valid compiles at its first use, whatever it is put together from', async () => {
  const scalar = constantFrom<unknown>(
    { type: 'string', minLength: 1, format: 'email' },
    { type: ['integer', 'null'], minimum: 0, multipleOf: 2 },
    { enum: [1, 'a', null] },
    { const: { a: 1 } },
    true,
    false,
  );
  const { schema } = letrec<{ schema: unknown }>((tie) => ({
    schema: oneof(
      { maxDepth: 3 },
      scalar,
      record({ type: constant('array'), items: tie('schema'), uniqueItems: boolean() }),
      record({
        properties: dictionary(constantFrom('a', '__proto__', '$ref', 'id'), tie('schema')),
        required: constantFrom(['a'], []),
        additionalProperties: tie('schema'),
      }),
    ),
  }));
  await assert(
    asyncProperty(schema, jsonValue(), async (each, value) => {
      expect(isPlain(each)).toBe(true);
      const { admit, problems } = await compileInputs({ properties: { input: each as object } });
      expect(problems).toEqual([]);
      expect(() => admit!({ input: value })).not.toThrow();
    }),
    { numRuns: 200, seed: 20261130 },
  );
});
