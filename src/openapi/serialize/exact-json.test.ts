import { describe, expect, it } from 'vitest';
import { exactJson } from './exact-json.ts';

const wide = '9007199254740993';

describe('exactJson', () => {
  it('writes digits beyond 2^53 as a number at the places of numbers, and as text everywhere else', () => {
    const value = { id: wide, name: wide, ids: [wide, 1], in: { id: `-${wide}` }, 'a"b': wide };
    expect(exactJson(value, 'body', [['id'], ['ids', '*'], ['in', 'id'], ['a"b']])).toBe(
      `{"id":${wide},"name":"${wide}","ids":[${wide},1],"in":{"id":-${wide}},"a\\"b":${wide}}`,
    );
    expect(exactJson(wide, 'body', [[]])).toBe(wide);
    expect(exactJson([`${wide}.5`, '0.30000000000000000001', wide], 'body', [['0'], ['1']])).toBe(
      `[${wide}.5,0.30000000000000000001,"${wide}"]`,
    );
    expect(exactJson(value, 'body', [])).toBe(JSON.stringify(value));
  });

  it.each([
    '9007199254740991',
    '1e400',
    '0123456789012345678',
    '12',
    `${wide}.0.5`,
    '0.1000000000000000',
    ` ${wide}`,
    `${wide},"a":1`,
    '',
  ])('leaves the text %j as it is', (text) => {
    expect(exactJson({ id: text, other: wide }, 'body', [['id']])).toBe(
      JSON.stringify({ id: text, other: wide }),
    );
  });
});
