import { resolve } from 'node:path';
import { forget } from '../journal/retention.ts';
import { type EndedStatus, endedStatuses } from '../journal/store.ts';
import { sanitize } from '../report/sanitize.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { type StoreFlags, withStore } from './with-store.ts';

/** The flags of `heddle prune`. */
export interface PruneFlags extends StoreFlags {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly status?: readonly EndedStatus[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `heddle prune`: forgets runs that ended long enough ago. A dry run only counts, also while another process has the store. */
export function pruneStore(flags: PruneFlags, io: Io): Promise<number> {
  const { olderThan, status: statuses = endedStatuses, dryRun = false, json } = flags;
  const ended = { statuses, before: (io.clock ?? systemClock).now() - olderThan };
  return withStore(flags, io, dryRun, async (store) => {
    const runs = dryRun ? await store.countEnded(ended) : await forget(store, ended, io.signal);
    const told = `${runs} ${runs === 1 ? 'run' : 'runs'} ${dryRun ? 'would be ' : ''}forgotten.`;
    io.stdout.write(json === true ? `${JSON.stringify({ runs, dryRun })}\n` : `${told}\n`);
    return exitCodes.completed;
  });
}

/** `heddle backup`: copies a store into a new file, also while another process has it. */
export function backUpStore({ to, ...flags }: StoreFlags & { readonly to: string }, io: Io): Promise<number> {
  return withStore(flags, io, true, async (store) => {
    store.backup(resolve(io.cwd, to));
    io.stdout.write(`${sanitize(to)} is a whole copy. The key is not in it: keep it elsewhere.\n`);
    return exitCodes.completed;
  });
}
