import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile-expression.ts';
import { parseExpression } from './parse-expression.ts';
import type { Scope } from './scope.ts';

const scope: Scope = {
  inputs: { amount: 2000, customer: { firstName: 'Ada', 'a/b': 1 }, nothing: null },
  steps: { 'attempt-payment': { outputs: { paymentId: 'pi_1', 'a.b': true } } },
  workflows: { main: { inputs: { amount: 2000 }, outputs: { total: 3 } } },
  outputs: { done: false },
  request: {
    url: 'https://api.example/v1/pay?x=1',
    method: 'POST',
    header: { 'idempotency-key': 'k', 'x-number': 7 },
    query: { x: [1, 2] },
    path: { id: 'a b' },
    body: { confirm: true },
  },
  response: {
    statusCode: 402,
    header: { 'content-type': 'application/json' },
    body: { error: { code: 'card_declined' }, list: ['zero', { id: 1 }], '': 'empty', 'm~n': 8 },
  },
  sourceDescriptions: { stripeApi: { url: './stripe.yaml' } },
  self: 'https://example.com/doc',
};

function read(text: string, from: Scope = scope): unknown {
  const parsed = parseExpression(text);
  if ('problem' in parsed) throw new Error(parsed.problem.message);
  return compileExpression(parsed.expression)(from);
}

describe('the value of an expression', () => {
  it.each<readonly [string, unknown]>([
    ['$url', 'https://api.example/v1/pay?x=1'],
    ['$method', 'POST'],
    ['$statusCode', 402],
    ['$self', 'https://example.com/doc'],
    ['$request.header.Idempotency-Key', 'k'],
    ['$request.header.x-number', 7],
    ['$request.query.x', [1, 2]],
    ['$request.query.X', undefined],
    ['$request.path.id', 'a b'],
    ['$request.body#/confirm', true],
    ['$response.header.CONTENT-TYPE', 'application/json'],
    ['$response.body#/error/code', 'card_declined'],
    ['$response.body#/list/0', 'zero'],
    ['$response.body#/list/1/id', 1],
    ['$response.body#/list/01', undefined],
    ['$response.body#/list/-', undefined],
    ['$response.body#/list/2', undefined],
    ['$response.body#/list/length', undefined],
    ['$response.body#/list/0/length', undefined],
    ['$response.body#/', 'empty'],
    ['$response.body#/m~0n', 8],
    ['$inputs.amount', 2000],
    ['$inputs.nothing', null],
    ['$inputs.nothing#/x', undefined],
    ['$inputs.customer#/firstName', 'Ada'],
    ['$inputs.customer#/a~1b', 1],
    ['$inputs.absent', undefined],
    ['$outputs.done', false],
    ['$steps.attempt-payment.outputs.paymentId', 'pi_1'],
    ['$steps.attempt-payment.outputs.a.b', true],
    ['$steps.absent.outputs.x', undefined],
    ['$workflows.main.inputs.amount', 2000],
    ['$workflows.main.outputs.total', 3],
    ['$sourceDescriptions.stripeApi.url', './stripe.yaml'],
    ['$sourceDescriptions.stripeApi.PostPaymentIntents', undefined],
    ['$message.payload', undefined],
    ['$components.parameters.x', undefined],
  ])('%s is %j', (text, value) => {
    expect(read(text)).toEqual(value);
  });

  it('is the very object it refers to, not a copy', () => {
    expect(read('$response.body')).toBe(scope.response?.body);
    expect(read('$response.body#')).toBe(scope.response?.body);
  });

  it('is missing where the scope does not have that part yet', () => {
    const before: Scope = { inputs: {}, steps: {}, workflows: {} };
    for (const text of [
      '$url',
      '$statusCode',
      '$request.query.x',
      '$response.body#/a',
      '$outputs.x',
      '$self',
    ]) {
      expect(read(text, before)).toBeUndefined();
    }
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('is never inherited: %s', (name) => {
    for (const text of [
      `$inputs.${name}`,
      `$outputs.${name}`,
      `$steps.${name}.outputs.x`,
      `$steps.attempt-payment.outputs.${name}`,
      `$workflows.${name}.outputs.x`,
      `$sourceDescriptions.${name}.url`,
      `$request.header.${name}`,
      `$request.query.${name}`,
      `$response.header.${name}`,
      `$response.body#/${name}`,
      `$response.body#/list/${name}`,
    ]) {
      expect(read(text)).toBeUndefined();
    }
  });

  it('is read where a hostile name is the data own', () => {
    const body: unknown = JSON.parse('{"__proto__": {"constructor": 5}}');
    const hostile: Scope = { ...scope, response: { statusCode: 200, header: {}, body } };
    expect(read('$response.body#/__proto__/constructor', hostile)).toBe(5);
  });
});
