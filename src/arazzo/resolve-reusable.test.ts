import { expect, test } from 'vitest';
import type { ArazzoDescription } from './document.ts';
import { parseReference, resolveActions, resolveParameters } from './resolve-reusable.ts';

const description = {
  components: {
    parameters: { page: { name: 'page', in: 'query', value: 1 } },
    successActions: { 'a.b': { name: 'stop', type: 'end' } },
    failureActions: { again: { name: 'again', type: 'retry' } },
  },
} as unknown as ArazzoDescription;

test('a parameter written out is itself', () => {
  const parameter = { name: 'a', in: 'path', value: 1 } as const;
  expect(resolveParameters(description, [parameter], '/p')).toEqual([
    { parameter, pointer: '/p/0', usePointer: '/p/0', valuePointer: '/p/0/value' },
  ]);
});

test('a reference is replaced by its component, and knows both places', () => {
  expect(resolveParameters(description, [{ reference: '$components.parameters.page' }], '/p')).toEqual([
    {
      parameter: { name: 'page', in: 'query', value: 1 },
      pointer: '/components/parameters/page',
      usePointer: '/p/0',
      valuePointer: '/components/parameters/page/value',
    },
  ]);
});

test.each([[2], [null], [{ a: 1 }]])(
  'the value %j beside a reference replaces the value of the component',
  (value) => {
    expect(
      resolveParameters(description, [{ reference: '$components.parameters.page', value }], '/p'),
    ).toMatchObject([{ parameter: { name: 'page', in: 'query', value }, valuePointer: '/p/0/value' }]);
  },
);

test('actions of both kinds are resolved, names with dots too', () => {
  const items = [
    { reference: '$components.successActions.a.b' },
    { reference: '$components.failureActions.again' },
  ];
  expect(resolveActions(description, items, '/onSuccess')).toEqual([
    {
      action: { name: 'stop', type: 'end' },
      pointer: '/components/successActions/a.b',
      usePointer: '/onSuccess/0',
    },
    {
      action: { name: 'again', type: 'retry' },
      pointer: '/components/failureActions/again',
      usePointer: '/onSuccess/1',
    },
  ]);
});

test.each([
  '$components.parameters.none',
  '$components.parameters.__proto__',
  '$components.parameters.constructor',
  'page',
  '#/components/parameters/page',
])('the reference %s leads nowhere and is left out', (reference) => {
  expect(resolveParameters(description, [{ reference }], '/p')).toEqual([]);
});

test('a reference has a kind and a name', () => {
  expect(parseReference('$components.failureActions.a-b_c.d')).toEqual({
    kind: 'failureActions',
    name: 'a-b_c.d',
  });
  expect(parseReference('{$components.parameters.a}')).toBeUndefined();
});
