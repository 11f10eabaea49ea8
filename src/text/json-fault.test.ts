import { expect, test } from 'vitest';
import { jsonFault } from './json-fault.ts';

test.each([
  '{}',
  ' [1, -2.5e3, "a\\n\\u00e9", true, false, null, {"a": [], "b": {"c": ""}}] ',
  '"text"',
  '0',
])('is undefined for %s', (text) => {
  expect(jsonFault(text)).toBeUndefined();
});

test.each([
  ['', 'line 1, column 1: a value is expected'],
  ['{"a": 1', 'line 1, column 8: , or } is expected'],
  ['{"a": 1,}', 'line 1, column 9: a name is expected'],
  ['{\n  "a": secret\n}', 'line 2, column 8: a value is expected'],
  ["{'a': 1}", 'line 1, column 2: a name or } is expected'],
  ['{"a" 1}', 'line 1, column 6: a colon is expected'],
  ['[1 2]', 'line 1, column 4: , or ] is expected'],
  ['[1}', 'line 1, column 3: , or ] is expected'],
  ['[01]', 'line 1, column 3: , or ] is expected'],
  ['["a\nb"]', 'line 1, column 2: a value or ] is expected'],
  ['{} x', 'line 1, column 4: the end is expected'],
])('tells where %j stops being JSON', (text, expected) => {
  expect(jsonFault(text)).toBe(expected);
  expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
});
