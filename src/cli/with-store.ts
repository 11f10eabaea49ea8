import { diagnose } from '../diagnostics/diagnose.ts';
import { StoreFailure } from '../journal/store.ts';
import type { Io } from './io.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { refuse } from './refuse.ts';
import { tellStoreTrouble } from './tell-store-trouble.ts';

/** Where the runs are that a command is about. */
export interface StoreFlags {
  readonly store: string;
  readonly json?: boolean;
}

/**
 * Does something with a store that exists, and closes it; the exit code. A store that fails is a finding.
 * @param readOnly Whether it is only looked at, which can be done while another process has it.
 */
export async function withStore(
  flags: StoreFlags,
  io: Io,
  readOnly: boolean,
  use: (store: KeptStore) => Promise<number>,
): Promise<number> {
  return tellingFailures(flags, io, async () => {
    const store = await openKeptStore(flags.store, io, {
      readOnly,
      onlyExisting: true,
      troubled: tellStoreTrouble(io),
    });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  });
}

/** Does something with stores, and tells how one of them failed; the exit code. */
export async function tellingFailures(
  flags: Pick<StoreFlags, 'json'>,
  io: Io,
  work: () => Promise<number>,
): Promise<number> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return refuse([diagnose(error.code, error.message, { hint: error.hint })], flags, io);
  }
}
