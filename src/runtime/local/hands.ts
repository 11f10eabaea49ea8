import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { StartedEntry } from '../../journal/entry.ts';
import { endedRun } from '../../journal/ended-run.ts';
import { hasEnded, type Stand, StoreFailure, type StoredRun, type TakenRun } from '../../journal/store.ts';
import { carryOn, type Hand, takenHand } from '../hand.ts';
import { type Stop, stopOf } from '../stop.ts';
import { findingOf } from './findings.ts';
import type { Keeping } from './office.ts';

type Ended = Extract<Stand, { readonly kind: 'ended' }>;

/** Done to a run before it goes on; how it stands then, when it does not go on. */
export type First = (hand: Hand) => Stand | undefined;

/** When something is tried again that could not be done for a reason outside of the run, in milliseconds. */
const againAfter = 60_000;

/** Goes on with a run that was taken from the store, until it is out of hand again. Never rejects. */
export function hold(office: Keeping, taken: TakenRun, first?: First): Promise<Stand | undefined> {
  const { store, shop, troubles, workflows } = office;
  let hand: Hand | undefined;
  const carry = async (stop: Stop): Promise<Stand> => {
    const ready = await workflows.of(taken.started);
    if ('diagnostics' in ready) return setAside(office, taken, ready.diagnostics);
    troubles.delete(taken.started.planHash);
    hand = takenHand(store, ready.workflow, taken);
    const stand = first?.(hand);
    if (stand === undefined) return carryOn(hand, shop, stop);
    hand.journal.release(stand);
    await hand.journal.kept();
    return stand;
  };
  // A run that ended was in hand.
  return keep(office, taken.started, carry, (stand) => endedRun(taken.run, stand, hand!.journal.written()));
}

/** Goes on with a run that was started just now, into this hand. Never rejects. */
export function begin(office: Keeping, hand: Hand, run: StoredRun): Promise<Stand | undefined> {
  const carry = (stop: Stop): Promise<Stand> => carryOn(hand, office.shop, stop);
  return keep(office, hand.started, carry, (stand) => endedRun(run, stand, hand.journal.written()));
}

/** Waits until a run goes no further by itself. */
export async function ended({ store, ending, held }: Keeping, runId: string): Promise<StoredRun | undefined> {
  const told = ending.wait(runId);
  if (held.has(runId)) return told;
  const run = await store.run(runId);
  if (run !== undefined && !hasEnded(run.status) && run.status !== 'needs-attention') return told;
  ending.tell(runId, run);
  return run;
}

/**
 * Keeps a run in hand while it is carried on, and says afterwards how it stands.
 * @param row How it is told to who waits for its end.
 */
function keep(
  office: Keeping,
  { runId }: StartedEntry,
  carry: (stop: Stop) => Promise<Stand>,
  row: (stand: Ended) => StoredRun,
): Promise<Stand | undefined> {
  const stop = stopOf();
  const over = untilOver(office, runId, stop, carry, row);
  office.held.set(runId, { stop, over });
  return over;
}

async function untilOver(
  office: Keeping,
  runId: string,
  stop: Stop,
  carry: Parameters<typeof keep>[2],
  row: Parameters<typeof keep>[3],
): Promise<Stand | undefined> {
  let stand: Stand | undefined;
  try {
    stand = await carry(stop);
    office.troubles.delete(runId);
  } catch (error) {
    stand = await putBack(office, runId, error);
  }
  // Its store had let go of it before this was heard: somebody may have taken it again.
  if (office.held.get(runId)?.stop === stop) office.held.delete(runId);
  if (stand?.kind === 'ended') {
    office.asked.delete(runId);
    if (office.ending.isAwaited(runId)) office.ending.tell(runId, row(stand));
  }
  return stand;
}

/** A workflow that cannot be prepared now, for want of a credential say, is tried again later. */
async function setAside(
  office: Keeping,
  { started, run }: TakenRun,
  diagnostics: readonly Diagnostic[],
): Promise<Stand> {
  office.troubles.set(started.planHash, diagnostics);
  const at = office.clock.now();
  // Without a snapshot: the one that there was does not stand for what was written since.
  const stand: Stand = { kind: 'queued', at, dueAt: at + againAfter };
  await office.store.write(run.runId, { entries: [], stand });
  return stand;
}

/** A mistake of ours must not take the run with it: it is replayed later, from its journal alone. */
async function putBack(office: Keeping, runId: string, error: unknown): Promise<Stand | undefined> {
  // The run is in other hands, and nothing is wrong with it.
  if (error instanceof StoreFailure && error.code === 'store/in-use') return undefined;
  office.troubles.set(runId, [findingOf(error)]);
  // Its journal gives the store what was written by the end of this tick: that comes first.
  await new Promise((resolve) => setImmediate(resolve));
  const at = office.clock.now();
  const stand: Stand = { kind: 'queued', at, dueAt: at + againAfter };
  try {
    await office.store.write(runId, { entries: [], stand });
    return stand;
  } catch {
    // It stays held, and goes on when the process starts again.
    return undefined;
  }
}
