import type { RunState } from '../engine/run-state.ts';
import type { StartedEntry } from '../journal/entry.ts';
import { beginFold, type Fold } from '../journal/fold.ts';
import { afterEntry, noMatters, type OpenMatters } from '../journal/open-matters.ts';
import type { Parked, RunStore, Stand, TakenRun } from '../journal/store.ts';
import { inputsSchema } from '../plan/inputs/workflow-inputs.ts';
import { asideOf, type AsideWait } from './aside.ts';
import { claimFirst } from './claim-first.ts';
import { durableRuntime } from './durable-runtime.ts';
import { interpret, type RunEvent } from './interpret.ts';
import type { Pacer } from './pacer.ts';
import type { Prepared } from './prepared.ts';
import { type RunJournal, runJournal } from './run-journal.ts';
import type { AsideEvent } from './runs.ts';
import type { Stop } from './stop.ts';

/** A run in hand: replayed up to where it stands, ready to go on. */
export interface Hand {
  readonly started: StartedEntry;
  readonly fold: Fold;
  readonly journal: RunJournal;
  readonly prepared: Prepared;
  /** Waits that end by this moment are over. */
  readonly ripe: number;
}

/** What all runs in the hands of a process share. */
export interface Workshop {
  readonly store: RunStore;
  /** Of the process, random. */
  readonly nonce: string;
  readonly pacer: Pacer;
  readonly reserved: Map<string, number>;
  readonly watch: (hand: Hand, event: RunEvent | AsideEvent) => void;
}

/** What is prepared, for one run: its secret inputs are masked wherever they turn up (clause A15). */
function ofRun(prepared: Prepared, { workflowId, inputs }: StartedEntry): Prepared {
  const redactor = prepared.redactor.ofRun(inputs, inputsSchema(prepared.plan, workflowId));
  return redactor === prepared.redactor ? prepared : { ...prepared, redactor };
}

/** A run that was started just now, into this hand. */
export function freshHand(store: RunStore, prepared: Prepared, started: StartedEntry): Hand {
  const matters: OpenMatters = { ...noMatters, lastAt: started.at };
  return {
    started,
    fold: beginFold(prepared.context, started),
    journal: runJournal(store, started.runId, matters, prepared.clock),
    prepared: ofRun(prepared, started),
    ripe: -Infinity,
  };
}

/** A run that was taken from the store, replayed. */
export function takenHand(
  store: RunStore,
  prepared: Prepared,
  { started, parked, entries, was, wasDue }: TakenRun,
): Hand {
  const fold = beginFold(prepared.context, started, parked);
  let matters = parked?.matters ?? { ...noMatters, lastAt: started.at };
  for (const entry of entries) {
    fold.take(entry);
    matters = afterEntry(matters, entry, fold.next());
  }
  return {
    started,
    fold,
    journal: runJournal(store, started.runId, matters, prepared.clock),
    prepared: ofRun(prepared, started),
    ripe: was === 'waiting' && wasDue ? (parked?.ripe ?? -Infinity) : -Infinity,
  };
}

/**
 * Goes on with a run until it has ended, needs attention or is put aside, and writes how it stands then.
 * @param stop Puts it aside as soon as possible; its reason `cancelled` ends it instead.
 */
export async function carryOn(hand: Hand, shop: Workshop, stop: Stop): Promise<Stand> {
  const { fold, journal, prepared, ripe } = hand;
  const { transport, clock, redactor, suppressions } = prepared;
  const { runId } = hand.started;
  const aside = asideOf(clock, stop);
  // Written out: it is made for each run.
  const runtime = durableRuntime({
    prepared,
    runId,
    transport,
    clock,
    // What leaves the process is not cut off: whether it took effect would be unknown.
    signal: () => stop.signal(),
    redactor,
    suppressions,
    journal,
    nonce: shop.nonce,
    ripe,
    pacer: shop.pacer,
    reserved: shop.reserved,
    aside,
    claimFirst: claimFirst(shop.store, runId),
    record: prepared.recordsBodies
      ? (effect, exchange) => journal.write({ kind: 'exchange', at: journal.now(), effect, exchange })
      : undefined,
  });
  const { state } = await interpret(
    fold,
    runtime,
    journal,
    {
      journal: (entry) => journal.write(entry),
      watch: (event) => shop.watch(hand, event),
    },
    stop,
  );
  const stand =
    state.status === 'running' && stop.aborted && stop.reason === cancelled
      ? endNow(hand, shop)
      : standOf(hand, state, aside.waiting());
  journal.release(stand);
  if (stand.kind === 'waiting') {
    shop.watch(hand, { kind: 'aside', until: stand.dueAt, why: aside.waiting()[0]!.why });
  }
  await journal.kept();
  return stand;
}

/** The reason of a stop that ends a run. */
export const cancelled = 'cancelled';

/** Ends a run because a person said so. */
export function endNow(hand: Hand, { watch }: Workshop): Stand {
  const { fold, journal } = hand;
  const entry = { kind: 'cancelled', at: journal.now() } as const;
  journal.write(entry);
  fold.take(entry);
  watch(hand, { kind: 'ended', state: fold.record().state });
  return { kind: 'ended', at: entry.at, status: 'cancelled' };
}

function standOf({ fold, journal }: Hand, state: RunState, waiting: readonly AsideWait[]): Stand {
  const { status, reason } = state;
  const at = journal.now();
  if (status !== 'running') return { kind: 'ended', at, status, ...(reason === undefined ? {} : { reason }) };
  const { lastAt } = fold.record();
  const matters = journal.matters();
  const [first] = waiting;
  const isOpen = fold.next().some(({ name }) => waiting.every(({ effect }) => effect !== name));
  if (first === undefined || isOpen || first.at <= at) {
    return { kind: 'queued', at, dueAt: at, parked: { state, lastAt, matters } };
  }
  const waits = Object.values(matters.waits);
  const ripe = first.isWait ? Math.min(...waits) : undefined;
  const parked: Parked = { state, lastAt, matters, ...(ripe === undefined ? {} : { ripe }) };
  // Paces have parts of milliseconds, and stores have none.
  return { kind: 'waiting', at, dueAt: Math.ceil(first.at), parked };
}
