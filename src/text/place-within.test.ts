import { expect, test } from 'vitest';
import { placeWithin } from './place-within.ts';
import { readText } from './read-text.ts';

/** Where a part of the value of `a` stands, as `line:column`. */
function placed(text: string, part: string): string {
  const { located } = readText(text, '/w.yaml');
  const { a } = located!.value as { readonly a: string };
  const { line, column, length } = placeWithin(located!, '/a', a, a.indexOf(part), part.length);
  return `${line}:${column}+${length}`;
}

test.each([
  ['plain', 'a: of $x.y', '1:7+4'],
  ['quoted', 'a: "of $x.y"', '1:8+4'],
  ['a literal block', 'b: 1\na: |\n  {\n\n    "c": "$x.y" }\n', '5:11+4'],
  [
    'a literal block with a comment, an indentation and CR LF',
    'a: |2- # text\r\n    one\r\n   of $x.y\r\n',
    '3:7+4',
  ],
])('finds what is spelt as it is: %s', (_, text, place) => {
  expect(placed(text, '$x.y')).toBe(place);
});

test.each([
  ['escapes', 'a: "\\u006ff $x.y"', '1:4+14'],
  ['a folded block', 'a: >\n  one\n  of $x.y\n', '1:4+1'],
  ['a part of several lines', 'a: |\n  $x\n  .y\n', '1:4+1'],
])('says where the whole is: %s', (name, text, place) => {
  expect(placed(text, name === 'a part of several lines' ? '$x\n.y' : '$x.y')).toBe(place);
});
