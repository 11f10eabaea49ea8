import { hasEnded, type EndedRuns, type TakenRun } from '../store.ts';
import type { RunRow } from '../run-row.ts';
import type { Database } from './database.ts';
import { pruneRuns } from './prune-runs.ts';
import {
  appendEntries,
  findRow,
  type InsertedRun,
  insertRun,
  placeRun,
  type Tables,
  takeRow,
  type WrittenRun,
} from './rows.ts';
import { runEnds } from './run-ends.ts';
import type { WrittenChange } from './written.ts';

/**
 * What writes to a store, each within a transaction that others share: the methods of {@link Store} of the same names. What they are given and return is
 * plain data, so that they can be asked for from another thread.
 */
export interface Scribe {
  start(run: WrittenRun, holder: string | undefined): InsertedRun;
  write(runId: string, change: WrittenChange): void;
  claim(runId: string, claims: readonly string[]): string | undefined;
  take(holder: string, now: number, limit: number): readonly TakenRun[];
  takeOne(runId: string, holder: string, now: number): TakenRun | undefined;
  recover(holder: string, now: number): void;
  prune(ended: EndedRuns, limit: number): number;
}

/** A scribe, and who tells it that what it wrote was taken back. */
export interface ScribeAtWork {
  readonly scribe: Scribe;
  readonly rolledBack: () => void;
}

/** Writes to the tables of a store that nobody else writes to. */
export function scribeOf(database: Database, tables: Tables): ScribeAtWork {
  const { statements } = tables;
  const ends = runEnds(tables);
  const scribe: Scribe = {
    start: (run, holder) => insertRun(tables, run, holder, (end) => ends.set(end)),
    write(runId, { entries, stand, claims = [] }) {
      const end = ends.of(runId);
      if (end === undefined) throw new Error(`There is no run ${runId}.`);
      const { seq, run_id, serial } = end;
      const length = end.length + entries.length;
      appendEntries(tables, end, end.length, entries);
      for (const claim of claims) statements.claim.run(claim, seq);
      if (stand === undefined) return ends.set({ seq, run_id, serial, length });
      placeRun(tables, end, stand, length);
      ends.drop(runId);
    },
    claim(runId, claims) {
      const row = findRow(tables, runId);
      return claims.find((claim) => {
        statements.claim.run(claim, row?.seq ?? 0);
        return statements.isClaimed.get(claim, runId) !== undefined;
      });
    },
    take(holder, now, limit) {
      const rows = statements.due.all(now, limit) as unknown as RunRow[];
      return rows.map((row) => {
        ends.drop(row.run_id);
        return takeRow(tables, row, holder, now);
      });
    },
    takeOne(runId, holder, now) {
      const row = findRow(tables, runId);
      const isFree = row !== undefined && row.holder !== holder && !hasEnded(row.status);
      ends.drop(runId);
      return isFree ? takeRow(tables, row, holder, now) : undefined;
    },
    recover(holder, now) {
      statements.orphan.run(now, now, holder);
      statements.rewind.run(now, now, now);
    },
    prune: (ended, limit) => pruneRuns(database, ended, limit),
  };
  return { scribe, rolledBack: () => ends.forget() };
}
