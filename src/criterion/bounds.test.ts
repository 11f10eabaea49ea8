import { describe, expect, test } from 'vitest';
import type { CompiledSelector } from '../expression/selector.ts';
import { compileCriterion } from './compile-criterion.ts';
import { loadEngines } from './criterion-engines.ts';
import type { Dialect } from './dialect.ts';
import { jsonPathSelector } from './jsonpath-engine.ts';

const engines = await loadEngines(['jsonpath', 'jsonpath-comparison', 'regex']);
const givenUp = expect.stringMatching(/given up .* Ask for less/) as string;

function evaluate(dialect: Dialect, condition: string, context: unknown) {
  const type = dialect === 'regex' ? 'regex' : 'jsonpath';
  const read = compileCriterion(
    { type, dialect, condition, context: { kind: 'inputs', name: 'context' }, parts: [condition] },
    engines,
  );
  return read({ inputs: { context }, steps: {}, workflows: {} });
}

function selector(text: string): Required<CompiledSelector> {
  const compiled = jsonPathSelector(text);
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  return compiled as Required<CompiledSelector>;
}

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let index = 0; index < depth; index++) value = [value];
  return value;
}

const wide = Array.from({ length: 300 }, () => Array.from({ length: 30 }, () => [1]));

describe('a query that would never end', () => {
  test.each([
    ['$..*..*..*[?@ == "none"]', nested(250)],
    [`$${'[::,::,::,::]'.repeat(12)}.none`, nested(12)],
    ['$[?$..*[?$..*[?$..none]]]', wide],
    ['$[?count($..*) == 0]', wide],
    ['$[?$ != $]', Array.from({ length: 300 }, () => wide)],
    [`$[?length(@) == 0${' || length(@) == 0'.repeat(9)}]`, ['x'.repeat(1_000_000)]],
    ['$[?search(@[0], @[1])]', [['a'.repeat(100_000), '(a?)'.repeat(10_000)]]],
  ])('is given up, with what to do: %s', (query, context) => {
    expect(evaluate('jsonpath', query, context)).toMatchObject({ passed: false, problem: givenUp });
  });

  test('is given up as a selector, and as a target', () => {
    const query = selector('$..*..*..*');
    expect(query.select(nested(300))).toEqual({ problem: givenUp });
    expect(query.replace(nested(300), 0)).toEqual({ problem: givenUp });
  });

  test('is one as a comparison too, and a pattern as long as its text', () => {
    expect(evaluate('jsonpath-comparison', 'count($..*..*..*..*) == 1', nested(250))).toMatchObject({
      passed: false,
      problem: givenUp,
    });
    expect(evaluate('regex', '(a?)'.repeat(10_000), 'a'.repeat(100_000))).toMatchObject({
      passed: false,
      problem: givenUp,
    });
  });

  test('ends at once where one match is enough', () => {
    expect(evaluate('jsonpath', '$..*..*..*..*', nested(250))).toMatchObject({ passed: true });
  });
});

describe('a large answer', () => {
  test('is searched, however wide or deep it is', () => {
    const list = Array.from({ length: 500_000 }, (_, index) => index);
    expect(evaluate('jsonpath', '$[?@ == 499999]', list)).toMatchObject({ passed: true });
    expect(selector('$..*').select([list])).toEqual({ value: [list, ...list] });
    expect(selector('$[1:9007199254740991:200000]').select(list)).toEqual({ value: [1, 200_001, 400_001] });
    expect(selector('$[-1:-9007199254740991:-250000]').select(list)).toEqual({ value: [499_999, 249_999] });
    expect(selector('$..[?@ == 1]').select(nested(100_000))).toEqual({ value: [1] });
  });

  test('is changed in many places without being copied for each', () => {
    const list = Array.from({ length: 100_000 }, (_, id) => ({ id }));
    const made = selector('$[*].id').replace(list, 'x') as { readonly value: readonly unknown[] };
    expect(made.value).toHaveLength(100_000);
    expect(made.value.at(-1)).toEqual({ id: 'x' });
    expect(list.at(-1)).toEqual({ id: 99_999 });
  });
});

test('texts are as long as they have characters', () => {
  expect(evaluate('jsonpath', '$[?length(@) == 2]', ['\u{1f600}a'])).toMatchObject({ passed: true });
});
