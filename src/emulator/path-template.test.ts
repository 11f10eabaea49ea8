import { expect, test } from 'vitest';
import { matchPath } from './path-template.ts';

test.each([
  ['/v1/customers', '/v1/customers', []],
  ['/v1/customers/{id}', '/v1/customers/a%2Fb', ['a/b']],
  ['/v1/customers/{id}', '/v1/customers/%E0', ['%E0']],
  ['/v1/{a}/{b}/confirm', '/v1/x/y/confirm', ['x', 'y']],
  ['/v1/pay*', '/v1/payment_intents/pi_1/confirm', []],
  ['/v1/{a}/*', '/v1/x/y/z', ['x']],
])('"%s" matches "%s"', (template, path, values) => {
  expect(matchPath(template, path)).toEqual(values);
});

test.each([
  ['/v1/customers', '/v1/customers/'],
  ['/v1/customers/{id}', '/v1/customers/a/b'],
  ['/v1/customers/{id}', '/v2/customers/a'],
  ['/v1/pay*', '/v1/customers'],
  ['/v1/pay*', '/v1'],
])('"%s" does not match "%s"', (template, path) => {
  expect(matchPath(template, path)).toBeUndefined();
});
