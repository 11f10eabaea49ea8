import { expect, test } from 'vitest';
import { undescribedType } from './undescribed-type.ts';

const described = (...types: readonly string[]) => ({
  description: '',
  content: Object.fromEntries(types.map((type) => [type, {}])),
});

const told = undescribedType({
  responses: {
    '200': described('application/json; charset=utf-8', 'text/csv'),
    '204': described(),
    '4XX': described('text/*'),
    '500': described('*/*'),
    default: described('application/xml'),
  },
});

test.each<[number, string | undefined, string | undefined]>([
  [200, 'text/html; charset=utf-8', 'text/html'],
  [200, 'application/json', undefined],
  [200, 'application/vnd.pets+json', undefined],
  [200, 'Text/CSV; header=present', undefined],
  [200, undefined, undefined],
  [200, 'text/json', undefined],
  [200, 'nonsense', 'nonsense'],
  [200, 'x'.repeat(1000), '(1000 characters)'],
  [200, `text/${'x'.repeat(1000)}`, '(1005 characters)'],
  [204, 'text/html', undefined],
  [404, 'text/html', undefined],
  [404, 'application/json', 'application/json'],
  [500, 'image/png', undefined],
  [302, 'text/xml', undefined],
  [302, 'text/html', 'text/html'],
])('an answer %s of %s has the undescribed type %s', (status, type, expected) => {
  expect(told(status, type)).toBe(expected);
});

test('nothing is said of a status that is not described', () => {
  expect(undescribedType({ responses: {} })(200, 'text/html')).toBeUndefined();
});
