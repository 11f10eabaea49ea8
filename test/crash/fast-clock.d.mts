import type { Clock } from '../../src/engine/ports.ts';

export function fastClock(pace: {
  readonly start: number;
  readonly origin: number;
  readonly speed: number;
}): Clock;
