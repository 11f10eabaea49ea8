import { expect, test } from 'vitest';
import { firstDocument } from '../../openapi/openapi-document.ts';
import { nodeAt } from '../../openapi/read/resolve-reference.ts';
import { readText } from '../../text/read-text.ts';
import { type SchemaTree, schemaTree } from './schema-tree.ts';

/** The schema component `Start` of a description with these, so many levels deep. */
function tree(schemas: string, depth: number): SchemaTree {
  const { located } = readText(`openapi: 3.1.0\ncomponents:\n  schemas:\n${schemas}`, '/api.yaml');
  const document = firstDocument(located!, '3.1', { location: '/api.yaml' });
  return schemaTree(nodeAt(document, '/components/schemas/Start'), depth);
}

test('follows references, compositions and items as deep as it is asked to', () => {
  const schemas = `
    Start: { type: object, required: [pet], properties: { pet: { $ref: '#/components/schemas/Pet' } } }
    Pet: { allOf: [{ type: object, properties: { tags: { type: array, items: { type: object, properties: { id: { type: string } } } } } }] }`;
  const id = { types: ['string'] };
  expect(tree(schemas, 3)).toEqual({
    types: ['object'],
    required: ['pet'],
    properties: {
      pet: {
        types: ['object'],
        properties: { tags: { types: ['array'], items: { types: ['object'], properties: { id } } } },
      },
    },
  });
  expect(tree(schemas, 1).properties).toEqual({
    pet: { types: ['object'], properties: { tags: { types: ['array'] } } },
  });
});

test('tells alternatives apart, which together say less', () => {
  const schemas = `
    Start: { oneOf: [{ $ref: '#/components/schemas/Card' }, { $ref: '#/components/schemas/Bank' }, { type: 'null' }] }
    Card: { type: object, required: [kind, card], properties: { kind: { type: string } } }
    Bank: { type: object, required: [kind, bic], properties: { kind: { type: string } } }`;
  const { required, alternatives } = tree(schemas, 2);
  expect(required).toBeUndefined();
  expect(alternatives?.map((each) => each.required)).toEqual([
    ['kind', 'card'],
    ['kind', 'bic'],
  ]);
});

test('a schema that is an alternative of itself ends, too', () => {
  const schemas = "\n    Start: { anyOf: [{ $ref: '#/components/schemas/Start' }, { type: string }] }";
  expect(tree(schemas, 2).alternatives).toHaveLength(2);
});

test('a circle ends with the depth, and ways without number with the places that are looked at', () => {
  const circle =
    "\n    Start: { type: object, properties: { next: { $ref: '#/components/schemas/Start' } } }";
  const next = { types: ['object'] };
  expect(tree(circle, 2).properties).toEqual({
    next: { ...next, properties: { next: { ...next, properties: { next } } } },
  });
  const names = Array.from({ length: 20 }, (_, index) => `p${index}`);
  const wide = `\n    Start: { type: object, properties: { ${names.map((name) => `${name}: { $ref: '#/components/schemas/Start' }`).join(', ')} } }`;
  const places = JSON.stringify(tree(wide, 8)).match(/"types"/g)!.length;
  expect(places).toBeGreaterThan(1000);
  expect(places).toBeLessThan(1000 * (names.length + 1));
});

test('has what restricts a value, from all the parts of a schema', () => {
  const schemas = `
    Start: { allOf: [{ $ref: '#/components/schemas/Some' }, { type: object, maxProperties: 9 }] }
    Some: { type: object, minProperties: 1, maxProperties: 5, additionalProperties: { type: integer }, properties: { n: { type: integer, minimum: 5, description: a number } } }`;
  const { bounds, properties } = tree(schemas, 2);
  expect(Object.keys(bounds!).toSorted()).toEqual(['additionalProperties', 'maxProperties', 'minProperties']);
  expect(bounds!['maxProperties']?.toSorted()).toEqual([5, 9]);
  expect(properties).toEqual({ n: { types: ['integer'], bounds: { minimum: [5] } } });
});
