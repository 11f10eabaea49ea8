import { expect, test } from 'vitest';
import { manualClock } from './manual-clock.ts';

test('sleeping moves time on at once, and is recorded', async () => {
  const clock = manualClock(1000);
  await clock.sleep(500);
  clock.advance(50);
  await clock.sleep(0);
  expect(clock.now()).toBe(1550);
  expect(clock.sleeps).toEqual([500, 0]);
});

test('an aborted sleep does not begin', async () => {
  const clock = manualClock(0);
  await expect(clock.sleep(500, AbortSignal.abort(new Error('stop')))).rejects.toThrow('stop');
  expect([clock.now(), clock.sleeps]).toEqual([0, []]);
});

test('whoever asked is called back once, when time has moved far enough', async () => {
  const clock = manualClock(0);
  const rung: number[] = [];
  clock.after(100, () => rung.push(clock.now()));
  clock.after(100, () => rung.push(-1))();
  await clock.sleep(99);
  expect(rung).toEqual([]);
  clock.advance(50);
  await clock.sleep(500);
  expect(rung).toEqual([149]);
});
