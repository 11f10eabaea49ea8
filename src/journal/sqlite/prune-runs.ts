import type { EndedRuns } from '../store.ts';
import type { Database } from './database.ts';

/** Deletes runs that ended so before a moment, with all that belongs to them alone. Returns how many. */
export function pruneRuns(database: Database, { statuses, before }: EndedRuns, limit: number): number {
  const found = database
    .prepare(`SELECT seq FROM runs WHERE ${conditionOf(statuses)} LIMIT ?`)
    .all(...statuses, before, limit) as { readonly seq: number }[];
  if (found.length === 0) return 0;
  const statements = ['entries WHERE run = ?', 'claims WHERE run = ?', 'runs WHERE seq = ?'].map((what) =>
    database.prepare(`DELETE FROM ${what}`),
  );
  for (const { seq } of found) for (const statement of statements) statement.run(seq);
  database.exec('DELETE FROM plans WHERE NOT EXISTS (SELECT 1 FROM runs WHERE plan_hash = hash)');
  return found.length;
}

/** How many runs ended so before a moment. */
export function countEnded(database: Database, { statuses, before }: EndedRuns): number {
  const row = database
    .prepare(`SELECT count(*) AS count FROM runs WHERE ${conditionOf(statuses)}`)
    .get(...statuses, before) as { readonly count: number };
  return row.count;
}

function conditionOf(statuses: EndedRuns['statuses']): string {
  return `ended = 1 AND status IN (${statuses.map(() => '?').join(', ')}) AND changed_at < ?`;
}
