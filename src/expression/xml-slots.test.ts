import { expect, test } from 'vitest';
import type { Expression } from './expression.ts';
import { xmlSlots } from './xml-slots.ts';

const slot: Expression = { kind: 'url' };

/** A text with its slots written as `@`. */
function placesOf(text: string): readonly string[] {
  const texts = text.split(/(@)/).filter((part) => part !== '');
  const parts = texts.map((part): string | Expression => (part === '@' ? slot : part));
  return xmlSlots(parts).filter((_, index) => typeof parts[index] !== 'string');
}

test.each([
  ['<a>@</a>', ['text']],
  ['<a b="@" c=\'@\'>@</a>@', ['text', 'text', 'text', 'text']],
  ['<a b="x > @">@</a>', ['text', 'text']],
  ['<![CDATA[@ <a b="@]] > ]]>@', ['cdata', 'cdata', 'text']],
  ['<!-- <a> -->@<?pi <a ?>@', ['text', 'text']],
  ['<!DOCTYPE a [<!ENTITY b "]>"> <!-- ] > --> ] ><a>@</a>', ['text']],
  ['<!DOCTYPE a SYSTEM ">"><a>@</a>', ['text']],
  ['<@/><a @="b"/></@><a b=@>', ['markup', 'markup', 'markup', 'markup']],
  ['<!-- @ --><?pi @?><!DOCTYPE @ [ @ ]>@', ['markup', 'markup', 'markup', 'markup', 'text']],
  ['&@;<a b="&#x@;">&amp;@ & @</a>', ['markup', 'markup', 'text', 'text']],
  ['@@', ['text', 'text']],
])('slots of %s', (text, places) => {
  expect(placesOf(text)).toEqual(places);
});
