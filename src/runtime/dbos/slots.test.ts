import { expect, test } from 'vitest';
import { slots } from './slots.ts';

test('there is room for so many, and who waits comes before who asks later', async () => {
  const room = slots(2);
  expect([room.tryTake(), room.tryTake(), room.tryTake()]).toEqual([true, true, false]);
  const order: string[] = [];
  const first = room.take().then(() => order.push('first'));
  const second = room.take().then(() => order.push('second'));
  expect(room.waiting).toBe(2);
  room.give();
  await first;
  expect([room.tryTake(), room.waiting]).toEqual([false, 1]);
  room.give();
  await second;
  expect(order).toEqual(['first', 'second']);
  room.give();
  room.give();
  expect([room.tryTake(), room.tryTake(), room.tryTake()]).toEqual([true, true, false]);
});

test('what a person asks for has room at once, and others wait until it is over', () => {
  const room = slots(1);
  room.tryTake();
  room.force();
  let isTaken = false;
  void room.take().then(() => (isTaken = true));
  room.give();
  expect([isTaken, room.waiting]).toEqual([false, 1]);
  room.give();
  expect(room.waiting).toBe(0);
});
