import type { Desk } from './desk.ts';
import { storeFailureOf } from './failure.ts';

/**
 * Gives a run the first of these things that belongs to no other run; undefined when all of them do. While the store cannot be written it waits: asking twice is as
 * good as once.
 */
export async function claimFirst(
  desk: Desk,
  runId: string,
  claims: readonly string[],
  later: () => Promise<void>,
): Promise<string | undefined> {
  for (;;) {
    try {
      for (const claim of claims) if (await isGiven(desk, runId, claim)) return claim;
      return undefined;
    } catch (error) {
      if (storeFailureOf(error, desk.shown) === undefined) throw error;
      await later();
    }
  }
}

async function isGiven({ database }: Desk, runId: string, claim: string): Promise<boolean> {
  await database.query(
    'INSERT INTO heddle.claims (claim, run) SELECT $1, seq FROM heddle.runs WHERE run_id = $2 ON CONFLICT DO NOTHING',
    [claim, runId],
  );
  const { rows } = await database.query(
    'SELECT FROM heddle.claims JOIN heddle.runs ON seq = run WHERE claim = $1 AND run_id = $2',
    [claim, runId],
  );
  return rows.length > 0;
}
