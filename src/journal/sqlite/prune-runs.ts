import type { Database } from './database.ts';

/** Deletes runs that ended before a moment, with all that belongs to them alone. Returns how many. */
export function pruneRuns(database: Database, before: number, limit: number): number {
  const found = database
    .prepare('SELECT seq FROM runs WHERE ended = 1 AND changed_at < ? ORDER BY changed_at LIMIT ?')
    .all(before, limit) as { readonly seq: number }[];
  if (found.length === 0) return 0;
  const statements = ['entries WHERE run = ?', 'claims WHERE run = ?', 'runs WHERE seq = ?'].map((what) =>
    database.prepare(`DELETE FROM ${what}`),
  );
  for (const { seq } of found) for (const statement of statements) statement.run(seq);
  database.exec('DELETE FROM plans WHERE hash NOT IN (SELECT plan_hash FROM runs)');
  return found.length;
}
