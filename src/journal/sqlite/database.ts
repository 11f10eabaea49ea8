import type { DatabaseSync } from '@photostructure/sqlite';

/** A SQLite database by the API of `node:sqlite`. */
export type Database = InstanceType<typeof DatabaseSync>;

/** Opens databases. */
export type DatabaseConstructor = typeof DatabaseSync;

/** The first release in which a reset of the write-ahead log cannot be seen by half (sqlite.org/releaselog/3_51_3.html). */
const leastVersion = [3, 51, 3];

/**
 * SQLite: the one in Node (22.13 and later) when it is recent enough, else the one of `@photostructure/sqlite`, which has the same API and runs
 * on Node 20 too.
 */
export async function loadSqlite(
  builtIn: string | undefined = process.versions['sqlite'],
): Promise<DatabaseConstructor> {
  if (builtIn !== undefined && isAtLeast(builtIn, leastVersion)) {
    const name = 'node:sqlite';
    const module = (await import(name)) as { readonly DatabaseSync: DatabaseConstructor };
    return module.DatabaseSync;
  }
  return (await import('@photostructure/sqlite')).DatabaseSync;
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split('.').map(Number);
  for (const [index, wanted] of least.entries()) {
    const part = parts[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
