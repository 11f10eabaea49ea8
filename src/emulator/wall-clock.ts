import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../engine/ports.ts';

/** The time of this machine. */
export const wallClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }),
};
