import { expect, test } from 'vitest';
import { createFaults } from './faults.ts';

const post = { method: 'POST', path: '/v1/payment_intents/pi_1/confirm' };
const reset = { kind: 'reset' } as const;

test('a fault hits once unless told otherwise', () => {
  const faults = createFaults();
  faults.add({ effect: reset });
  expect([faults.take(post), faults.take(post)]).toEqual([reset, undefined]);
  faults.add({ effect: reset, times: 'always' });
  expect([faults.take(post), faults.take(post), faults.take(post)]).toEqual([reset, reset, reset]);
  faults.clear();
  expect(faults.take(post)).toBeUndefined();
});

test('a fault hits what it matches, from the nth on', () => {
  const faults = createFaults();
  const match = { method: 'post', path: '/v1/payment_intents/{intent}/confirm', nth: 2 };
  faults.add({ match, times: 2, effect: reset });
  expect(faults.take({ ...post, method: 'GET' })).toBeUndefined();
  expect(faults.take({ ...post, path: '/v1/payment_intents' })).toBeUndefined();
  const hits = Array.from({ length: 4 }, () => faults.take(post));
  expect(hits).toEqual([undefined, reset, reset, undefined]);
});

test('of several faults the first added hits, and then the next', () => {
  const faults = createFaults();
  const refuse = { kind: 'refuse' } as const;
  faults.add({ effect: refuse });
  faults.add({ effect: reset });
  expect([faults.take(post), faults.take(post)]).toEqual([refuse, reset]);
});
