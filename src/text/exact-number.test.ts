import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  compareDigits,
  decimal,
  isKeptNumber,
  isUnsafeNumber,
  losesDigits,
  parseExactJson,
  plainNumbers,
} from './exact-number.ts';
import { readText } from './read-text.ts';

describe('which numbers lose digits', () => {
  it.each([
    ['9007199254740991', false, false],
    ['9007199254740992', true, true],
    ['-9007199254740993', true, true],
    ['1e400', true, true],
    ['0.30000000000000004', false, false],
    ['0.1000000000000000', false, false],
    ['0.10000000000000001', false, true],
    ['12345678901234567.89', false, true],
    ['1e21', false, false],
    ['1.2345678901234567890e5', false, true],
  ])('%s', (source, unsafe, lossy) => {
    expect([isUnsafeNumber(source), losesDigits(source)]).toEqual([unsafe, lossy]);
  });

  test('no double loses digits of its own text, but unsafe integers are kept as texts', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(losesDigits(String(value))).toBe(isUnsafeNumber(String(value)));
      }),
    );
  });

  test('an integer is kept exactly where it is not safe', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (value) => {
        expect(isKeptNumber(String(value))).toBe(!Number.isSafeInteger(Number(value)));
      }),
    );
  });
});

describe('compareDigits', () => {
  test('orders integers as they are', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt(), (a, b) => {
        expect(Math.sign(compareDigits(String(a), String(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
      }),
    );
  });

  it.each([
    ['1.10', '1.1', 0],
    ['1e3', '1000.0', 0],
    ['-0', '0', 0],
    ['12345678901234567.89', '12345678901234567.9', -1],
    ['-12345678901234567.89', '-12345678901234567.9', 1],
    ['1e-999999999', '0', 1],
  ])('%s and %s', (a, b, order) => {
    expect(Math.sign(compareDigits(a, b))).toBe(order);
  });
});

describe('JSON with all digits', () => {
  it('keeps numbers as texts and leaves strings alone', () => {
    const source = '{"a": 9007199254740993, "b": "9007199254740993 \\" 1e+400", "c": [-1.5, 1e400]}';
    expect(parseExactJson(source, isUnsafeNumber)).toEqual({
      a: '9007199254740993',
      b: '9007199254740993 " 1e+400',
      c: [-1.5, '1e400'],
    });
  });

  test('plainNumbers changes how numbers are spelt and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.parse(plainNumbers(text))).toEqual(JSON.parse(text));
      }),
    );
    expect(plainNumbers('{"1e+21":[1e+21,"1e+21",-1.5e+22]}')).toBe(
      '{"1e+21":[1000000000000000000000,"1e+21",-15000000000000000000000]}',
    );
    expect(decimal(1e-7)).toBe('0.0000001');
  });
});

describe('LocatedText.exact', () => {
  const exact = (text: string): unknown => readText(text, 'a').located?.exact();

  it('has the digits of YAML and of JSON', () => {
    const kept = { a: '9007199254740993', b: ['12345678901234567.89', 1.1], c: '9007199254740993' };
    expect(exact(JSON.stringify(kept).replace(/"(\d[\d.]+)"/g, '$1'))).toEqual(kept);
    expect(exact('a: +09007199254740993\nb: [012345678901234567.890, 1.10]\nc: 0x20000000000001')).toEqual({
      ...kept,
      b: ['12345678901234567.890', 1.1],
    });
    expect(exact('a: &n 9007199254740993\nb: [*n]')).toEqual({ a: kept.a, b: [kept.a] });
  });

  it('is the value itself where nothing is lost', () => {
    const { located } = readText('a: 1\nb: [x, 1.5]', 'a');
    expect(located?.exact()).toBe(located?.value);
  });
});
