import type { Clock } from '../engine/ports.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import type { Store } from '../journal/store.ts';
import { openLocalRuns } from '../runtime/local/local-runs.ts';
import type { Runs } from '../runtime/runs.ts';
import type { RunsSubject } from './subject.ts';

/** A store that is used by one process after the other. */
export interface SharedStore {
  readonly store: Store;
  remove(): Promise<void>;
}

/** The runs of one process in a store, as a subject of the suite. Three days pass when the suite wants it. */
export function localSubject(make: () => Promise<SharedStore>): RunsSubject {
  return async () => {
    const shared = await make();
    const clock = manualClock();
    const processes = new Map<Runs, () => void>();
    return {
      clock,
      longWait: 259_200_000,
      async pass(milliseconds) {
        clock.advance(milliseconds);
      },
      async open(options) {
        let isKilled = false;
        const runs = await openLocalRuns({
          ...options,
          store: mortal(shared.store, () => isKilled),
          clock: mortalClock(clock, () => isKilled),
        });
        processes.set(runs, () => (isKilled = true));
        return runs;
      },
      async kill(runs) {
        processes.get(runs)!();
      },
      remove: () => shared.remove(),
    };
  };
}

/** A store as a process has it: once that is killed, what it asks for never comes. */
function mortal(store: Store, isKilled: () => boolean): Store {
  return new Proxy(store, {
    get(target, name: keyof Store) {
      // What is known without asking it.
      if (name === 'trouble') return target[name];
      const method = target[name] as (...given: readonly unknown[]) => Promise<unknown>;
      return async (...given: readonly unknown[]) => {
        if (isKilled()) return new Promise(() => undefined);
        return method(...given);
      };
    },
  });
}

function mortalClock(clock: Clock, isKilled: () => boolean): Clock {
  return {
    ...clock,
    after: (milliseconds, callback) =>
      clock.after(milliseconds, () => {
        if (!isKilled()) callback();
      }),
  };
}
