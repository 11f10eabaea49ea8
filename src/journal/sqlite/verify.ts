import type { RunRow } from '../run-row.ts';
import type { Database } from './database.ts';
import { damaged } from './failure.ts';
import { readEntries, type Tables } from './rows.ts';
import { runColumns } from './statements.ts';

/** How much a store holds that is as it was written. */
export interface Verified {
  readonly runs: number;
  readonly entries: number;
}

/**
 * Looks at everything in a store: the pages of the file, and the seal of every entry.
 * @throws StoreFailure for the first thing that is not as it was written.
 */
export function verify(database: Database, tables: Tables, path: string): Verified {
  const { integrity_check: state } = database.prepare('PRAGMA integrity_check(1)').get() as {
    readonly integrity_check: string;
  };
  if (state !== 'ok') throw damaged(path, state);
  let runs = 0;
  let entries = 0;
  for (const row of database.prepare(`SELECT ${runColumns} FROM runs`).iterate()) {
    const run = row as unknown as RunRow;
    const found = readEntries(tables, run, 0).length;
    // Every run has a first entry.
    if (found === 0 || found !== run.length) throw damaged(path, `entries of run ${run.run_id} are missing`);
    runs++;
    entries += found;
  }
  return { runs, entries };
}
