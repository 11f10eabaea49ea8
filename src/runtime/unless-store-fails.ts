import type { Clock } from '../engine/ports.ts';
import type { Runs } from './runs.ts';

/** How long a store that fails is waited for, in milliseconds. */
const patience = 10_000;

/**
 * Waits for work that ends once all is in the store of some runs; for a store that fails not forever. False: it was given up. What the store lacks then is
 * as after a kill: calls whose answers it does not have are looked up when their runs go on.
 */
export function unlessStoreFails(
  runs: Pick<Runs, 'load'>,
  clock: Clock,
  work: Promise<unknown>,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      if (runs.load().troubles.some(({ code }) => code.startsWith('store/'))) resolve(false);
      else cancel = clock.after(patience, look);
    };
    let cancel = clock.after(patience, look);
    work.then(() => resolve(true), reject).finally(() => cancel());
  });
}
