import { describe, expect, test } from 'vitest';
import type { SelectorDialect } from '../expression/selector.ts';
import { loadSelectorEngines } from './selector-engines.ts';

const engines = await loadSelectorEngines(['jsonpath', 'xpath', 'xpath-10']);

function replace(dialect: SelectorDialect, target: string, whole: unknown, value: unknown) {
  const compiled = engines[dialect]!(target);
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  return compiled.replace!(whole, value);
}

describe('replacing by JSONPath', () => {
  test('sets every match in a copy', () => {
    const whole = { a: [{ b: 1 }, { b: 2 }, { c: 3 }] };
    expect(replace('jsonpath', '$.a[?@.b].b', whole, 0)).toEqual({
      value: { a: [{ b: 0 }, { b: 0 }, { c: 3 }] },
    });
    expect(whole).toEqual({ a: [{ b: 1 }, { b: 2 }, { c: 3 }] });
    expect(replace('jsonpath', '$', whole, 1)).toEqual({ value: 1 });
  });

  test('keeps members that are named like those of every object', () => {
    const whole = JSON.parse('{"__proto__":{"a":1},"a":2}') as unknown;
    const made = replace('jsonpath', '$..a', whole, 3);
    expect(JSON.stringify(made)).toBe('{"value":{"__proto__":{"a":3},"a":3}}');
  });

  test('says when nothing is selected, or nothing can be', () => {
    expect(replace('jsonpath', '$.b', { a: 1 }, 0)).toEqual({ problem: 'The query selects nothing.' });
    let deep: unknown = 1;
    for (let index = 0; index < 2000; index++) deep = [deep];
    expect(replace('jsonpath', '$..a', deep, 0)).toHaveProperty('problem');
  });
});

describe.each(['xpath', 'xpath-10'] as const)('replacing by %s', (dialect) => {
  test.each([
    ['//b', '<a><b>1</b><b/></a>', 'x', '<a><b>x</b><b>x</b></a>'],
    ['/a', '<a><b>1</b>2</a>', 'x', '<a>x</a>'],
    ['/a/@b', '<a b="1"/>', '"<&', '<a b="&quot;&lt;&amp;"/>'],
    ['/a/text()', '<a>1<b/></a>', null, '<a>null<b/></a>'],
    ['//a', '<a><a>1</a></a>', 2, '<a>2</a>'],
    ['/a', '<?xml version="1.0"?>\n<a/>', true, '<?xml version="1.0"?>\n<a>true</a>'],
  ])('%s in %s', (target, whole, value, made) => {
    expect(replace(dialect, target, whole, value)).toEqual({ value: made });
  });

  test('says what has no place', () => {
    const problem = (target: string, whole: unknown, value: unknown = 'x'): unknown =>
      replace(dialect, target, whole, value);
    expect(problem('/b', '<a/>')).toEqual({ problem: 'The XPath selects nothing.' });
    expect(problem('count(/a)', '<a/>')).toHaveProperty('problem', expect.stringContaining('neither'));
    expect(problem('/', '<a/>')).toHaveProperty('problem', expect.stringContaining('neither'));
    expect(problem('/a', '<a/>', '\u0001')).toHaveProperty('problem', expect.stringContaining('characters'));
    expect(problem('/a', '<!DOCTYPE a><a/>')).toHaveProperty('problem', expect.stringContaining('DOCTYPE'));
    expect(problem('/a', 'text')).toHaveProperty('problem', expect.stringContaining('well-formed'));
  });
});
