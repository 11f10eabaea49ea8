import type { Clock } from '../engine/ports.ts';
import type { Pace } from '../providers/profile.ts';

/** Spreads calls over time, so that no provider is called faster than it allows. */
export interface Pacer {
  /** Takes the next free moment of a pace, and returns how many milliseconds ahead it is. */
  reserve(pace: Pace): number;
  /** Nobody calls within these milliseconds: the provider said so. */
  hold(key: string, milliseconds: number): void;
}

/** The moment from which on a full burst is free again, by key; a token bucket that stores no tokens (GCRA). */
export function pacer(clock: Pick<Clock, 'now'>): Pacer {
  const free = new Map<string, number>();
  let last = clock.now();
  const now = (): number => {
    const at = clock.now();
    if (at < last) {
      // A clock that was set back must not make everyone wait for the difference.
      for (const [key, moment] of free) free.set(key, moment - (last - at));
    }
    last = at;
    return at;
  };
  return {
    reserve({ key, perSecond, burst }) {
      const at = now();
      const interval = 1000 / perSecond;
      const before = free.get(key) ?? at;
      const moment = Math.max(at, before - (burst - 1) * interval);
      free.set(key, Math.max(before, at) + interval);
      if (free.size > 1000) for (const [each, when] of free) if (when <= at) free.delete(each);
      return moment - at;
    },
    hold(key, milliseconds) {
      free.set(key, Math.max(free.get(key) ?? 0, now() + milliseconds));
    },
  };
}
