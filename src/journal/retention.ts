import { type EndedStatus, endedStatuses, type Store } from './store.ts';

/** For how many days runs are kept after they have ended, by how they ended. Those that are not named are kept for good. */
export type Retention = Readonly<Partial<Record<EndedStatus, number>>>;

const day = 86_400_000;

/** Runs forgotten in one commit: each has some rows, and while it is written nothing else is. */
const batch = 200;

/**
 * Forgets the runs of a store whose time is over, a few at a time. Returns how many.
 * @param now Milliseconds since the Unix epoch.
 * @param signal Ends it after the commit that is under way.
 * @throws StoreFailure when the store cannot be written.
 */
export async function retain(
  store: Pick<Store, 'prune'>,
  retention: Retention,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  for (const status of endedStatuses) {
    const days = retention[status];
    if (days === undefined) continue;
    forgotten += await forget(store, { statuses: [status], before: now - days * day }, signal);
  }
  return forgotten;
}

/** Forgets all runs that ended so before a moment, a few at a time. Returns how many. */
export async function forget(
  store: Pick<Store, 'prune'>,
  old: Parameters<Store['prune']>[0],
  signal?: AbortSignal,
): Promise<number> {
  let forgotten = 0;
  for (;;) {
    const some = signal?.aborted === true ? 0 : await store.prune(old, batch);
    forgotten += some;
    if (some < batch) return forgotten;
  }
}
