import { describe, expect, test } from 'vitest';
import { jsonPathEngine } from './jsonpath-engine.ts';
import { xpathEngine } from './xpath-engine.ts';
import { xpath10Engine } from './xpath-10-engine.ts';

/** What a query needs: ways, and the literals that values are compared with. */
function needs(text: string): unknown {
  const compiled = jsonPathEngine(text);
  if ('problem' in compiled) throw new Error(compiled.problem.message);
  const found = compiled.needs!();
  return typeof found === 'string'
    ? found
    : found.map(({ way, compared }) => [
        way.map((key) => key ?? '*').join('/'),
        ...(compared ? [compared.value] : []),
      ]);
}

describe('what must be there for a query to select anything', () => {
  test.each([
    ['$', [['']]],
    ['$.a[0].b', [['a/0/b']]],
    ['$.a[-1]', [['a/*']]],
    ['$.a[*].b', [['a/*/b']]],
    ["$[?@.x == 'y']", [['*/x', 'y'], ['*']]],
    ["$[?'y' == @.x && @.z]", [['*/x', 'y'], ['*/z'], ['*']]],
    ['$.items[?@.n > 3 && $.on == true].id', [['items/*/n', 3], ['on', true], ['items/*/id']]],
    ['$[?@.a[?@.b == 1]]', [['*/a/*/b', 1], ['*/a/*'], ['*']]],
    ['$[?1 == 2]', 'impossible'],
    ["$[?@.a && 'x' > 'y']", 'impossible'],
    ['$[?1 == 1]', [['*']]],
  ])('%s', (text, expected) => {
    expect(needs(text)).toEqual(expected);
  });

  test.each([
    ['alternatives', "$[?@.x == 'y' || @.z]", [['*']]],
    ['negations', '$[?!@.x]', [['*']]],
    ['what is not equal', "$[?@.x != 'y']", [['*']]],
    ['null', '$[?@.x == null]', [['*']]],
    ['functions', '$[?length(@.x) == 3]', [['*']]],
    ['numbers that lose digits', '$[?@.x == 12345678901234567891]', [['*']]],
    ['descendants', '$.a..b', [['a']]],
    ['several at once', "$.a['b', 'c']", [['a']]],
  ])('is left open of %s', (_, text, expected) => {
    expect(needs(text)).toEqual(expected);
  });

  test('is compared in the order that is written', () => {
    const compiled = jsonPathEngine('$[?3 < @.n]');
    const found = 'test' in compiled && compiled.needs!();
    const compared = Array.isArray(found) ? found[0]!.compared! : undefined;
    expect([2, 3, 4].map((value) => compared?.test(value))).toEqual([false, false, true]);
  });
});

describe('XPath holds of no context', () => {
  test.each([
    ['1 = 2', 'impossible'],
    ["'a' = 'b' or false()", 'impossible'],
    ['1 = 1', []],
    ['. = 2', []],
    ['/a = "b"', []],
    ['count(/a) = 2', []],
  ])('%s', (text, expected) => {
    const found = [xpathEngine, xpath10Engine].map((engine) => {
      const compiled = engine(text);
      return 'test' in compiled ? compiled.needs!() : compiled;
    });
    expect(found).toEqual([expected, expected]);
  });
});
