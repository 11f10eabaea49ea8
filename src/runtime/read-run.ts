import type { StartedEntry } from '../journal/entry.ts';
import { foldRun } from '../journal/fold.ts';
import { type Store, StoreFailure } from '../journal/store.ts';
import { engineContext } from './engine-context.ts';
import type { RunReading } from './runs.ts';

/** Replays the journal of a run that is kept, without credentials; undefined when there is no such run. */
export async function readRun(
  store: Pick<Store, 'run' | 'plan' | 'entries'>,
  runId: string,
): Promise<RunReading | undefined> {
  const run = await store.run(runId);
  if (run === undefined) return undefined;
  const plan = await store.plan(run.planHash);
  if (plan === undefined) {
    const message = `The plan ${run.planHash} of run ${runId} is not in the store.`;
    throw new StoreFailure('store/damaged', message, 'Restore the store from a backup.');
  }
  const entries = await store.entries(runId);
  const record = foldRun(await engineContext(plan), entries);
  return { run, plan, entries, record, inputs: (entries[0] as StartedEntry).inputs };
}
