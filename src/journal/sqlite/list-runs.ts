import { runOf, type RunRow } from '../run-row.ts';
import type { RunFilter, RunPage } from '../store.ts';
import type { Database } from './database.ts';
import type { Tables } from './rows.ts';
import { runColumns } from './statements.ts';

/** A page of runs, the latest first. The cursor is the number of the page's last run, so that new runs move no page. */
export function listRuns(database: Database, filter: RunFilter, tables: Tables): RunPage {
  const { statuses = [], workflowId, key, cursor } = filter;
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 1000);
  const conditions: string[] = [];
  const values: (string | number | Uint8Array)[] = [];
  const add = (condition: string, ...given: (string | number | Uint8Array)[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  if (statuses.length > 0) add(`status IN (${statuses.map(() => '?').join(', ')})`, ...statuses);
  if (workflowId !== undefined) add('workflow_id = ?', workflowId);
  if (key !== undefined) add('serial = ?', tables.seal.fingerprint(key));
  if (cursor !== undefined) add('seq < ?', /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const rows = database
    .prepare(`SELECT ${runColumns} FROM runs ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...values, limit + 1) as unknown as RunRow[];
  const shown = rows.slice(0, limit);
  return {
    runs: shown.map((row) => runOf(tables.seal, row)),
    ...(rows.length > limit ? { cursor: String(shown.at(-1)!.seq) } : {}),
  };
}
