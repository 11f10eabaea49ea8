import type { Clock } from '../engine/ports.ts';

/** A clock that only moves when told to, or when someone sleeps. */
export interface ManualClock extends Clock {
  /** Every sleep so far, in milliseconds, in order. */
  readonly sleeps: readonly number[];
  /** Moves time on by milliseconds. */
  advance(milliseconds: number): void;
}

/**
 * Virtual time for tests: `sleep` moves the clock on at once and records how long the sleeper asked for.
 * Starts at `start` (milliseconds since the epoch; 2026-01-01T00:00:00Z unless told).
 */
export function manualClock(start: number = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  const sleeps: number[] = [];
  const timers = new Map<() => void, number>();
  const advance = (milliseconds: number): void => {
    now += milliseconds;
    for (const [ring, at] of timers) if (at <= now) ring();
  };
  return {
    sleeps,
    now: () => now,
    advance,
    after(milliseconds, callback) {
      const ring = (): void => {
        timers.delete(ring);
        callback();
      };
      timers.set(ring, now + milliseconds);
      return () => void timers.delete(ring);
    },
    async sleep(milliseconds, signal) {
      signal?.throwIfAborted();
      sleeps.push(milliseconds);
      advance(milliseconds);
    },
  };
}
