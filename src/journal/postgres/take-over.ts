import { withSession, inTransaction } from './database.ts';
import { type Desk, segmentOf } from './desk.ts';
import type { GoneWorker } from './worker.ts';

/**
 * Makes due what a gone worker had in hand, and what it had taken from the queue and not begun. In one transaction with the end of its row: whatever it
 * still tries to write after that is refused.
 */
export function takeOver(
  { database, enqueue }: Desk,
  { nonce }: GoneWorker,
  begun: readonly string[],
  now: number,
): Promise<void> {
  return withSession(database, (session) =>
    inTransaction(session, async () => {
      await session.query('DELETE FROM heddle.workers WHERE nonce = $1', [nonce]);
      const { rows } = await session.query<{
        readonly seq: number;
        readonly run_id: string;
        readonly serial: Uint8Array | null;
        readonly segment: number;
        readonly blocked: boolean;
      }>(
        `UPDATE heddle.runs SET due_at = $2, segment = segment + 1,
           holder = CASE WHEN blocked THEN NULL ELSE holder END, status = CASE WHEN blocked THEN 'queued' ELSE status END
         WHERE (holder = $1 OR (holder IS NULL AND run_id || '#' || seq || '.' || segment = ANY($3::text[])))
           AND seq IN (SELECT seq FROM heddle.runs WHERE holder = $1
                       UNION SELECT seq FROM heddle.runs WHERE run_id = ANY($4::text[]))
           AND NOT ended AND NOT (status = 'queued' AND blocked) AND status <> 'needs-attention'
         RETURNING seq::float8 AS seq, run_id, serial, segment, blocked`,
        [nonce, now, begun, begun.map((id) => id.slice(0, id.lastIndexOf('#')))],
      );
      // One that waits for another run with its key was in hand only to be ended; it waits on.
      const segments = rows.flatMap(({ seq, run_id: runId, serial, segment, blocked }) =>
        blocked ? [] : segmentOf({ seq, runId, serial }, segment, 0),
      );
      if (segments.length > 0) await enqueue(session, segments);
    }),
  );
}
