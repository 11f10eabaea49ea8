import { describe, expect, test } from 'vitest';
import type { CompiledSelector, CompileSelector } from '../expression/selector.ts';
import type { CompileTest } from './criterion-engines.ts';
import { xpath10Engine, xpath10Selector } from './xpath-10-engine.ts';
import { xpathEngine, xpathSelector } from './xpath-engine.ts';

function items(count: number): string {
  return `<list at="3">${'<item id="7"><price>1</price></item>'.repeat(count)}</list>`;
}

function nested(depth: number): string {
  return `<d>${'<d>'.repeat(depth)}${'</d>'.repeat(depth)}</d>`;
}

function passes(compile: CompileTest, condition: string, context: string): boolean {
  const compiled = compile(condition);
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  return compiled.test(context);
}

const givenUp = /given up .* Ask for less/;

describe('an XPath that would hardly end is given up, with what to do', () => {
  test.each([
    'some $i in 1 to 100000, $j in (1 to 100000) satisfies $i = $j + 100000',
    'count(for-each(1 to 100000, function($x) { 1 to 900000 })) = 1',
    `count("x"${'!(.,.)'.repeat(40)}) = 1`,
    `string-length("x"${'!(.||.)'.repeat(40)}) = 1`,
    `let $a0 := "x", ${Array.from({ length: 40 }, (_, n) => `$a${n + 1} := concat($a${n}, $a${n})`).join(', ')} return contains($a40, "y")`,
    'string-join(1 to 90000, string-join(1 to 1000, ",")) = "x"',
    'count(distinct-values(1 to 100000)) = 1',
    '(1 to 50000) = (60000 to 110000)',
    'some $n in 1 to 100000 satisfies matches(string-join(1 to 1000, ""), "(1?){999}b")',
  ])('whatever the answer: %s', (condition) => {
    expect(() => passes(xpathEngine, condition, items(10))).toThrow(givenUp);
  });

  test.each([
    ['count(//item[price = //price]) = 1', items(2000)],
    ['count(//d//d//d) = 1', nested(400)],
    ['count(//item[contains(/list, "x")]) = 1', items(5000)],
  ])('in both versions, over a large answer: %s', (condition, context) => {
    expect(() => passes(xpathEngine, condition, context)).toThrow(givenUp);
    expect(() => passes(xpath10Engine, condition, context)).toThrow(givenUp);
  });

  test('as a selector and as a target too', () => {
    for (const compile of [xpathSelector, xpath10Selector] as readonly CompileSelector[]) {
      const selector = compile('//item[price = //price]') as Required<CompiledSelector>;
      const problem = expect.stringMatching(givenUp) as string;
      expect(selector.replace(items(2000), 'x')).toEqual({ problem });
    }
  });

  test('and the next evaluation begins anew', () => {
    for (const engine of [xpathEngine, xpath10Engine]) {
      expect(() => passes(engine, 'count(//d//d//d) = 1', nested(400))).toThrow(givenUp);
      expect(passes(engine, 'count(//d) = 2', nested(1))).toBe(true);
    }
  });
});

describe('an XPath that no answer bounds is refused, with its place', () => {
  test.each([
    ['count(for $i in 1 to 1000000000 return $i) > 0', 16, /1000000000 numbers/],
    ['let $f := function($f) { $f($f) } return $f($f)', 10, /function as a value/],
    ['//a or for-each((abs#1, function($f) { 1 }), function($f) { 1 })', 17, /function as a value/],
    ['for-each(//a, concat("a", ?))', 14, /part of its arguments/],
    ['1!([., .])', 3, /could grow/],
    ['let $m := map { "a": 1 } return map { "b": $m }', 32, /could grow/],
    ['array:append([1], 2)', 0, /array:append/],
    ['/list and tokenize(., " ")', 10, /tokenize/],
    ['/list => replace("a", "b")', 0, /replace/],
    ['function-lookup(xs:QName("fn:replace"), 3)', 0, /function-lookup/],
  ])('%s', (condition, offset, message) => {
    expect(xpathEngine(condition)).toMatchObject({
      problem: { offset, message: expect.stringMatching(message) as string },
    });
  });
});

describe('an XPath of a sensible size is evaluated as ever', () => {
  test.each([
    'count(//item[price = //price]) = 200',
    'every $a in //item, $b in (//item)[position() <= 50] satisfies $a/price = $b/price',
    'some $i in 1 to 200, $j in 1 to 200 satisfies $i + $j = 400',
    '//item[last()]/price = 1 and //item[2] and (//item)[3] and //item[.//price[. = 1]]',
    'count(//item[position() = (1 to 3)][some $p in //price satisfies $p = 1][../@at = 3]) = 3',
    'let $b := 5, $a := ($b, $b) return $a = $b and count(($a, $b)) = 3',
    'for-each(1 to 3, function($x) { $x + 1 })[3] = 4 and for-each((1, 4), string#1)[2] = "4"',
    'fold-left(1 to 10, 0, function($a, $b) { $a + $b }) = 55',
    '(1, 4) => for-each(string#1) => string-join("-") = "1-4"',
    'string-to-codepoints("ab")[2] = 98 and translate("abc", "b", "x") = "axc"',
    'matches("ab12", "^[a-z]{2}[0-9]{2}$")',
    'parse-json("{""a"": [1, 2]}")?a?* = 2 and map { "a": 1 }("a") = 1 and [1, 2]?2 = 2',
    'distinct-values(//price) = "1" and count(1 to count(//item)) = 200',
    'if (//none) then false() else /list/@at + 1 = 4',
  ])('%s', (condition) => {
    expect(passes(xpathEngine, condition, items(200))).toBe(true);
  });

  test.each(['count(//item[price = //price]) = 200', 'count(//item/price | //item) = 400', '//@id = 7'])(
    'in version 1.0: %s',
    (condition) => {
      expect(passes(xpath10Engine, condition, items(200))).toBe(true);
    },
  );

  test('over a large answer, in both versions', () => {
    for (const engine of [xpathEngine, xpath10Engine]) {
      expect(passes(engine, 'count(//item[price = 1]) = 5000', items(5000))).toBe(true);
    }
  });
});
