import { describe, expect, it } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { loadSchemaCompiler } from './compile-schema.ts';
import { type Direction, jsonSchemaOf } from './json-schema-of.ts';
import { firstDocument, rulesOf } from '../openapi-document.ts';
import { nodeAt } from '../read/resolve-reference.ts';

/** The schema component `Start` of a description with these components, as JSON Schema. */
function convert(version: string, components: string, direction: Direction = 'response') {
  const head = version === '2.0' ? 'swagger: "2.0"' : `openapi: ${version}`;
  const { located, diagnostics } = readText(`${head}\n${components}`, '/api.yaml');
  if (located === undefined) throw new Error(JSON.stringify(diagnostics));
  const document = firstDocument(located, rulesOf(located.value)!, { location: '/api.yaml' });
  const at = version === '2.0' ? '/definitions/Start' : '/components/schemas/Start';
  return jsonSchemaOf(nodeAt(document, at), direction);
}

const compile = await loadSchemaCompiler();

describe('jsonSchemaOf', () => {
  it('keeps circles as references, and each schema once', () => {
    const schema = convert(
      '3.1.0',
      `
components:
  schemas:
    Start: { type: object, properties: { next: { $ref: '#/components/schemas/Start' }, a: { $ref: '#/components/schemas/Leaf' }, b: { $ref: '#/components/schemas/Leaf' } } }
    Leaf: { type: string }`,
    );
    expect(schema).toEqual({
      type: 'object',
      properties: {
        next: { $ref: '#/$defs/Start' },
        a: { $ref: '#/$defs/Leaf' },
        b: { $ref: '#/$defs/Leaf' },
      },
      $defs: {
        Leaf: { type: 'string' },
        Start: expect.objectContaining({ type: 'object' }),
      },
    });
    const check = compile(schema);
    expect(check({ next: { next: { a: 'x' } } })).toEqual([]);
    expect(check({ next: { next: { a: 1 } } })).toEqual([
      { pointer: '/next/next/a', keyword: 'type', message: 'is not of type string' },
    ]);
  });

  it('reads 3.0 by its own rules: nullable beside a type, exclusive bounds as flags, nothing beside a reference', () => {
    const schema = convert(
      '3.0.3',
      `
components:
  schemas:
    Start:
      type: object
      properties:
        some: { type: string, nullable: true }
        none: { nullable: true, enum: [a] }
        many: { type: integer, minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false }
        other: { $ref: '#/components/schemas/Leaf', maxLength: 1 }
        constant: { const: 1 }
        quoted: { type: integer, nullable: true, enum: ['6', '12', null] }
        bare: { type: string, enum: [1, true] }
        mixed: { type: integer, enum: ['6', 12] }
        words: { type: integer, enum: ['6', six] }
    Leaf: { type: string }`,
    );
    expect(schema).toMatchObject({
      properties: {
        some: { type: ['string', 'null'] },
        none: { enum: ['a'] },
        many: { type: 'integer', exclusiveMinimum: 0, maximum: 9 },
        other: { $ref: '#/$defs/Leaf' },
        constant: {},
        quoted: { enum: [6, 12, '6', '12', null] },
        bare: { enum: ['1', 'true', 1, true] },
        mixed: { type: 'integer', enum: ['6', 12] },
        words: { enum: ['6', 'six'] },
      },
    });
    const check = compile(schema);
    expect(check({ some: null, many: 1, other: 'long', constant: 2 })).toEqual([]);
    expect(check({ none: null, many: 0 }).map(({ pointer, keyword }) => [pointer, keyword])).toEqual([
      ['/none', 'enum'],
      ['/many', 'exclusiveMinimum'],
    ]);
  });

  it('reads 2.0: a file is any text, the discriminator is a name alone', () => {
    const schema = convert(
      '2.0',
      `
definitions:
  Start: { type: object, discriminator: kind, required: [kind], properties: { kind: { type: string }, photo: { type: file } } }`,
    );
    expect(schema).toEqual({
      type: 'object',
      required: ['kind'],
      properties: { kind: { type: 'string' }, photo: {} },
      discriminator: { propertyName: 'kind', mapping: {} },
    });
  });

  it('asks for what is readOnly in answers only, for what is writeOnly in requests only', () => {
    const components = `
components:
  schemas:
    Start:
      type: object
      required: [id, secret, name]
      properties: { id: { $ref: '#/components/schemas/Id' }, secret: { type: string, writeOnly: true }, name: { type: string } }
    Id: { type: string, readOnly: true }`;
    expect(convert('3.1.0', components, 'request')).toMatchObject({ required: ['secret', 'name'] });
    expect(convert('3.1.0', components, 'response')).toMatchObject({ required: ['id', 'name'] });
  });

  it('completes the mapping of a discriminator by the names of the schemas', () => {
    const schema = convert(
      '3.1.0',
      `
components:
  schemas:
    Start:
      discriminator: { propertyName: kind, mapping: { kitten: Cat } }
      oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }]
    Cat: { type: object }
    Dog: { type: object }`,
    );
    expect(schema).toMatchObject({
      discriminator: { propertyName: 'kind', mapping: { kitten: '#/$defs/Cat', Dog: '#/$defs/Dog' } },
    });
  });

  it('leaves out what is no schema, and references that lead nowhere', () => {
    const schema = convert(
      '3.1.0',
      `
components:
  schemas:
    Start: { type: any, required: true, minLength: -1, enum: [], items: 1, allOf: [], anyOf: [{ $ref: '#/gone' }], properties: { __proto__: { type: string }, self: { $ref: '#/components/schemas/Never' } } }
    Never: false`,
    );
    expect(schema).toEqual({
      anyOf: [true],
      properties: Object.fromEntries([
        ['__proto__', { type: 'string' }],
        ['self', false],
      ]),
    });
  });
});

describe('compile', () => {
  it.each([
    [{ format: 'date' }, '2024-02-29', '2023-02-29'],
    [{ format: 'date-time' }, '2024-02-29T23:59:60Z', '2024-02-29'],
    [{ format: 'time' }, '12:00:00+01:00', '12:00'],
    [{ format: 'duration' }, 'P1DT2H', 'PT'],
    [{ format: 'email' }, 'a@b.example', 'a.example'],
    [{ format: 'hostname' }, 'a.example', '-a.example'],
    [{ format: 'ipv4' }, '10.0.0.1', '10.0.0.256'],
    [{ format: 'ipv6' }, '2001:db8::1', '2001:db8:::1'],
    [{ format: 'uri' }, 'https://a.example/b', '/b'],
    [{ format: 'uri-reference' }, '../b?c', 'a b'],
    [{ format: 'uuid' }, '00000000-0000-4000-8000-000000000000', '0000'],
    [{ format: 'byte' }, 'aGk=', 'aGk'],
    [{ format: 'json-pointer' }, '/a~1b', 'a'],
    [{ format: 'int32' }, 2 ** 31 - 1, 2 ** 31],
    [{ format: 'int64' }, 2 ** 40, 0.5],
    [{ pattern: '^(a+)+$' }, 'aaaa', `${'a'.repeat(60)}b`],
    [{ format: 'unheard-of' }, 'anything'],
    [{ pattern: '^(?=a)' }, 'b'],
  ])('%j admits %j and nothing that follows', (schema, good, ...bad: readonly unknown[]) => {
    const check = compile(schema);
    expect(check(good)).toEqual([]);
    expect(bad.map((each) => check(each).length)).toEqual(bad.map(() => 1));
  });

  it('says what is wrong without repeating the value', () => {
    const check = compile({
      type: 'object',
      required: ['a'],
      additionalProperties: false,
      properties: { a: {}, b: { enum: [1] }, c: { const: 2 } },
    });
    expect(check({ b: 'secret', c: 'secret', d: 'secret' }).map(({ message }) => message)).toEqual([
      'lacks the member "a"',
      'has the member "d", which is not allowed',
      'is none of [1]',
      'is not 2',
    ]);
  });

  it('admits nothing by false, and everything by a schema that refers to nothing but itself', () => {
    expect(compile(false)(1)).toHaveLength(1);
    expect(compile({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } })(1)).toEqual([]);
  });
});
