import { resolve } from 'node:path';
import type { Clock } from '../engine/ports.ts';
import { foreignScheme, isPostgres, shownLocation } from '../journal/postgres/location.ts';
import { openSqliteStore } from '../journal/sqlite/sqlite-store.ts';
import type { Verified } from '../journal/sqlite/verify.ts';
import { type Store, StoreFailure } from '../journal/store.ts';
import { openLocalRuns } from '../runtime/local/local-runs.ts';
import type { PrepareWorkflow } from '../runtime/prepared-workflows.ts';
import type { Runs } from '../runtime/runs.ts';
import type { Io } from './io.ts';

/** Where runs are kept: in a file, or in a database. */
export interface KeptStore extends Pick<
  Store,
  'plan' | 'run' | 'entries' | 'prune' | 'countEnded' | 'list' | 'firstWithKey'
> {
  /** Whether other processes may go on with its runs while this one has it open. */
  readonly isShared: boolean;
  /** As it may be shown. */
  readonly shown: string;
  /** Goes on with its runs. */
  openRuns(options: OpenRunsOptions): Promise<Runs>;
  /**
   * Copies it into a new file.
   * @throws StoreFailure for a database, which has tools for that.
   */
  backup(path: string): void;
  /**
   * Looks at everything in it.
   * @throws StoreFailure when something is not as it was written, and for a database, which has tools for that.
   */
  verify(): Verified;
  close(): Promise<void>;
}

/** With what runs are opened, wherever they are kept. */
export interface OpenRunsOptions {
  readonly prepare: PrepareWorkflow;
  readonly clock?: Clock;
  readonly slots?: number;
  readonly onlyAsked?: boolean;
}

/** With what a store is opened. */
export interface KeptStoreOptions {
  /** Only looks, which can be done while another process has it. */
  readonly readOnly?: boolean;
  /** Makes no new store where there is none. */
  readonly onlyExisting?: boolean;
  /** Writes a file in a thread of its own, for many runs at a time. */
  readonly ownThread?: boolean;
  /** Told when writing begins to fail, and with undefined when it works again; who only looks is told nothing. */
  readonly troubled?: (failure: StoreFailure | undefined) => void;
}

/**
 * Opens the store that a path or a URL names.
 * @throws StoreFailure when it cannot be opened.
 */
export async function openKeptStore(
  location: string,
  { env, cwd }: Pick<Io, 'env' | 'cwd'>,
  options: KeptStoreOptions = {},
): Promise<KeptStore> {
  const foreign = foreignScheme(location);
  if (foreign !== undefined) {
    const hint = 'Give the path of a file, or the URL of a database: postgres://user@host/name.';
    throw new StoreFailure('store/not-a-store', `${foreign} is no store: a file or postgres://… is.`, hint);
  }
  const shown = shownLocation(location);
  if (isPostgres(location)) return openPostgres(location, shown, env, options);
  const store = await openSqliteStore(resolve(cwd, location), { env, ...options });
  return {
    ...store,
    shown,
    isShared: false,
    openRuns: (given) => openLocalRuns({ store, ...given }),
    async close() {
      try {
        await store.close();
      } catch (error) {
        // It was told when it began.
        if (!(error instanceof StoreFailure)) throw error;
      }
    },
  };
}

async function openPostgres(
  url: string,
  shown: string,
  env: Io['env'],
  { onlyExisting = false, troubled }: KeptStoreOptions,
): Promise<KeptStore> {
  // Nobody who keeps runs in a file waits for this to be loaded.
  const { openPostgresPlace } = await import('../runtime/dbos/postgres-place.ts');
  const place = await openPostgresPlace(url, { env, onlyExisting });
  return {
    ...place,
    shown,
    isShared: true,
    async openRuns(given) {
      const { openDbosRuns } = await import('../runtime/dbos/dbos-runs.ts');
      return openDbosRuns({ url, env, ...given, ...(troubled === undefined ? {} : { troubled }) });
    },
    backup() {
      throw noFile(shown, 'Back up the database with its own tools, such as pg_dump; see docs/postgres.md.');
    },
    verify() {
      throw noFile(shown, 'Check the database with its own tools, such as pg_amcheck.');
    },
  };
}

function noFile(shown: string, hint: string): StoreFailure {
  return new StoreFailure('store/not-a-store', `${shown} is no file.`, hint);
}
