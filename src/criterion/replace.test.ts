import { describe, expect, test } from 'vitest';
import type { CompiledSelector, SelectorDialect } from '../expression/selector.ts';
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

  test.each([
    ['/p:a/p:b', '<p:a xmlns:p="urn:p"><p:b>1</p:b></p:a>', '<p:a xmlns:p="urn:p"><p:b>x</p:b></p:a>'],
    ['//@p:b', '<a xmlns:p="urn:p" p:b="1" b="2"/>', '<a xmlns:p="urn:p" p:b="x" b="2"/>'],
    ['//b/@*', '<a c="1"><b c="2" d="3"/></a>', '<a c="1"><b c="x" d="x"/></a>'],
    ['//b[2]', '<a><b>1</b><b>2</b><b>3</b></a>', '<a><b>1</b><b>x</b><b>3</b></a>'],
    ['//b', '<a><!-- c --><b><!-- gone -->1</b><?p i?></a>', '<a><!-- c --><b>x</b><?p i?></a>'],
    ['//b | //c', '<a><c>1</c><b>2</b></a>', '<a><c>x</c><b>x</b></a>'],
    ['//b/text()', '<a><b>1<i/>2</b></a>', '<a><b>x<i/>x</b></a>'],
    ['/a/b', '<a xml:space="preserve"> <b> </b> </a>', '<a xml:space="preserve"> <b>x</b> </a>'],
  ])('%s in %s', (target, whole, made) => {
    expect(replace(dialect, target, whole, 'x')).toEqual({ value: made });
  });

  test.each(['<&"\']]>', '\u{1f600}\ufffd\u0085', 'a\tb\nc\rd', ''])(
    'the value %j is read back as it was, in content and attributes',
    (value) => {
      for (const target of ['/a', '/a/@b', '/a/text()']) {
        const { value: made } = replace(dialect, target, '<a b="1">2</a>', value) as { value: string };
        const read = engines[dialect]!(target.replace('/text()', '')) as CompiledSelector;
        expect(read.select(made)).toEqual({ value });
      }
    },
  );

  test('the text of a CDATA section is one too', () => {
    const { value: made } = replace(dialect, '/a/text()', '<a><![CDATA[<1>]]></a>', '<&') as {
      value: string;
    };
    expect((engines[dialect]!('/a') as CompiledSelector).select(made)).toEqual({ value: '<&' });
  });

  test.each(['\u0000', '\u0008', '\ufffe', '\uffff', '\ud800', '\udc00a'])(
    'the value %j, which XML cannot hold, is refused everywhere',
    (value) => {
      for (const target of ['/a', '/a/@b', '/a/text()', '/a/c/text()']) {
        const made = replace(dialect, target, '<a b="1">2<c><![CDATA[3]]></c></a>', value);
        expect(made).toHaveProperty('problem', expect.stringContaining('characters that XML cannot hold'));
      }
    },
  );

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
