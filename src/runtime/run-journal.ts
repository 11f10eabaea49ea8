import type { Entry } from '../journal/entry.ts';
import { afterEntry, type OpenMatters } from '../journal/open-matters.ts';
import type { Stand, Store } from '../journal/store.ts';

/**
 * The journal of a run in hand: entries are written in order, and without waiting; before anything leaves, it is waited for. What is written within
 * one tick of the event loop is one change, and the store has it by the end of that.
 */
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
  release(stand: Stand): void;
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
  /** What the store does not have yet. */
  let entries: readonly Entry[] = none;
  let claims: readonly string[] = none;
  /** What is not safe yet, or will never be. */
  let open: Promise<unknown> | undefined;
  let isBroken = false;
  const send = (stand?: Stand): void => {
    const change = {
      entries,
      ...(claims.length === 0 ? {} : { claims }),
      ...(stand === undefined ? {} : { stand }),
    };
    entries = none;
    claims = none;
    // Nothing follows on what is not there: a journal without an entry in its middle would tell another story.
    if (isBroken) return;
    const writing = store.write(runId, change);
    const all = open === undefined ? writing : Promise.all([open, writing]);
    open = all;
    all.then(
      () => {
        if (open === all) open = undefined;
      },
      // Whoever waits for it is told; nobody may be waiting yet.
      () => {
        isBroken = true;
      },
    );
  };
  const flush = (): void => {
    if (entries.length > 0) send();
  };
  return {
    matters: () => matters,
    written: () => written,
    now: () => Math.max(clock.now(), matters.lastAt),
    write(entry) {
      // Only taking a run in hand, which the store writes down, looks at what the run stands at.
      matters = afterEntry(matters, entry, []);
      written++;
      // Not before: how the run stands at its end follows at once on its last outcome.
      if (entries.length === 0) process.nextTick(flush);
      entries = [...entries, entry];
    },
    claim(more) {
      claims = [...claims, ...more];
    },
    release: send,
    async kept() {
      flush();
      await open;
    },
  };
}

const none: readonly never[] = [];
