import type { Clock } from '../engine/ports.ts';
import type { Runs } from '../runtime/runs.ts';
import type { Log } from './log.ts';

/** How often it is looked for what is in the way of runs, in milliseconds. */
const every = 1000;

/**
 * Writes into the log when something comes to be in the way of runs, and when nothing is any more, until the returned function is called. Of each trouble
 * its code: messages may hold anything.
 */
export function tellTroubles(runs: Pick<Runs, 'load'>, clock: Clock, log: Log): () => void {
  let before = '';
  let cancel = (): void => undefined;
  const look = (): void => {
    const { troubles } = runs.load();
    const codes = [...new Set(troubles.map(({ code }) => code))].toSorted();
    const now = codes.join();
    if (now !== before) {
      if (codes.length === 0) log.info('nothing is in the way of runs any more');
      else log.error('something is in the way of runs', { troubles: codes, count: troubles.length });
    }
    before = now;
    cancel = clock.after(every, look);
  };
  look();
  return () => cancel();
}
