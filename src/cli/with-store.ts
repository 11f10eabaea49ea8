import { resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { openSqliteStore, type SqliteStore } from '../journal/sqlite/sqlite-store.ts';
import { StoreFailure } from '../journal/store.ts';
import { tellFindings } from './console.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Where the runs are that a command is about. */
export interface StoreFlags {
  readonly store: string;
}

/**
 * Does something with a store that exists, and closes it; the exit code. A store that fails is a finding.
 * @param readOnly Whether it is only looked at, which can be done while another process has it.
 */
export async function withStore(
  flags: StoreFlags,
  io: Io,
  readOnly: boolean,
  use: (store: SqliteStore) => Promise<number>,
): Promise<number> {
  let store: SqliteStore | undefined;
  try {
    store = await openSqliteStore(resolve(io.cwd, flags.store), {
      env: io.env,
      readOnly,
      onlyExisting: true,
    });
    return await use(store);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    tellFindings([diagnose(error.code, error.message, { hint: error.hint })], io);
    return exitCodes.refused;
  } finally {
    await store?.close();
  }
}
