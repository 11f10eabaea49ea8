import type { Segment } from '../../journal/postgres/desk.ts';
import type { PostgresStore } from '../../journal/postgres/postgres-store.ts';
import type { TakenHere } from '../../journal/postgres/take-runs.ts';
import type { Worker } from '../../journal/postgres/worker.ts';
import { type Stand, StoreFailure } from '../../journal/store.ts';
import { endNow } from '../hand.ts';
import { findingOf } from '../local/findings.ts';
import { type First, hold } from '../local/hands.ts';
import type { Keeping } from '../local/office.ts';
import type { Segments } from './segments.ts';
import type { SharedPacer } from './shared-pacer.ts';
import type { Slots } from './slots.ts';

/** What the runs have in common that one worker of several has in hand. */
export interface Crew extends Keeping {
  readonly store: PostgresStore;
  readonly worker: Worker;
  readonly segments: Segments;
  /** The store, as it may be shown. */
  readonly shown: string;
  readonly room: Slots;
  readonly pacer: SharedPacer;
  /** What the queues gave that is taken or carried on at the moment. */
  readonly carrying: Set<Promise<unknown>>;
  isClosed: boolean;
}

/** When something is tried again that the database did not allow, in milliseconds. */
const againAfter = 1000;

/** Carries on, as a segment of DBOS, a run that was started or asked for here; its slot is taken already, and given to others afterwards. */
export async function carryHere(
  crew: Crew,
  segment: Segment,
  work: () => Promise<Stand | undefined>,
): Promise<Stand | undefined> {
  const over = carried(crew, segment.runId, work);
  // The run is in hand and in its journal: it goes on while DBOS takes note of it, and also when DBOS cannot.
  crew.segments.begin(segment, over).catch(() => undefined);
  const stand = await over;
  crew.room.give();
  return stand;
}

/** Carries on what a queue gave to this worker. Never rejects. */
export async function carryQueued(
  crew: Crew,
  { runId, number }: Pick<Segment, 'runId' | 'number'>,
): Promise<void> {
  await crew.room.take();
  // Whoever takes over after this worker finds it among what was begun.
  if (crew.isClosed) return new Promise(() => undefined);
  const over = carried(crew, runId, async () => {
    const taken = await takePatiently(crew, runId, number);
    if (taken === undefined) return undefined;
    return crew.isClosed ? putBack(crew, runId) : hold(crew, taken, firstOf(crew, taken));
  });
  crew.carrying.add(over);
  await over;
  crew.carrying.delete(over);
  crew.room.give();
}

/** Lets go of a run that came into hand when the runs were being closed. */
export async function putBack({ store, clock }: Crew, runId: string): Promise<Stand> {
  const at = clock.now();
  const stand: Stand = { kind: 'queued', at, dueAt: at };
  await store.write(runId, { entries: [], stand });
  return stand;
}

/** A run that was carried on, and what went wrong around it. Who waits for its end is told in the next round then. */
async function carried(
  crew: Crew,
  runId: string,
  work: () => Promise<Stand | undefined>,
): Promise<Stand | undefined> {
  try {
    const stand = await work();
    crew.troubles.delete(runId);
    return stand;
  } catch (error) {
    if (!(error instanceof StoreFailure)) crew.troubles.set(runId, [findingOf(error)]);
    return undefined;
  }
}

/** Takes one of this crew's own runs that is due, where no queue is asked. */
export async function carryDue(crew: Crew, runId: string): Promise<void> {
  const taken = await crew.store.take({ runId, now: crew.clock.now() });
  if (taken !== undefined) carryTaken(crew, taken);
}

/** Whether this crew goes on at once with the run that is next in the line of a key: it inherits the slot of the one that ended, unless others wait for that. */
export function takesNext(crew: Crew, runId: string): boolean {
  if (crew.isClosed || crew.room.waiting > 0) return false;
  return !crew.onlyAsked || crew.asked.has(runId);
}

/** Carries on a run that is in hand, and which no queue gave. */
export function carryTaken(crew: Crew, taken: TakenHere): void {
  crew.room.force();
  void carryHere(crew, taken.segment, () =>
    crew.isClosed ? putBack(crew, taken.run.runId) : hold(crew, taken, firstOf(crew, taken)),
  );
}

/** What somebody wanted while nobody could do it. */
function firstOf(crew: Crew, { isCancelling }: TakenHere): First | undefined {
  return isCancelling ? (hand) => endNow(hand, crew.shop) : undefined;
}

/** A segment that was given to this worker is its own until it is taken, however long the database is away. */
async function takePatiently(crew: Crew, runId: string, segment: number): Promise<TakenHere | undefined> {
  for (;;) {
    try {
      return await crew.store.take({ runId, now: crew.clock.now(), segment });
    } catch (error) {
      if (!(error instanceof StoreFailure)) crew.troubles.set(runId, [findingOf(error)]);
      if (crew.isClosed) return undefined;
      await new Promise((resolve) => setTimeout(resolve, againAfter));
    }
  }
}
