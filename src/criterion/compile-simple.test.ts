import { describe, expect, it } from 'vitest';
import type { ResponseScope, Scope } from '../expression/scope.ts';
import { compileSimple } from './compile-simple.ts';
import type { Condition, EvaluatedCriterion } from './condition.ts';
import { evaluatePartially, type KnownResponse } from './evaluate-partially.ts';
import { parseCondition } from './parse-condition.ts';

function parse(text: string): Condition {
  const { condition, findings } = parseCondition(text);
  if (condition === undefined) throw new Error(findings[0]!.message);
  return condition;
}

const response: ResponseScope = {
  statusCode: 402,
  header: { location: '/next' },
  body: { error: { code: 'card_declined' }, items: [{ id: 7 }], on: true, empty: '' },
};
const scope: Scope = { inputs: { code: 'CARD_DECLINED', list: [] }, steps: {}, workflows: {}, response };

function evaluate(text: string, from = scope): EvaluatedCriterion {
  return compileSimple(text, parse(text))(from);
}

describe('a simple criterion', () => {
  it.each([
    ['$statusCode == 402', true],
    ['$statusCode == 200 || $statusCode == 402', true],
    ['$statusCode >= 200 && $statusCode < 300', false],
    ['$response.body#/error/code == $inputs.code', true],
    ['$response.body.error.code == $inputs.code', true],
    ['$response.body.items[0].id == 7', true],
    ['$response.body#/absent == null', true],
    ['$response.body#/items/0 != null', true],
    ['$response.header.Location == "/next"', true],
    ['$inputs.list', true],
    ['!$response.body#/empty', true],
    ['!($statusCode == 402)', false],
    ['$response.body.__proto__ == null', true],
    ['$response.body.constructor.name == null', true],
    ['$response.body.items.length == null', true],
    ['$inputs.list[0] == null', true],
  ])('%s: %s', (text, passed) => {
    expect(evaluate(text).passed).toBe(passed);
  });

  it('tells the value of each expression once, and nothing for a missing one', () => {
    expect(evaluate('$statusCode == 200 || $statusCode == 402 && $response.body#/id == null')).toEqual({
      condition: '$statusCode == 200 || $statusCode == 402 && $response.body#/id == null',
      passed: true,
      operands: [{ text: '$statusCode', value: 402 }, { text: '$response.body#/id' }],
    });
  });

  it('leaves out what short circuit did not look at', () => {
    expect(evaluate('$statusCode == 402 || $inputs.code == 1').operands).toEqual([
      { text: '$statusCode', value: 402 },
    ]);
    expect(evaluate('$statusCode == 200 && $inputs.code == 1').operands).toHaveLength(1);
  });

  it('reads each expression once', () => {
    let reads = 0;
    const inputs = {
      get code() {
        reads += 1;
        return reads;
      },
    };
    evaluate('$inputs.code == 5 || $inputs.code == 6 || $inputs.code == 1', { ...scope, inputs });
    expect(reads).toBe(1);
  });

  it('is evaluated afresh in each scope', () => {
    const run = compileSimple('$statusCode == 200', parse('$statusCode == 200'));
    expect(run(scope).passed).toBe(false);
    expect(run({ ...scope, response: { ...response, statusCode: 200 } }).passed).toBe(true);
  });
});

describe('a condition of which only the response is known', () => {
  it.each<readonly [string, KnownResponse, boolean | undefined]>([
    ['$statusCode == 200', { statusCode: 402 }, false],
    ['$statusCode == 200', { statusCode: 200 }, true],
    ['$statusCode == 200', {}, undefined],
    ['$statusCode == 200', { body: {} }, undefined],
    ['$statusCode == 200 && $response.body#/ok == true', { statusCode: 402 }, false],
    ['$statusCode == 200 && $response.body#/ok == true', { statusCode: 200 }, undefined],
    ['$statusCode == 200 && $response.body#/ok == true', { statusCode: 200, body: { ok: true } }, true],
    ['$statusCode == 200 || $inputs.x == 1', { statusCode: 200 }, true],
    ['$statusCode == 200 || $inputs.x == 1', { statusCode: 402 }, undefined],
    ['!($statusCode == 200)', { statusCode: 402 }, true],
    ['!$inputs.x', { statusCode: 402 }, undefined],
    ['$response.body#/error == null', { body: undefined }, true],
    ['$response.body', { body: {} }, true],
    ['$steps.s.outputs.x == 1', { statusCode: 200, body: {} }, undefined],
    ['$workflows.w.outputs.x == 1', { statusCode: 200, body: {} }, undefined],
    ['$request.body#/x == null', { statusCode: 200, body: {} }, undefined],
    ["$response.header.x == 'y'", { statusCode: 200, body: {} }, undefined],
    ['1 == 2', {}, false],
  ])('%s given %j is %s', (text, known, expected) => {
    expect(evaluatePartially(parse(text), known)).toBe(expected);
  });
});
