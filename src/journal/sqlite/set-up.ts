import type { Database } from './database.ts';

/** Of a connection that writes: write-ahead log, every commit on the disk before it counts. */
const pragmas = {
  journal_mode: 'WAL',
  synchronous: 'FULL',
  /** Pages of the log, 16 MiB, after which they are copied into the file: pages that many commits change are copied once. */
  wal_autocheckpoint: 4096,
  /** Bytes that a log of a busy time keeps afterwards. */
  journal_size_limit: 64 * 2 ** 20,
  /** In KiB, where it is negative. */
  cache_size: -16_384,
};

/** Sets up a connection that writes. */
export function setUp(database: Database): void {
  for (const [name, value] of Object.entries(pragmas)) database.exec(`PRAGMA ${name} = ${value}`);
}
