import { expect, test } from 'vitest';
import { manualClock } from '../emulator/manual-clock.ts';
import { asideOf } from './aside.ts';
import { stopOf } from './stop.ts';

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));
const reason = (effect: string) => ({ effect, why: 'a test', isWait: true });

/** A run that can be put aside, in the time of the test. */
function run() {
  const clock = manualClock(0);
  const stop = stopOf();
  return { clock, stop, aside: asideOf(clock, stop) };
}

test('a run that only waits is put aside, and tells what it waits for, earliest first', async () => {
  const { aside } = run();
  const waits = [aside.until(2000, reason('late')), aside.until(1000, reason('soon'))];
  expect(await Promise.all(waits)).toEqual([false, false]);
  expect(aside.waiting().map(({ effect, at }) => [effect, at])).toEqual([
    ['soon', 1000],
    ['late', 2000],
  ]);
});

test('while something is under way waits are spent in memory, and the run is put aside afterwards', async () => {
  const { clock, aside } = run();
  const done = aside.begin();
  const short = aside.until(1000, reason('short'));
  const long = aside.until(9000, reason('long'));
  await turn();
  expect(aside.waiting()).toEqual([]);
  clock.advance(1000);
  expect(await short).toBe(true);
  done();
  done();
  expect(await long).toBe(false);
  expect(aside.waiting().map(({ effect }) => effect)).toEqual(['long']);
});

test('what begins in the turn in which something ended keeps the run in hand', async () => {
  const { aside } = run();
  const first = aside.begin();
  const told: boolean[] = [];
  void aside.until(1000, reason('wait')).then((isOver) => told.push(isOver));
  first();
  const second = aside.begin();
  await turn();
  await turn();
  expect(told).toEqual([]);
  second();
  await turn();
  await turn();
  expect(told).toEqual([false]);
});

test('a run that is to stop is put aside though something is under way', async () => {
  const { stop, aside } = run();
  aside.begin();
  const wait = aside.until(1000, reason('wait'));
  stop.abort();
  expect(await wait).toBe(false);
});

test('a clock that was set back makes a wait in memory end when its time has come by it', async () => {
  const stop = stopOf();
  let now = 0;
  const rings: (() => void)[] = [];
  const clock = {
    ...manualClock(),
    now: () => now,
    after: (_: number, ring: () => void) => {
      rings.push(ring);
      return () => undefined;
    },
  };
  const aside = asideOf(clock, stop);
  aside.begin();
  let isOver: boolean | undefined;
  void aside.until(1000, reason('wait')).then((value) => (isOver = value));
  now = -500;
  rings.shift()!();
  await turn();
  expect({ isOver, rings: rings.length }).toEqual({ isOver: undefined, rings: 1 });
  now = 1000;
  rings.shift()!();
  await turn();
  expect(isOver).toBe(true);
});
