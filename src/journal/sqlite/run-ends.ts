import { findRow, type RunEnd, type Tables } from './rows.ts';

/**
 * Where the journals of runs in hand end, remembered between writes: the store has one owner, so nobody else makes them longer. What is remembered within a
 * transaction that is rolled back must be forgotten with it.
 */
export interface RunEnds {
  /** The end of a run's journal; undefined when there is no such run. */
  of(runId: string): RunEnd | undefined;
  /** It ends so from now on. */
  set(end: RunEnd): void;
  /** The run is out of hand. */
  drop(runId: string): void;
  /** Nothing is known any more. */
  forget(): void;
}

/** Remembers nothing yet. */
export function runEnds(tables: Tables): RunEnds {
  const known = new Map<string, RunEnd>();
  return {
    of: (runId) => known.get(runId) ?? findRow(tables, runId),
    set: (end) => void known.set(end.run_id, end),
    drop: (runId) => void known.delete(runId),
    forget: () => known.clear(),
  };
}
