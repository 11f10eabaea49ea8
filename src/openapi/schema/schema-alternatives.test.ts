import { describe, expect, test } from 'vitest';
import { readText } from '../../text/read-text.ts';
import { firstDocument } from '../openapi-document.ts';
import { nodeAt } from '../read/resolve-reference.ts';
import { schemaAlternatives } from './schema-alternatives.ts';

/** The alternatives of a schema: the names that each has, what it requires, and whether it is closed. */
function alternatives(schema: string, values: Readonly<Record<string, unknown>> = {}): unknown {
  const text = `
Cat: { required: [lives], properties: { kind: { const: cat }, lives: {} }, additionalProperties: false }
Dog: { required: [barks], properties: { barks: {} } }
Loop: { oneOf: [{ $ref: '#/Loop' }, { $ref: '#/Cat' }] }
schema: ${schema}
`;
  const { located } = readText(text, 'api.yaml');
  const document = firstDocument(located!, '3.1', {
    location: 'https://specs.example/api.yaml',
    find: () => undefined,
  });
  return schemaAlternatives(nodeAt(document, '/schema'), (name) => values[name])?.map(
    ({ names, summary: { required = [], closed = false }, isChosen }) =>
      [names.join('+'), ...required, ...(closed ? ['closed'] : []), ...(isChosen ? ['chosen'] : [])].join(
        ' ',
      ),
  );
}

const both = "oneOf: [{ $ref: '#/Cat' }, { $ref: '#/Dog' }]";

describe('the ways in which a value may fit a schema', () => {
  test.each([
    ['one, where nothing is composed', '{ required: [a] }', [' a']],
    [
      'each of oneOf, with what goes for all',
      `{ required: [a], ${both} }`,
      ['Cat a lives closed', 'Dog a barks'],
    ],
    ['by way of allOf and references', `{ allOf: [{ ${both} }] }`, ['Cat lives closed', 'Dog barks']],
    [
      'each with each of two groups',
      `{ ${both}, anyOf: [{ required: [x] }, { required: [y] }] }`,
      ['Cat x lives closed', 'Dog x barks', 'Cat y lives closed', 'Dog y barks'],
    ],
    ['with a circle left out', "{ $ref: '#/Loop' }", ['Loop', 'Cat lives closed']],
  ])('%s', (_, schema, expected) => {
    expect(alternatives(schema)).toEqual(expected);
  });

  test('are not said where there are too many', () => {
    const group = `{ anyOf: [${Array.from({ length: 5 }, (_, index) => `{ required: [a${index}] }`).join(', ')}] }`;
    expect(alternatives(`{ allOf: [${group}, ${group}] }`)).toHaveLength(25);
    expect(alternatives(`{ allOf: [${group}, ${group}, ${group}] }`)).toBeUndefined();
  });
});

describe('a discriminator leaves the alternative', () => {
  const schema = `{ ${both}, discriminator: { propertyName: kind, mapping: { hound: '#/Dog', puss: Cat } } }`;

  test.each([
    ['that its mapping names', 'hound', ['Dog barks chosen']],
    ['that its mapping names by the name of its schema', 'puss', ['Cat lives closed chosen']],
    ['whose schema has the name', 'Dog', ['Dog barks chosen']],
    ['or all, where it names none', 'cow', ['Cat lives closed', 'Dog barks']],
    ['or all, where its value is not known', undefined, ['Cat lives closed', 'Dog barks']],
  ])('%s', (_, kind, expected) => {
    expect(alternatives(schema, { kind })).toEqual(expected);
  });
});
