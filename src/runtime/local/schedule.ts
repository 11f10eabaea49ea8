import type { StartedEntry } from '../../journal/entry.ts';
import type { Stand, TakenRun } from '../../journal/store.ts';
import { findingOf } from './findings.ts';
import { hold } from './hands.ts';
import type { Office } from './office.ts';

/** Clocks may be changed while the process waits: it looks again at least this often, in milliseconds. */
const longestNap = 60_000;

/** When it looks again after the store could not be read or written. */
const retryAfter = 1000;

/** A run is due at this moment. */
export function dueBy(office: Office, at: number): void {
  if (at >= office.nextDue) return;
  office.nextDue = at;
  nap(office);
}

/** A run is out of hand: its slot is free, and so may be another run with its key. */
export function released(office: Office, { key }: StartedEntry, stand: Stand | undefined): void {
  if (stand?.kind === 'ended') {
    if (key !== undefined) dueBy(office, office.clock.now());
  } else if (stand !== undefined) dueBy(office, stand.dueAt);
  freed(office);
}

/** A slot is free for a run that is due. */
export function freed(office: Office): void {
  if (office.nextDue <= office.clock.now()) void look(office);
}

/** Sleeps until a run is due. */
export function nap(office: Office): void {
  office.cancelNap();
  if (office.isClosed) return;
  const left = Math.min(office.nextDue - office.clock.now(), longestNap);
  const wake = (): void => void look(office);
  if (left > 0) {
    office.cancelNap = office.clock.after(left, wake);
  } else {
    const soon = setImmediate(wake);
    office.cancelNap = () => clearImmediate(soon);
  }
}

/** Takes runs in hand that are due, as far as there are slots. Never rejects. */
export function look(office: Office): Promise<void> {
  office.looking ??= takeDue(office).finally(() => {
    office.looking = undefined;
  });
  return office.looking;
}

async function takeDue(office: Office): Promise<void> {
  const { clock, store, shop } = office;
  try {
    const now = clock.now();
    if (now < office.lastLook) {
      await store.recover(shop.nonce, now);
      office.nextDue = -Infinity;
    }
    office.lastLook = now;
    const free = office.slots - office.held.size - office.starting;
    if (office.isClosed) return;
    if (office.nextDue <= now && free > 0) {
      // What becomes due while the store is asked makes it earlier again.
      office.nextDue = Infinity;
      const taken = await takeSome(office, now, free);
      for (const run of taken) {
        void hold(office, run).then((stand) => released(office, run.started, stand));
      }
      const more = taken.length === free ? now : await soonest(office);
      office.nextDue = Math.min(office.nextDue, more);
    }
    office.troubles.delete('store');
    if (office.nextDue > now || office.held.size + office.starting < office.slots) nap(office);
  } catch (error) {
    office.troubles.set('store', [findingOf(error)]);
    office.nextDue = clock.now() + retryAfter;
    nap(office);
  }
}

async function takeSome(office: Office, now: number, limit: number): Promise<readonly TakenRun[]> {
  const { store, shop, asked, onlyAsked } = office;
  if (!onlyAsked) return store.take(shop.nonce, now, limit);
  const taken: TakenRun[] = [];
  for (const runId of asked) {
    const run = await store.run(runId);
    if (run?.dueAt === undefined || run.dueAt > now || run.isBlocked || taken.length === limit) continue;
    const one = await store.takeOne(runId, shop.nonce, now);
    if (one !== undefined) taken.push(one);
  }
  return taken;
}

async function soonest({ store, asked, onlyAsked }: Office): Promise<number> {
  if (!onlyAsked) return (await store.nextDue()) ?? Infinity;
  const runs = await Promise.all([...asked].map((runId) => store.run(runId)));
  return Math.min(Infinity, ...runs.flatMap((run) => (run?.isBlocked === false ? (run.dueAt ?? []) : [])));
}
