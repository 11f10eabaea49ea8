import { expect, test } from 'vitest';
import { pacer } from './pacer.ts';

const pace = { key: 'shop', perSecond: 10, burst: 3 };

/** A pacer whose clock is set by the test. */
function paced() {
  const clock = { at: 1000 };
  return { clock, calls: pacer({ now: () => clock.at }) };
}

test('a burst may begin at once, what is more follows at the pace, and a pause makes the burst free again', () => {
  const { clock, calls } = paced();
  expect([1, 2, 3, 4, 5].map(() => calls.reserve(pace))).toEqual([0, 0, 0, 100, 200]);
  expect(calls.reserve({ ...pace, key: 'other' })).toBe(0);
  clock.at += 10_000;
  expect([1, 2, 3, 4].map(() => calls.reserve(pace))).toEqual([0, 0, 0, 100]);
});

test('nobody calls while a key is held, its burst neither, and then at the pace again', () => {
  const { clock, calls } = paced();
  calls.hold('shop', 5000);
  calls.hold('shop', 1000);
  expect([calls.isHeld('shop'), calls.isHeld('other')]).toEqual([true, false]);
  expect([1, 2, 3, 4].map(() => calls.reserve(pace))).toEqual([5000, 5000, 5000, 5100]);
  clock.at += 5000;
  expect(calls.isHeld('shop')).toBe(false);
  expect(calls.reserve(pace)).toBe(200);
});

test('without a known pace there is no limit but that of a hold', () => {
  const { calls } = paced();
  const free = { key: 'https://shop.example', perSecond: Infinity, burst: 1 };
  expect([1, 2, 3].map(() => calls.reserve(free))).toEqual([0, 0, 0]);
  calls.hold(free.key, 700);
  expect([1, 2, 3].map(() => calls.reserve(free))).toEqual([700, 700, 700]);
});

test('a clock that is set back lengthens no wait', () => {
  const { clock, calls } = paced();
  for (let times = 0; times < 4; times++) calls.reserve(pace);
  calls.hold('other', 500);
  clock.at -= 900;
  expect(calls.reserve(pace)).toBe(200);
  clock.at += 500;
  expect(calls.isHeld('other')).toBe(false);
});
