import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { didYouMean, near } from './near.ts';

describe('near names', () => {
  test('are those that differ by case and punctuation first, then by little', () => {
    expect(near('postpaymentintents', ['PostPaymentIntentsX', 'PostPaymentIntents'])).toEqual([
      'PostPaymentIntents',
      'PostPaymentIntentsX',
    ]);
    expect(near('payment_id', ['payment', 'paymentId', 'other'])).toEqual(['paymentId', 'payment']);
    expect(near('chidl', ['child'])).toEqual(['child']);
    expect(near('abc', ['xyz'])).toEqual([]);
  });

  test('are at most three, each once', () => {
    expect(near('a', ['b', 'c', 'd', 'e', 'b'])).toEqual(['b', 'c', 'd']);
  });

  test('are asked for in a sentence', () => {
    expect(didYouMean('limt', ['limit', 'limits'])).toBe('Did you mean limit?');
    expect(didYouMean('abcd', ['abce', 'abcf'])).toBe('Did you mean abce or abcf?');
    expect(didYouMean('x', [])).toBeUndefined();
  });

  test('in a question may have two mistakes in six letters, where no nearer one is', () => {
    expect(didYouMean('ordesr1', ['orders', 'customers'])).toBe('Did you mean orders?');
    expect(didYouMean('petstroe-opnapi', ['petstore-openapi', 'petstore'])).toBe(
      'Did you mean petstore-openapi?',
    );
    expect(didYouMean('payemnst', ['payments', 'paymentIntents', 'playlists'])).toBe(
      'Did you mean payments?',
    );
    expect(near('payemnst', ['payments'])).toEqual(['payments']);
    expect(near('ordrse', ['orders'])).toEqual([]);
  });

  test.each([
    ['id', 'url'],
    ['name', 'game1'],
    ['amount', 'recount'],
    ['list', 'last2'],
    ['limit', 'items'],
    ['petId', 'userId'],
    ['getPet', 'addPet'],
    ['getPet', 'putPet'],
  ])('are not made up for a short one: %s is not %s', (word, other) => {
    expect(didYouMean(word, [other])).toBeUndefined();
  });

  test('in a question are not crowded out by those that begin with another letter', () => {
    const others = ['aydrse', 'bydrse', 'cydrse'];
    expect(didYouMean('ordrse', others)).toBeUndefined();
    expect(didYouMean('ordrse', [...others, 'orders'])).toBe('Did you mean orders?');
  });

  test('may be of any script', () => {
    expect(near('查询宠物', ['创建订单', '查询宠粮'])).toEqual(['查询宠粮']);
    expect(didYouMean('Заказ', ['Клиент'])).toBeUndefined();
    expect(near('***', ['---', 'a'])).toEqual([]);
  });

  test('hold the name itself when it is among them, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 2 }), (word, others) => {
        expect(near(word, [word, ...others])).toContain(word);
      }),
    );
  });
});
