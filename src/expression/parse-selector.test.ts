import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compile-template.ts';
import { formatSource } from './format-source.ts';
import { parseSelector } from './parse-selector.ts';
import { parseTemplate } from './parse-template.ts';
import type { Scope } from './scope.ts';
import type { SelectorEngines } from './selector.ts';

describe('a selector (F5, J1)', () => {
  const given = { context: '$response.body', selector: '/a', type: 'jsonpointer' };

  it.each([
    ['jsonpath', 'jsonpath'],
    ['jsonpointer', 'jsonpointer'],
    ['xpath', 'xpath'],
    [{ type: 'jsonpath', version: 'draft-goessner-dispatch-jsonpath-00' }, 'jsonpath'],
    [{ type: 'xpath', version: 'xpath-10' }, 'xpath-10'],
    [{ type: 'xpath', version: 'xpath-20' }, 'xpath'],
    [{ type: 'jsonpointer', version: 'rfc6901' }, 'jsonpointer'],
  ])('of type %j is read as %s', (type, dialect) => {
    expect(parseSelector({ ...given, type }).selector?.dialect).toBe(dialect);
  });

  it.each([
    [{ ...given, type: 'regex' }, 'type'],
    [{ ...given, type: { type: 'xpath', version: 'rfc9535' } }, 'type'],
    [{ ...given, type: ['jsonpath'] }, 'type'],
    [{ ...given, context: '$.a' }, 'context'],
    [{ ...given, selector: 1 }, 'text'],
    [{ context: '$inputs', selector: '/a' }, '"type"'],
    [{ selector: '/a', type: 'jsonpointer' }, '"context"'],
  ])('is told from %j', (object, flaw) => {
    const parsed = parseSelector(object);
    expect(parsed.selector).toBeUndefined();
    expect(parsed.flaw).toContain(flaw);
  });

  it.each([
    [{ ...given, more: 1 }],
    [{ context: 'home', type: 'person' }],
    [{ type: 'xpath' }],
    [JSON.parse('{ "__proto__": { "context": "$inputs", "selector": "/a", "type": "xpath" } }')],
  ])('has nothing to do with %j', (object) => {
    expect(parseSelector(object as Record<string, unknown>)).toEqual({});
  });

  it('is data unless the document may hold selectors (J4)', () => {
    expect(parseTemplate(given).template.kind).toBe('object');
    expect(parseTemplate(given, { selectors: true }).template.kind).toBe('selector');
    const deep = parseTemplate({ a: [{ ...given, 'x-note': 1 }] }, { selectors: true });
    expect(deep).toMatchObject({
      template: { members: [['a', { items: [{ kind: 'selector' }] }]] },
      findings: [],
    });
  });
});

describe('the value of a selector', () => {
  const engines: SelectorEngines = {
    jsonpointer: (text) =>
      text === '!'
        ? { problem: { message: 'Unreadable.', offset: 0 } }
        : { select: (context) => (context === 'bad' ? { problem: 'No.' } : { value: [text, context] }) },
  };
  const scope: Scope = {
    inputs: { a: 1, bad: 'bad' },
    outputs: { o: 2 },
    steps: { s: { outputs: { b: 3 } } },
    workflows: { w: { inputs: { c: 4 }, outputs: { d: 5 } } },
  };
  const read = (context: string, selector = '/x'): unknown =>
    compileTemplate(
      parseTemplate({ context, selector, type: 'jsonpointer' }, { selectors: true }).template,
      engines,
    )(scope);

  it.each([
    ['$inputs.a', 1],
    ['$inputs', scope.inputs],
    ['$outputs', scope.outputs],
    ['$steps.s.outputs', { b: 3 }],
    ['$workflows.w.inputs', { c: 4 }],
    ['$workflows.w.outputs', { d: 5 }],
  ])('is looked for in %s', (context, value) => {
    expect(read(context)).toEqual(['/x', value]);
    const { template } = parseTemplate({ context, selector: '/x', type: 'jsonpointer' }, { selectors: true });
    expect(formatSource(template)).toBe(`${context} at /x`);
  });

  it.each(['$inputs.b', '$steps.toString.outputs', '$workflows.constructor.outputs'])(
    'of %s is missing',
    (context) => {
      expect(read(context)).toBeUndefined();
    },
  );

  it('cannot be had from a context that cannot be searched, or by a text that is no selector', () => {
    expect(() => read('$inputs.bad')).toThrow('$inputs.bad at /x has no value. No.');
    expect(() => read('$inputs.a', '!')).toThrow('$inputs.a at ! has no value. Unreadable.');
  });
});
