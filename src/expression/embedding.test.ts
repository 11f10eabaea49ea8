import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTemplate } from './compile-template.ts';
import type { Medium } from './embedding.ts';
import { parseTemplate } from './parse-template.ts';

function write(text: string, medium: Medium, value: unknown): string {
  const make = compileTemplate(parseTemplate(text).template, {}, medium);
  return make({ inputs: { v: value }, steps: {}, workflows: {} }) as string;
}

describe('a value embedded in text (G4)', () => {
  it.each<readonly [Medium, string, unknown, string]>([
    ['text', '<{$inputs.v}>', 'a"&b', '<a"&b>'],
    ['text', '<{$inputs.v}>', { a: 1 }, '<{"a":1}>'],
    ['json', '{"x": {$inputs.v}}', 'a"b', '{"x": "a\\"b"}'],
    ['json', '{"x": {$inputs.v}}', [1, null], '{"x": [1,null]}'],
    ['json', '{"x": "{$inputs.v}"}', 'a"b\n', '{"x": "a\\"b\\n"}'],
    ['json', '{"x": "no {$inputs.v}"}', 7, '{"x": "no 7"}'],
    ['json', '{"x\\"": {$inputs.v}, "y": "\\\\{$inputs.v}"}', 'q"', '{"x\\"": "q\\"", "y": "\\\\q\\""}'],
    ['xml', '<a b="{$inputs.v}"/>', `<&"'>`, '<a b="&lt;&amp;&quot;&apos;&gt;"/>'],
    ['xml', '<![CDATA[{$inputs.v}]]>', '<x>&"', '<![CDATA[<x>&"]]>'],
    ['xml', '<![CDATA[{$inputs.v}]]>', 'a]]>b', '<![CDATA[a]]]]><![CDATA[>b]]>'],
    ['xml', '<![CDATA[]]{$inputs.v}]]>', '>', '<![CDATA[]]]]><![CDATA[>]]>'],
    ['xml', '<![CDATA[]{$inputs.v}]]>', ']>', '<![CDATA[]]]><![CDATA[]>]]>'],
    ['xml', '<![CDATA[{$inputs.v}{$inputs.v}>]]>', ']', '<![CDATA[]]]><![CDATA[]]]><![CDATA[>]]>'],
    ['xml', '<![CDATA[]{$inputs.v}]>]]>', '', '<![CDATA[]]]><![CDATA[]>]]>'],
    ['xml', '<a>{$inputs.v}</a>', ']]>\u{10ffff}\ufffd\t', '<a>]]&gt;\u{10ffff}\ufffd&#9;</a>'],
    ['form', 'a={$inputs.v}&b=1', 'x&c=2 é', 'a=x%26c%3D2%20%C3%A9&b=1'],
    ['form', 'a={$inputs.v}', '\ud800', 'a=%EF%BF%BD'],
  ])('is escaped for %s: %s with %j', (medium, text, value, expected) => {
    expect(write(text, medium, value)).toBe(expected);
  });

  it('is refused when it is an object between JSON quotes', () => {
    expect(() => write('{"x": "{$inputs.v}"}', 'json', { a: 1 })).toThrow(
      '$inputs.v is an object or array, which cannot stand within a JSON string. Remove the quotes around it.',
    );
  });

  it.each(['\u0000', '\u001f', '\ufffe', '\uffff', '\ud800', 'a\udc00b'])(
    'is refused when XML cannot hold it: %j',
    (value) => {
      const problem = '$inputs.v has a character that XML cannot hold.';
      expect(() => write('<a b="{$inputs.v}"/>', 'xml', value)).toThrow(problem);
    },
  );

  it.each(['<{$inputs.v}/>', '<!-- {$inputs.v} -->', '<a>&{$inputs.v};</a>'])(
    'is refused in the markup of XML: %s',
    (text) => {
      expect(() => write(text, 'xml', 'a')).toThrow('$inputs.v stands in the markup of XML');
    },
  );

  it('is refused when the text grows beyond all measure', () => {
    const half = 'x'.repeat(6 * 1024 * 1024);
    expect(write('{$inputs.v}{$inputs.v}', 'text', half)).toHaveLength(2 * half.length);
    expect(() => write('{$inputs.v}{$inputs.v}{$inputs.v}', 'text', half)).toThrow(
      'is longer than 16777216 characters',
    );
  });

  it('is not escaped within structured values, which are encoded later', () => {
    const { template } = parseTemplate({ a: 'is {$inputs.v}' });
    const scope = { inputs: { v: '"' }, steps: {}, workflows: {} };
    expect(compileTemplate(template, {}, 'json')(scope)).toEqual({ a: 'is "' });
  });

  it('comes back from JSON as it was, quoted or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const text = write('{"quoted": "{$inputs.v}", "plain": {$inputs.v}}', 'json', value);
        expect(JSON.parse(text)).toEqual({ quoted: value, plain: value });
      }),
    );
  });
});
