import { storeFailureOf } from '../../journal/postgres/failure.ts';
import type { GoneWorker } from '../../journal/postgres/worker.ts';
import { cancelled } from '../hand.ts';
import { findingOf } from '../local/findings.ts';
import { carryDue, type Crew } from './crew.ts';

/** How often a worker looks around, in milliseconds. */
const every = 500;

/** What a worker does all the time beside its runs, until it is stopped. */
export interface Rounds {
  stop(): Promise<void>;
}

/** Looks around again and again. */
export function makeRounds(crew: Crew): Rounds {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current: Promise<void> = Promise.resolve();
  let isStopped = false;
  const next = (): void => {
    timer = setTimeout(() => {
      current = tell(crew).finally(() => {
        if (!isStopped) next();
      });
    }, every);
  };
  next();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}

async function tell(crew: Crew): Promise<void> {
  try {
    await round(crew);
    crew.troubles.delete('rounds');
  } catch (error) {
    crew.troubles.set('rounds', [findingOf(storeFailureOf(error, crew.shown) ?? error)]);
  }
}

/** Takes over from workers that are gone, and learns what others did and want. */
export async function round(crew: Crew): Promise<void> {
  for (const gone of await crew.worker.round()) await takeOver(crew, gone);
  for (const runId of await crew.store.cancelWishes()) crew.held.get(runId)?.stop.abort(cancelled);
  await crew.pacer.listen();
  await tellEnds(crew);
  if (crew.onlyAsked) await carryAsked(crew);
}

/**
 * Makes due what a gone worker had (T1). Its lock is ours meanwhile, so nobody else does the same; if this process dies in between, the row of the gone
 * worker is still there for the next one.
 */
async function takeOver({ segments, store, worker, clock }: Crew, gone: GoneWorker): Promise<void> {
  try {
    const begun = await segments.abandon(gone.executor);
    await store.takeOver(gone, begun, clock.now());
  } finally {
    await worker.release(gone);
  }
}

/** Runs that are waited for here may end in the hands of another worker. */
async function tellEnds({ ending, held, store }: Crew): Promise<void> {
  const elsewhere = ending.awaited().filter((runId) => !held.has(runId));
  if (elsewhere.length === 0) return;
  for (const [runId, run] of await store.resting(elsewhere)) ending.tell(runId, run);
}

/** Goes on with runs that were asked for here and that are due. */
async function carryAsked(crew: Crew): Promise<void> {
  for (const runId of crew.asked) {
    if (crew.held.has(runId)) continue;
    const run = await crew.store.run(runId);
    const isDue = run?.dueAt !== undefined && run.dueAt <= crew.clock.now() && !run.isBlocked;
    if (isDue) await carryDue(crew, runId);
  }
}
