import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../engine/ports.ts';

/** A timer can't be set further ahead than this, in milliseconds: about 24.8 days. */
const longestTimer = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const options = signal === undefined ? {} : { signal };
    for (let left = milliseconds; left > 0; left -= longestTimer) {
      await sleep(Math.min(left, longestTimer), undefined, options);
    }
  },
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimer));
    return () => clearTimeout(timer);
  },
};
