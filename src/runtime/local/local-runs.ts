import { randomUUID } from 'node:crypto';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Clock } from '../../engine/ports.ts';
import type { Store } from '../../journal/store.ts';
import { pacer } from '../pacer.ts';
import { preparedWorkflows, type PrepareWorkflow } from '../prepared-workflows.ts';
import { readRun } from '../read-run.ts';
import type { LiveEvent, Runs } from '../runs.ts';
import { systemClock } from '../system-clock.ts';
import { waiters } from '../waiters.ts';
import { actsOf, reply } from './acts.ts';
import { findingOf } from './findings.ts';
import { ended, hold } from './hands.ts';
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
  const acts = actsOf(office, {
    take: (runId) => store.takeOne(runId, shop.nonce, clock.now()),
    async hold(taken, first) {
      const stand = await hold(office, taken, first);
      released(office, taken.started, stand);
      return stand;
    },
  });
  return {
    start: (request) => startRun(office, request),
    ended: (runId) => ended(office, runId),
    run: (runId) => store.run(runId),
    read: (runId) => readRun(store, runId),
    list: (filter = {}) => store.list(filter),
    ...acts,
    async cancel(runId) {
      for (;;) {
        const replied = await acts.cancel(runId);
        if (replied.run?.status !== 'running') return replied;
        // It was being taken in hand: this process hears so once it has looked, or by the end of the tick in which its store answered.
        await office.looking;
        await new Promise((resolve) => setImmediate(resolve));
        if (!held.has(runId)) return reply(office, runId);
      }
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load: () => ({
      running: held.size,
      slots: office.slots,
      troubles: troublesOf(office),
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

function troublesOf({ store, troubles }: Office): readonly Diagnostic[] {
  const failure = store.trouble();
  // Said of the store itself, it is what kept the latest look from it, too.
  const all = failure === undefined ? troubles : new Map([...troubles, ['store', [findingOf(failure)]]]);
  return [...all.values()].flat();
}

async function close(office: Office): Promise<void> {
  office.isClosed = true;
  office.cancelNap();
  // What is being started or taken is in hand once its store has answered.
  while (office.starting > 0) await new Promise((resolve) => setImmediate(resolve));
  await office.looking;
  const runs = [...office.held.values()];
  for (const { stop } of runs) stop.abort();
  await Promise.all(runs.map(({ over }) => over));
  await office.workflows.close();
}
