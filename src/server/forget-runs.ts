import type { Clock } from '../engine/ports.ts';
import { type Retention, retain } from '../journal/retention.ts';
import type { Store } from '../journal/store.ts';
import { kindOf, type Log } from './log.ts';

/** How often runs are looked for whose time is over, in milliseconds. */
const every = 3_600_000;

/** Forgets the runs of a store whose time is over, now and then once an hour, until the returned function has resolved. */
export function forgetRuns(
  store: Pick<Store, 'prune'>,
  retention: Retention,
  clock: Clock,
  log: Log,
): () => Promise<void> {
  const stopping = new AbortController();
  let cancel = (): void => undefined;
  let looking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      const runs = await retain(store, retention, clock.now(), stopping.signal);
      if (runs > 0) log.info('runs forgotten', { runs });
    } catch (error) {
      // The store tells by itself that it fails; what is not forgotten now is in an hour.
      log.error('runs not forgotten', kindOf(error));
    }
    if (!stopping.signal.aborted) cancel = clock.after(every, turn);
  };
  const turn = (): void => void (looking = look());
  turn();
  return async () => {
    stopping.abort();
    cancel();
    await looking;
  };
}
