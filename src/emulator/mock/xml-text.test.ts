import * as fc from 'fast-check';
import { parseXmlDocument } from 'slimdom';
import { expect, it, test } from 'vitest';
import { xmlText } from './xml-text.ts';

it('replaces names and leaves out characters that XML does not have', () => {
  expect(xmlText({ 'a b': '\u0000x', 'c:d': 1, e: { f: [] } })).toContain(
    '<root><_a_b>x</_a_b><_c_d>1</_c_d><e></e></root>',
  );
});

test('whatever is made is one document', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('text', 'attribute', 'none', undefined), (value, type) => {
      const root = type === undefined ? {} : { type };
      expect(parseXmlDocument(xmlText(value, [root])).documentElement?.nodeName).toBe('root');
    }),
  );
});
