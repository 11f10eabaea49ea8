import type { Clock } from '../engine/ports.ts';
import type { Pace } from '../providers/profile.ts';

/** Spreads calls over time, so that no provider is called faster than it allows. */
export interface Pacer {
  /** Takes the next free moment of a pace, and returns how many milliseconds ahead it is. */
  reserve(pace: Pace): number | Promise<number>;
  /** Nobody calls within these milliseconds: the provider said so. */
  hold(key: string, milliseconds: number): void;
  /** Whether nobody calls now. A moment that was reserved before may have come to lie in such a time. */
  isHeld(key: string): boolean;
}

/** A pacer that knows of this process alone, and so need not ask anybody. */
export interface LocalPacer extends Pacer {
  reserve(pace: Pace): number;
}

/** The moment from which on a full burst is free again, by key; a token bucket that stores no tokens (GCRA). */
export function pacer(clock: Pick<Clock, 'now'>): LocalPacer {
  const free = new Map<string, number>();
  const held = new Map<string, number>();
  let last = clock.now();
  const now = (): number => {
    const at = clock.now();
    if (at < last) {
      // A clock that was set back must not make everyone wait for the difference.
      for (const moments of [free, held]) {
        for (const [key, moment] of moments) moments.set(key, moment - (last - at));
      }
    }
    last = at;
    return at;
  };
  return {
    reserve({ key, perSecond, burst }) {
      const at = now();
      const from = Math.max(at, held.get(key) ?? at);
      const interval = 1000 / perSecond;
      const before = Math.max(from, free.get(key) ?? from);
      free.set(key, before + interval);
      forget(free, at);
      return Math.max(from, before - (burst - 1) * interval) - at;
    },
    hold(key, milliseconds) {
      const at = now();
      held.set(key, Math.max(held.get(key) ?? at, at + milliseconds));
      forget(held, at);
    },
    isHeld: (key) => (held.get(key) ?? -Infinity) > now(),
  };
}

/** Keeps few moments: those that have passed mean nothing any more. */
function forget(moments: Map<string, number>, at: number): void {
  if (moments.size > 1000) for (const [key, moment] of moments) if (moment <= at) moments.delete(key);
}
