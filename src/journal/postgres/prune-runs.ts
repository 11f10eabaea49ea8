import type { EndedRuns } from '../store.ts';
import { type Database, inTransaction, type Queryable, withSession } from './database.ts';
import { segmentOf } from './desk.ts';

/** Which rows those are, for a statement with the statuses and the moment as its first values. */
const condition = 'ended AND status = ANY($1::text[]) AND changed_at < $2';

/**
 * Deletes runs that ended so before a moment, with their journals. Returns how many. Plans stay: a worker may be about to start a run with one that it
 * knows to be there.
 * @param forget Forgets their segments, first: nobody else would know which these are.
 */
export async function pruneRuns(
  database: Database,
  { statuses, before }: EndedRuns,
  limit: number,
  forget: (segments: readonly string[]) => Promise<void>,
): Promise<number> {
  const { rows } = await database.query<{
    readonly seq: number;
    readonly run_id: string;
    readonly segment: number;
  }>(`SELECT seq::float8 AS seq, run_id, segment FROM heddle.runs WHERE ${condition} LIMIT $3`, [
    statuses,
    before,
    limit,
  ]);
  if (rows.length === 0) return 0;
  await forget(
    rows.flatMap(({ seq, run_id: runId, segment }) =>
      Array.from({ length: segment }, (_, index) => segmentOf({ seq, runId, serial: null }, index + 1, 0).id),
    ),
  );
  const seqs = rows.map(({ seq }) => seq);
  await withSession(database, (session) =>
    inTransaction(session, async () => {
      for (const what of ['entries WHERE run', 'claims WHERE run', 'runs WHERE seq']) {
        await session.query(`DELETE FROM heddle.${what} = ANY($1::bigint[])`, [seqs]);
      }
    }),
  );
  return rows.length;
}

/** How many runs ended so before a moment. */
export async function countEnded(queryable: Queryable, { statuses, before }: EndedRuns): Promise<number> {
  const { rows } = await queryable.query<{ readonly count: number }>(
    `SELECT count(*)::float8 AS count FROM heddle.runs WHERE ${condition}`,
    [statuses, before],
  );
  return rows[0]!.count;
}
