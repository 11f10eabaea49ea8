import { randomUUID } from 'node:crypto';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Clock } from '../../engine/ports.ts';
import { hasEnded, type Store } from '../../journal/store.ts';
import { cancelled, endNow, type Hand } from '../hand.ts';
import { pacer } from '../pacer.ts';
import { preparedWorkflows, type PrepareWorkflow } from '../prepared-workflows.ts';
import { readRun } from '../read-run.ts';
import type { LiveEvent, Reply, Runs } from '../runs.ts';
import { settledEntry } from '../settled-entry.ts';
import { systemClock } from '../system-clock.ts';
import { waiters } from '../waiters.ts';
import { notFound, notInDoubt, waitsForAnother } from './findings.ts';
import { type First, hold } from './hands.ts';
import type { Office } from './office.ts';
import { look, released } from './schedule.ts';
import { startRun } from './start-run.ts';

/** With what runs are opened. */
export interface LocalRunsOptions {
  /** Stays open when the runs are closed. */
  readonly store: Store;
  /** Makes a workflow of a stored plan ready again, for the runs that go on. */
  readonly prepare: PrepareWorkflow;
  readonly clock?: Clock;
  /** Runs in hand at a time; the rest are rows. 100 unless given. */
  readonly slots?: number;
  /** Only goes on with runs that are started or resumed here; unless true, with all that are due. */
  readonly onlyAsked?: boolean;
}

/**
 * Runs for good in one process, kept in a store that belongs to it. What an earlier process left behind goes on at once.
 * @throws StoreFailure when the store cannot be written.
 */
export async function openLocalRuns(options: LocalRunsOptions): Promise<Runs> {
  const office = openOffice(options);
  const { store, clock, shop, onlyAsked, held, listeners } = office;
  await store.recover(shop.nonce, clock.now());
  if (!onlyAsked) void look(office);
  return {
    start: (request) => startRun(office, request),
    ended: (runId) => ended(office, runId),
    run: (runId) => store.run(runId),
    read: (runId) => readRun(store, runId),
    list: (filter = {}) => store.list(filter),
    cancel: (runId) => cancel(office, runId),
    settle: (runId, verdict) =>
      amend(office, runId, (hand) => {
        const entry = settledEntry(hand, verdict);
        if (entry !== undefined) enter(hand, entry);
        return undefined;
      }),
    resume: (runId) => resume(office, runId),
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load: () => ({
      running: held.size,
      slots: office.slots,
      troubles: [...office.troubles.values()].flat(),
    }),
    close: () => close(office),
  };
}

function openOffice(options: LocalRunsOptions): Office {
  const { store, clock = systemClock, slots = 100, onlyAsked = false } = options;
  const listeners = new Set<(event: LiveEvent) => void>();
  return {
    store,
    clock,
    slots,
    onlyAsked,
    listeners,
    shop: {
      store,
      nonce: randomUUID(),
      pacer: pacer(clock),
      reserved: new Map(),
      watch({ started: { runId }, prepared: { plan, redactor } }, event) {
        for (const listener of listeners) listener({ runId, plan, redactor, event });
      },
    },
    workflows: preparedWorkflows(store, options.prepare),
    held: new Map(),
    asked: new Set(),
    ending: waiters(),
    troubles: new Map(),
    starting: 0,
    isClosed: false,
    lastLook: clock.now(),
    nextDue: onlyAsked ? Infinity : -Infinity,
    cancelNap: () => undefined,
  };
}

async function ended({ store, ending }: Office, runId: string): ReturnType<Runs['ended']> {
  const told = ending.wait(runId);
  const run = await store.run(runId);
  if (run !== undefined && !hasEnded(run.status) && run.status !== 'needs-attention') return told;
  ending.tell(runId, run);
  return run;
}

async function reply(
  { store }: Office,
  runId: string,
  diagnostics: readonly Diagnostic[] = [],
): Promise<Reply> {
  const run = await store.run(runId);
  return run === undefined ? { diagnostics: [notFound(runId)] } : { run, diagnostics };
}

async function cancel(office: Office, runId: string): Promise<Reply> {
  const held = office.held.get(runId);
  if (held === undefined)
    return reply(office, runId, await handle(office, runId, (hand) => endNow(hand, office.shop)));
  held.stop.abort(cancelled);
  await held.over;
  return reply(office, runId);
}

/** Does something to a run that needs attention, and goes on with it. */
async function amend(office: Office, runId: string, first: First): Promise<Reply> {
  const run = await office.store.run(runId);
  if (run === undefined) return { diagnostics: [notFound(runId)] };
  if (run.status !== 'needs-attention') return { run, diagnostics: [notInDoubt(run)] };
  return reply(office, runId, await handle(office, runId, first));
}

async function resume(office: Office, runId: string): Promise<Reply> {
  const run = await office.store.run(runId);
  if (run === undefined) return { diagnostics: [notFound(runId)] };
  if (hasEnded(run.status) || office.held.has(runId)) return { run, diagnostics: [] };
  if (run.isBlocked) return { run, diagnostics: [await waitsForAnother(office.store, run)] };
  const again: First = (hand) => {
    enter(hand, { kind: 'repeated', at: hand.journal.now() });
    return undefined;
  };
  const first = run.status === 'needs-attention' ? again : () => undefined;
  return reply(office, runId, await handle(office, runId, first));
}

function enter({ journal, fold }: Hand, entry: Parameters<Hand['fold']['take']>[0]): void {
  journal.write(entry);
  fold.take(entry);
}

/** Takes a run that is not in hand, does something to it, and goes on with it; the findings tell why it could not. */
async function handle(office: Office, runId: string, first: First): Promise<readonly Diagnostic[]> {
  const taken = await office.store.takeOne(runId, office.shop.nonce, office.clock.now());
  if (taken === undefined) return [];
  office.asked.add(runId);
  const isBegun = await new Promise<boolean>((resolve) => {
    const over = hold(office, taken, (hand) => {
      const stand = first(hand);
      // Whoever asked for it is answered once it is safe.
      void hand.journal.kept().then(() => resolve(true));
      return stand;
    });
    void over.then((stand) => {
      released(office, taken.started, stand);
      resolve(stand?.kind === 'ended');
    });
  });
  if (isBegun) return [];
  return [taken.started.planHash, runId].flatMap((about) => office.troubles.get(about) ?? []);
}

async function close(office: Office): Promise<void> {
  office.isClosed = true;
  office.cancelNap();
  await office.looking;
  const runs = [...office.held.values()];
  for (const { stop } of runs) stop.abort();
  await Promise.all(runs.map(({ over }) => over));
  await office.workflows.close();
}
