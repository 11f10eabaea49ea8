import { resolve } from 'node:path';
import { isPostgres, shownLocation } from '../../journal/postgres/location.ts';
import { forget } from '../../journal/retention.ts';
import { type EndedStatus, endedStatuses } from '../../journal/store.ts';
import { sanitize } from '../../report/sanitize.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { openKeptStore } from '../kept-store.ts';
import { type StoreFlags, tellingFailures, withStore } from '../with-store.ts';

/** The flags of `heddle prune`. */
export interface PruneFlags extends StoreFlags {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly status?: readonly EndedStatus[];
  readonly dryRun?: boolean;
}

/** `heddle prune`: forgets runs that ended long enough ago. A dry run only counts, also while another process has the store. */
export function pruneStore(flags: PruneFlags, io: Io): Promise<number> {
  const { olderThan, status: statuses = endedStatuses, dryRun = false, json } = flags;
  const ended = { statuses, before: (io.clock ?? systemClock).now() - olderThan };
  return withStore(flags, io, dryRun, async (store) => {
    const runs = dryRun ? await store.countEnded(ended) : await forget(store, ended, io.signal);
    const told = `${counted(runs, 'run', 'runs')} ${dryRun ? 'would be ' : ''}forgotten.`;
    io.stdout.write(json === true ? `${JSON.stringify({ runs, dryRun })}\n` : `${told}\n`);
    return exitCodes.completed;
  });
}

/** `heddle migrate`: brings a store to the schema of this release, or makes it. A file is brought there by whoever opens it, too. */
export async function migrateStore(flags: StoreFlags, io: Io): Promise<number> {
  return tellingFailures(flags, io, async () => {
    const shown = shownLocation(flags.store);
    if (isPostgres(flags.store)) {
      // Without its key: whoever may make tables need not be able to read what is in them.
      const { migratePostgres } = await import('../../runtime/dbos/migrate.ts');
      await migratePostgres(flags.store);
    } else await (await openKeptStore(flags.store, io)).close();
    io.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ store: shown })}\n`
        : `${sanitize(shown)} has the schema of this release.\n`,
    );
    return exitCodes.completed;
  });
}

/** A number of things: `1 run`, `2 runs`. */
function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** `heddle verify`: looks at everything in a store, also while another process has it. */
export function verifyStore(flags: StoreFlags, io: Io): Promise<number> {
  return withStore(flags, io, true, async (store) => {
    const { runs, entries } = store.verify();
    io.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ store: store.shown, runs, entries })}\n`
        : `All is as it was written: ${counted(runs, 'run', 'runs')} with ${counted(entries, 'entry', 'entries')}.\n`,
    );
    return exitCodes.completed;
  });
}

/** `heddle backup`: copies a store into a new file, also while another process has it. */
export function backUpStore({ to, ...flags }: StoreFlags & { readonly to: string }, io: Io): Promise<number> {
  return withStore(flags, io, true, async (store) => {
    store.backup(resolve(io.cwd, to));
    io.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ store: store.shown, to })}\n`
        : `${sanitize(to)} is a whole copy. The key is not in it: keep it elsewhere.\n`,
    );
    return exitCodes.completed;
  });
}
