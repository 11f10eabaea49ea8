import type { DatabaseSync } from '@photostructure/sqlite';

/** A SQLite database by the API of `node:sqlite`. */
export type Database = InstanceType<typeof DatabaseSync>;

/** Opens databases. */
export type DatabaseConstructor = typeof DatabaseSync;

/** The first release in which a reset of the write-ahead log cannot be seen by half (sqlite.org/releaselog/3_51_3.html). */
const leastVersion = [3, 51, 3];

/** The first release of Node whose SQLite does not write a warning that it is an experiment. */
const leastNode = [24];

/**
 * SQLite: the one in Node when it is recent enough and no experiment, else the one of `@photostructure/sqlite`, which has the same API and runs on
 * Node 20 too.
 */
export async function loadSqlite(
  {
    node,
    sqlite,
  }: {
    readonly node: string;
    readonly sqlite?: string;
  } = process.versions,
): Promise<DatabaseConstructor> {
  if (sqlite !== undefined && isAtLeast(sqlite, leastVersion) && isAtLeast(node, leastNode)) {
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
