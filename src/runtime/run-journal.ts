import type { Entry } from '../journal/entry.ts';
import { afterEntry, type OpenMatters } from '../journal/open-matters.ts';
import type { Stand, Store } from '../journal/store.ts';

/** The journal of a run in hand: entries are written in order, and without waiting; before anything leaves, it is waited for. */
export interface RunJournal {
  /** What is under way by now. */
  matters(): OpenMatters;
  /** How many entries were written by this. */
  written(): number;
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
  let written = 0;
  let claims: readonly string[] = [];
  /** What is not safe yet, or will never be. */
  let open: Promise<unknown> | undefined;
  const send = (change: Parameters<Store['write']>[1]): void => {
    written += change.entries.length;
    const writing = store.write(runId, change);
    const all = open === undefined ? writing : Promise.all([open, writing]);
    open = all;
    all.then(
      () => {
        if (open === all) open = undefined;
      },
      // Whoever waits for it is told; nobody may be waiting yet.
      () => undefined,
    );
  };
  return {
    matters: () => matters,
    written: () => written,
    now: () => Math.max(clock.now(), matters.lastAt),
    write(entry) {
      // Only taking a run in hand, which the store writes down, looks at what the run stands at.
      matters = afterEntry(matters, entry, []);
      if (claims.length === 0) return send({ entries: [entry] });
      send({ entries: [entry], claims });
      claims = [];
    },
    claim(more) {
      if (more.length > 0) claims = [...claims, ...more];
    },
    release: (stand, entries = []) => send({ entries, stand }),
    kept: async () => void (await open),
  };
}
