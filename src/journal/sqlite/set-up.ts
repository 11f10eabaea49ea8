import type { Database } from './database.ts';

/** Sets up a connection that writes: write-ahead log, every commit on the disk before it counts. */
export function setUp(database: Database): void {
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384',
  );
}
