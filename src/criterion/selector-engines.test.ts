import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Selection, SelectorDialect } from '../expression/selector.ts';
import { loadSelectorEngines } from './selector-engines.ts';

const dialects: readonly SelectorDialect[] = ['jsonpath', 'jsonpointer', 'xpath', 'xpath-10'];
const engines = await loadSelectorEngines(dialects);

function select(dialect: SelectorDialect, text: string, context: unknown): Selection {
  const compiled = engines[dialect]!(text);
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  return compiled.select(context);
}

const pets =
  '<pets xmlns:v="urn:vet"><pet name="Rex">a <b>dog</b></pet><pet name="Max"/><v:pet name="Tom">9</v:pet></pets>';

describe('a selection (J3)', () => {
  it.each<readonly [SelectorDialect, string, unknown, unknown]>([
    ['jsonpath', '$.a', { a: [1, 2] }, [1, 2]],
    ['jsonpath', '$.a[-1]', { a: [1, 2] }, 2],
    ['jsonpath', '$.a[*]', { a: [1] }, [1]],
    ['jsonpath', '$..b', { a: [{ b: 1 }, { b: null }] }, [1, null]],
    ['jsonpath', '$.b', { a: 1 }, undefined],
    ['jsonpath', '$.b[*]', { a: 1 }, []],
    ['jsonpath', '$.a', { a: null }, null],
    ['jsonpath', '$.__proto__', {}, undefined],
    ['jsonpath', '$', 'text', 'text'],
    ['jsonpointer', '', [1], [1]],
    ['jsonpointer', '/a~1b/0', { 'a/b': ['x'] }, 'x'],
    ['jsonpointer', '/constructor', {}, undefined],
    ['xpath', '//pet[1]', pets, 'a dog'],
    ['xpath', '//pet/@name', pets, ['Rex', 'Max']],
    ['xpath', '//v:pet/text()', pets, '9'],
    ['xpath', '/', '<a>b</a>', 'b'],
    ['xpath', 'count(//pet)', pets, 2],
    ['xpath', '//pet/@name = "Rex"', pets, true],
    ['xpath', '(1, "a")', pets, [1, 'a']],
    ['xpath', '//cat', pets, undefined],
    ['xpath-10', '//@name', pets, ['Rex', 'Max', 'Tom']],
    ['xpath-10', '//pet[2]', pets, ''],
    ['xpath-10', '/', '<a>b</a>', 'b'],
    ['xpath-10', 'count(//pet) + 1', pets, 3],
    ['xpath-10', 'count(//pet) > 9', pets, false],
    ['xpath-10', 'string(//v:pet)', pets, '9'],
    ['xpath-10', '//cat', pets, undefined],
  ])('by %s %s of %j is %j', (dialect, text, context, value) => {
    expect(select(dialect, text, context)).toEqual({ value });
  });

  it.each<readonly [SelectorDialect, string, unknown, string]>([
    ['xpath', '//a', { a: 1 }, 'The context is not XML text.'],
    ['xpath-10', '//a', null, 'The context is not XML text.'],
    ['xpath', '//a', '<!DOCTYPE a><a/>', 'The context has a DOCTYPE, which is refused.'],
    ['xpath', '//q:pet', pets, 'The XPath evaluation ended in the error XPST0081.'],
    ['xpath-10', '//q:pet', pets, 'The XPath evaluation ended in an error.'],
    ['xpath', '1 div 0e0', pets, 'The XPath comes to something that JSON cannot hold.'],
    ['xpath', 'map { "a": 1 }', pets, 'The XPath comes to something that JSON cannot hold.'],
    ['xpath-10', '0 div 0', pets, 'The XPath comes to something that JSON cannot hold.'],
  ])('by %s %s of %j is none, and why: %s', (dialect, text, context, problem) => {
    expect(select(dialect, text, context)).toEqual({ problem });
  });

  it('is refused for a text that is no selector, or could run without bound', () => {
    expect(engines.jsonpath!('$.a[')).toHaveProperty('problem.offset');
    expect(engines.jsonpath!('$.a[(@.length-1)]')).toMatchObject({
      problem: { message: 'Scripts in JSONPath are never run.' },
    });
    expect(engines.jsonpointer!('#/a')).toHaveProperty('problem.message', expect.stringContaining('no "#"'));
    expect(engines.xpath!('tokenize(//a, "(a+)+")')).toHaveProperty('problem.hint');
    expect(engines['xpath-10']!('//a[')).toHaveProperty('problem.message');
  });

  it('never throws, whatever the selector and its context are', () => {
    const piece = fc.constantFrom(
      '$',
      '.',
      '[',
      ']',
      '/',
      '*',
      '?',
      '@',
      '(',
      ')',
      '"',
      "'",
      'a',
      '0',
      ' ',
      ':',
      '{',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...dialects),
        text,
        fc.oneof(fc.jsonValue(), fc.constant(pets)),
        (dialect, wild, context) => {
          const compiled = engines[dialect]!(wild);
          expect('select' in compiled ? compiled.select(context) : compiled).toBeTypeOf('object');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('loads only the engines that are asked for', async () => {
    expect(await loadSelectorEngines([])).toEqual({});
    expect(Object.keys(await loadSelectorEngines(['jsonpath', 'jsonpath']))).toEqual(['jsonpath']);
  });
});
