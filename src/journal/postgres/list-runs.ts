import { runOf } from '../run-row.ts';
import type { Seal } from '../seal.ts';
import type { RunFilter, RunPage } from '../store.ts';
import type { Queryable } from './database.ts';
import { runColumns, type RunRow } from './rows.ts';

/** A page of runs, the latest first. The cursor is the number of the page's last run, so that new runs move no page. */
export async function listRuns(queryable: Queryable, filter: RunFilter, seal: Seal): Promise<RunPage> {
  const { statuses = [], workflowId, key, cursor } = filter;
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 1000);
  const conditions: string[] = [];
  const values: unknown[] = [];
  const add = (condition: string, value: unknown): void => {
    values.push(value);
    conditions.push(condition.replace('?', `$${values.length}`));
  };
  if (statuses.length > 0) add('status = ANY(?::text[])', statuses);
  if (workflowId !== undefined) add('workflow_id = ?', workflowId);
  if (key !== undefined) add('serial = ?', seal.fingerprint(key));
  if (cursor !== undefined) add('seq < ?', /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  values.push(limit + 1);
  const { rows } = await queryable.query<RunRow>(
    `SELECT ${runColumns} FROM heddle.runs ${where} ORDER BY heddle.runs.seq DESC LIMIT $${values.length}`,
    values,
  );
  const shown = rows.slice(0, limit);
  return {
    runs: shown.map((row) => runOf(seal, row)),
    ...(rows.length > limit ? { cursor: String(shown.at(-1)!.seq) } : {}),
  };
}
