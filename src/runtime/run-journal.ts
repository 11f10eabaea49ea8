import type { Entry } from '../journal/entry.ts';
import { afterEntry, type OpenMatters } from '../journal/open-matters.ts';
import type { Stand, Store } from '../journal/store.ts';

/** The journal of a run in hand: entries are written in order, and without waiting; before anything leaves, it is waited for. */
export interface RunJournal {
  /** What is under way by now. */
  readonly matters: OpenMatters;
  /** The time of the next entry: never before that of the last one, whatever the clock does. */
  now(): number;
  write(entry: Entry): void;
  /** Things at providers that belong to the run, kept with the next entry. */
  claim(claims: readonly string[]): void;
  /** Lets go of the run. */
  release(stand: Stand, entries?: readonly Entry[]): void;
  /** Resolves once everything that was written is safe. */
  kept(): Promise<void>;
}

/** Writes to the journal of a run in a store, going on from what is under way. */
export function runJournal(
  store: Pick<Store, 'write'>,
  runId: string,
  begin: OpenMatters,
  clock: { now(): number },
): RunJournal {
  let matters = begin;
  let claims: readonly string[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const send = (change: Parameters<Store['write']>[1]): void => {
    const written = store.write(runId, change);
    last = Promise.all([last, written]);
    // Whoever waits for it is told; nobody may be waiting yet.
    last.catch(() => undefined);
  };
  return {
    get matters() {
      return matters;
    },
    now: () => Math.max(clock.now(), matters.lastAt),
    write(entry) {
      // Only taking a run in hand, which the store writes down, looks at what the run stands at.
      matters = afterEntry(matters, entry, []);
      const more = claims.length === 0 ? {} : { claims };
      claims = [];
      send({ entries: [entry], ...more });
    },
    claim(more) {
      claims = [...claims, ...more];
    },
    release: (stand, entries = []) => send({ entries, stand }),
    kept: async () => void (await last),
  };
}
