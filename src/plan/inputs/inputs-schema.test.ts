import { describe, expect, test } from 'vitest';
import type { JsonSchema } from '../../arazzo/document.ts';
import { compileInputs } from './admit-inputs.ts';
import { standaloneSchema } from './inputs-schema.ts';
import { knownProperties } from './known-properties.ts';

/** Makes the schema of a document's first workflow stand alone. */
function alone(inputs: JsonSchema, components: unknown = {}) {
  const unresolved: string[] = [];
  const document = { workflows: [{ workflowId: 'main', inputs }], components: { inputs: components } };
  return {
    schema: standaloneSchema(inputs, document, (reference) => unresolved.push(reference)),
    unresolved,
  };
}

/** The codes of what the schema finds in some inputs. */
async function find(schema: JsonSchema, inputs: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { admit } = await compileInputs(schema);
  return admit!(inputs).diagnostics.map(({ code, message }) => `${code} ${message}`);
}

describe('a standalone schema', () => {
  test('has copies of what it refers to in the document, and what those refer to', async () => {
    const { schema, unresolved } = alone(
      { type: 'object', properties: { pet: { $ref: '#/components/inputs/pet' } } },
      { pet: { properties: { age: { $ref: '#/components/inputs/a~1b' } } }, 'a/b': { type: 'integer' } },
    );
    expect(unresolved).toEqual([]);
    expect(await find(schema, { pet: { age: 'old' } })).toEqual([
      'inputs/invalid Input "pet.age" must be of type integer.',
    ]);
    expect(await find(schema, { pet: { age: 1 } })).toEqual([]);
  });

  test('may refer to other workflows, to itself, and in circles', async () => {
    const { schema, unresolved } = alone({
      type: 'object',
      properties: { n: { type: 'integer' }, next: { $ref: '#/workflows/0/inputs' } },
    });
    expect(unresolved).toEqual([]);
    expect(await find(schema, { n: 1, next: { n: 2, next: { n: 'three' } } })).toHaveLength(1);
  });

  test('finds what it refers to by $anchor, in itself and in the components', async () => {
    const own = alone({
      properties: { a: { $ref: '#age' } },
      $defs: { x: { $anchor: 'age', type: 'integer' } },
    });
    expect(own.unresolved).toEqual([]);
    expect(await find(own.schema, { a: 'old' })).toHaveLength(1);
    const other = alone({ properties: { a: { $ref: '#age' } } }, { x: { $anchor: 'age', type: 'integer' } });
    expect(other.unresolved).toEqual([]);
    expect(await find(other.schema, { a: 'old' })).toHaveLength(1);
  });

  test('may name an anchor in several copies of itself', async () => {
    const { schema, unresolved } = alone(
      {
        properties: {
          a: { $ref: '#age' },
          next: { $ref: '#/workflows/0/inputs' },
          x: { $ref: '#/components/inputs/x' },
        },
        $defs: { age: { type: 'string' }, x: { $anchor: 'age', type: 'integer' } },
      },
      { x: { $anchor: 'other' } },
    );
    expect(unresolved).toEqual([]);
    expect(await find(schema, { a: 1, next: { a: 'old' } })).toEqual([
      'inputs/invalid Input "next.a" must be of type integer.',
    ]);
  });

  test('keeps apart what its pointers keep apart, and its own definitions', async () => {
    const { schema } = alone(
      {
        properties: {
          a: { $ref: '#/components/inputs/x.y' },
          b: { $ref: '#/components/inputs/x/y' },
          c: { $ref: '#/$defs/components.inputs.x.y' },
        },
        $defs: { 'components.inputs.x.y': { type: 'boolean' } },
      },
      { 'x.y': { type: 'integer' }, x: { y: { type: 'string' } } },
    );
    expect(await find(schema, { a: 1, b: 'x', c: true })).toEqual([]);
    expect(await find(schema, { a: 'x', b: 1, c: 1 })).toHaveLength(3);
  });

  test('keeps references within itself, and reads percent-encoded ones', async () => {
    const { schema, unresolved } = alone({
      properties: { a: { $ref: '#/$defs/an%20age' } },
      $defs: { 'an age': { type: 'integer' } },
    });
    expect(unresolved).toEqual([]);
    expect(await find(schema, { a: 'old' })).toHaveLength(1);
  });

  test('says which references find nothing', () => {
    expect(
      alone({ properties: { a: { $ref: '#/components/inputs/gone' }, b: { $ref: '#gone' } } }).unresolved,
    ).toEqual(['#/components/inputs/gone', '#gone']);
    expect(alone({ $ref: '#/%E0%A4%A' }).unresolved).toEqual(['#/%E0%A4%A']);
  });

  test('leaves a property that happens to be named $ref alone', () => {
    const schema = { type: 'object', properties: { $ref: { type: 'string' } } };
    expect(alone(schema)).toEqual({ schema, unresolved: [] });
    expect(alone(true).schema).toBe(true);
  });
});

describe('known properties', () => {
  test('are those of the schema and of all that it is made of; required only where every branch holds', () => {
    const known = knownProperties({
      required: ['a'],
      properties: { a: true },
      allOf: [{ required: ['b'], properties: { b: true } }],
      anyOf: [{ required: ['c'], properties: { c: true } }],
      $ref: '#/$defs/d',
      $defs: { d: { required: ['d'], properties: { d: true } } },
    });
    expect(Object.keys(known.properties).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect([...known.required].toSorted()).toEqual(['a', 'b', 'd']);
    expect(known).toMatchObject({ open: false, closed: false });
  });

  test('are those of what holds in some cases only, of which no default is taken', () => {
    const known = knownProperties({
      properties: { a: { default: 1 } },
      anyOf: [{ properties: { a: { default: 2 }, b: { default: 2 } } }],
      if: { properties: { a: { const: 1 } } },
      // oxlint-disable-next-line unicorn/no-thenable
      then: { required: ['c'], properties: { c: { default: 3 } } },
      else: true,
      dependentSchemas: { a: { properties: { d: {} } } },
    });
    expect(known.properties).toEqual({ a: { default: 1 }, b: {}, c: {}, d: {} });
    expect([...known.defaulted]).toEqual(['a']);
    expect([...known.required]).toEqual([]);
    expect(known.open).toBe(false);
  });

  test('are open or closed where the schema says so', () => {
    expect(knownProperties({ additionalProperties: false })).toMatchObject({ open: false, closed: true });
    expect(knownProperties({ additionalProperties: {} })).toMatchObject({ open: true, closed: false });
    expect(knownProperties({ patternProperties: {} })).toMatchObject({ open: true });
    expect(knownProperties({ anyOf: [{ additionalProperties: false }] })).toMatchObject({ closed: false });
    expect(knownProperties(undefined)).toMatchObject({ open: true, closed: false });
    expect(knownProperties(false)).toMatchObject({ open: false, closed: true });
  });

  test('of schemas that multiply by referring to themselves are read once', () => {
    const schema = {
      allOf: Array.from({ length: 8 }, () => ({ $ref: '#' })),
      oneOf: Array.from({ length: 8 }, () => ({ $ref: '#' })),
      properties: { a: true },
    };
    expect(Object.keys(knownProperties(schema).properties)).toEqual(['a']);
  });
});
