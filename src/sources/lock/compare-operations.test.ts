import { describe, expect, test } from 'vitest';
import { compareOperations } from './compare-operations.ts';
import type { OperationContent } from './operation-content.ts';
import type { SchemaTree } from './schema-tree.ts';

const listPets: OperationContent = {
  method: 'GET',
  path: '/pets',
  servers: [{ url: 'https://pets.example', variables: {} }],
  parameters: [
    {
      name: 'limit',
      in: 'query',
      required: false,
      style: 'form',
      explode: true,
      allowReserved: false,
    } as never,
  ],
  responses: { '200': { 'application/json': {} } },
  security: [],
};

const withParameter = (change: object): OperationContent => ({
  ...listPets,
  parameters: [{ ...listPets.parameters[0]!, ...change }],
});

const withBody = (schema: Partial<SchemaTree>, required = false): OperationContent => ({
  ...listPets,
  requestBody: {
    required,
    content: { 'application/json': { schema: { types: ['object'], ...schema } } as never },
  },
});

const withAnswer = (schema: Partial<SchemaTree>): OperationContent => ({
  ...listPets,
  responses: { '200': { 'application/json': { schema: { types: ['array'], ...schema } } } },
});

describe('changes of an operation', () => {
  test('that is the same are none, in whatever order its members are', () => {
    const turned = Object.fromEntries(Object.entries(listPets).toReversed()) as unknown as OperationContent;
    expect(compareOperations(listPets, turned)).toEqual([]);
    expect(compareOperations(undefined, undefined)).toEqual([]);
  });

  test.each<[string, OperationContent | undefined, OperationContent | undefined, string]>([
    ['gone', listPets, undefined, 'It is no longer there.'],
    ['new', undefined, listPets, 'It is used for the first time.'],
    ['call', listPets, { ...listPets, path: '/v2/pets' }, 'It was GET /pets, and is GET /v2/pets.'],
    [
      'server',
      listPets,
      { ...listPets, servers: [{ url: 'https://b.example', variables: {} }] as never },
      'Its servers were https://pets.example, and are https://b.example.',
    ],
    [
      'an alternative',
      withBody({ alternatives: [{ types: ['object'] }, { types: ['object'], required: ['iban'] }] }),
      withBody({ alternatives: [{ types: ['object'] }, { types: ['object'], required: ['iban', 'bic'] }] }),
      '"bic" of alternative 2 of the body as application/json is now required.',
    ],
    [
      'alternatives',
      withBody({ alternatives: [{ types: ['object'] }, { types: ['string'] }] }),
      withBody({}),
      'The body as application/json had 2 alternatives, and has 0.',
    ],
    ['parameter gone', listPets, { ...listPets, parameters: [] }, 'The query parameter "limit" is gone.'],
    ['parameter new', { ...listPets, parameters: [] }, listPets, 'The query parameter "limit" is new.'],
    [
      'parameter new and required',
      { ...listPets, parameters: [] },
      withParameter({ required: true }),
      'The query parameter "limit" is new, and required.',
    ],
    ['required', listPets, withParameter({ required: true }), 'The query parameter "limit" is now required.'],
    [
      'type',
      withParameter({ schema: { types: ['integer'] } }),
      withParameter({ schema: { types: ['string', 'null'] } }),
      'The query parameter "limit" was integer, and is string or null.',
    ],
    [
      'values',
      withParameter({ schema: { types: ['string'], enum: ['a'] } }),
      withParameter({ schema: { types: ['string'] } }),
      'The query parameter "limit" has other values to choose from.',
    ],
    [
      'a bound of a parameter',
      withParameter({ schema: { types: ['integer'], bounds: { maximum: [100] } } }),
      withParameter({ schema: { types: ['integer'], bounds: { maximum: [50, 80] } } }),
      'The query parameter "limit" had maximum 100, and has maximum 50 and 80.',
    ],
    [
      'a bound within a body',
      withBody({ properties: { a: { types: ['string'] } } }),
      withBody({ properties: { a: { types: ['string'], bounds: { pattern: ['^a$'] } } } }),
      '"a" of the body as application/json now has pattern "^a$".',
    ],
    [
      'a bound gone',
      withBody({ bounds: { minProperties: [1] } }),
      withBody({}),
      'The body as application/json no longer has minProperties 1.',
    ],
    [
      'a bound that is a schema',
      withBody({ bounds: { not: [{ type: 'null' }] } }),
      withBody({ bounds: { not: [{ type: 'object' }] } }),
      'The body as application/json is restricted by another "not".',
    ],
    [
      'style',
      listPets,
      withParameter({ explode: false }),
      'The query parameter "limit" is written in another way.',
    ],
    ['body', listPets, withBody({}, true), 'It takes a body, which is required.'],
    ['no body', withBody({}), listPets, 'It no longer takes a body.'],
    ['body required', withBody({}), withBody({}, true), 'Its body is now required.'],
    [
      'field required',
      withBody({ properties: { a: { types: ['string'] } } }),
      withBody({ properties: { a: { types: ['string'] } }, required: ['a'] }),
      '"a" of the body as application/json is now required.',
    ],
    [
      'field gone',
      withBody({ properties: { a: { types: ['string'] } } }),
      withBody({ properties: {} }),
      '"a" of the body as application/json is gone.',
    ],
    [
      'closed',
      withBody({}),
      withBody({ closed: true }),
      'The body as application/json may no longer have other fields.',
    ],
    [
      'answer',
      withAnswer({}),
      withAnswer({ types: ['object'] }),
      'The answer 200 as application/json was array, and is object.',
    ],
    [
      'field within a field',
      withBody({ properties: { a: { types: ['object'], properties: { b: { types: ['string'] } } } } }),
      withBody({ properties: { a: { types: ['object'], properties: { b: { types: ['integer'] } } } } }),
      '"a.b" of the body as application/json was string, and is integer.',
    ],
    [
      'field within a field required',
      withBody({ properties: { a: { types: ['object'] } } }),
      withBody({ properties: { a: { types: ['object'], required: ['b'] } } }),
      '"a.b" of the body as application/json is now required.',
    ],
    [
      'items',
      withAnswer({ items: { types: ['object'], properties: { id: { types: ['string'] } } } }),
      withAnswer({ items: { types: ['object'], properties: {} } }),
      '"[].id" of the answer 200 as application/json is gone.',
    ],
    ['answer gone', listPets, { ...listPets, responses: {} }, 'The answer 200 is gone.'],
    [
      'security',
      listPets,
      { ...listPets, security: [{ key: {} }] as never },
      'Its security was none, and is key.',
    ],
  ])('%s', (_, before, after, change) => {
    expect(compareOperations(before, after)).toEqual([change]);
  });

  test('beyond twenty are counted', () => {
    const fields = Array.from({ length: 25 }, (_, index) => [`a${index}`, { types: ['string'] }] as const);
    const changes = compareOperations(withBody({}), withBody({ properties: Object.fromEntries(fields) }));
    expect(changes).toHaveLength(21);
    expect(changes.at(-1)).toBe('The body as application/json has 5 more changes.');
  });
});
