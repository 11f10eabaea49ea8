import { describe, expect, test } from 'vitest';
import type { SchemaSummary } from '../../openapi/operation.ts';
import { compareOperations } from './compare-operations.ts';
import type { OperationContent } from './operation-content.ts';

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

const withBody = (schema: Partial<SchemaSummary>, required = false): OperationContent => ({
  ...listPets,
  requestBody: {
    required,
    content: { 'application/json': { schema: { types: ['object'], ...schema } } as never },
  },
});

const withAnswer = (schema: Partial<SchemaSummary>): OperationContent => ({
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
});
