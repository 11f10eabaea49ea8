import { randomUUID } from 'node:crypto';
import { type Database, openDatabase } from '../../journal/postgres/database.ts';
import { storeFailureOf } from '../../journal/postgres/failure.ts';
import { shownLocation } from '../../journal/postgres/location.ts';
import { postgresReader, postgresSeal, postgresStore } from '../../journal/postgres/postgres-store.ts';
import { joinWorkers, type Worker } from '../../journal/postgres/worker.ts';
import { StoreFailure } from '../../journal/store.ts';
import type { Clock } from '../../engine/ports.ts';
import { attach } from '../attach.ts';
import { freshHand } from '../hand.ts';
import { type Acting, actsOf } from '../local/acts.ts';
import { findingOf, waitsForAnother } from '../local/findings.ts';
import { begin, ended, hold } from '../local/hands.ts';
import { preparedWorkflows, type PrepareWorkflow } from '../prepared-workflows.ts';
import { readRun } from '../read-run.ts';
import type { LiveEvent, RunRequest, Runs, StartReply } from '../runs.ts';
import { startedEntry } from '../started-entry.ts';
import { systemClock } from '../system-clock.ts';
import { waiters } from '../waiters.ts';
import { carryHere, carryQueued, carryTaken, type Crew, putBack, takesNext } from './crew.ts';
import { isMigrated, migrate } from './migrate.ts';
import { makeRounds, round, type Rounds } from './rounds.ts';
import { loadSdk, type Sdk } from './sdk.ts';
import { openSegments, type Segments } from './segments.ts';
import { sharedPacer } from './shared-pacer.ts';
import { slots as slotsOf } from './slots.ts';

/** With what the runs of a database are opened. */
export interface DbosRunsOptions {
  /** Of the PostgreSQL database: `postgres://user@host/name`. */
  readonly url: string;
  /** Makes a workflow of a stored plan ready again, for the runs that go on. */
  readonly prepare: PrepareWorkflow;
  /** Where the key of the store comes from, HEDDLE_STORE_KEY or HEDDLE_STORE_KEY_FILE; the process's environment unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly clock?: Clock;
  /** Runs in hand at a time; the rest are rows. 100 unless given. */
  readonly slots?: number;
  /** Only goes on with runs that are started or resumed here; unless true, with all that are due. */
  readonly onlyAsked?: boolean;
  /** Told when writing begins to fail, and with undefined when it works again. */
  readonly troubled?: (failure: StoreFailure | undefined) => void;
  /** Connections in the place of those to the URL; closed with the runs. */
  readonly database?: Database;
  /** DBOS in the place of the installed one. */
  readonly sdk?: Sdk;
}

/** Connections of a process at a time. The lock of the worker takes one of the first ones. */
const connections = { journals: 6, queues: 14 } as const;

/** How long another worker is given to cancel a run before it is asked again, in milliseconds. */
const askAgainAfter = 250;

/** How long segments that are over are waited for until DBOS has noted that, when the runs are closed, in milliseconds. */
const drain = 2000;

/**
 * Runs for good in a PostgreSQL database that any number of processes share, each with a part of the runs in hand. DBOS queues what is due and hands it to them; where
 * a run stands is in its journal, the same as in a file. What a process leaves behind, others go on with within about a second.
 * An empty database gets its tables first. DBOS is one for a process, so these runs can be open once in it.
 * @throws StoreFailure when the database cannot be used, and when a package is missing.
 */
export async function openDbosRuns(options: DbosRunsOptions): Promise<Runs> {
  const { url } = options;
  const sdk = options.sdk ?? (await loadSdk());
  if (sdk.DBOS.isInitialized()) {
    throw new StoreFailure(
      'store/in-use',
      'DBOS runs in this process already.',
      'Close the runs that are open, or open these in a process of their own.',
    );
  }
  const database = options.database ?? (await openDatabase(url, connections.journals));
  const closing: (() => unknown)[] = [() => database.end()];
  try {
    if (!(await isMigrated(database, url))) await migrate(database, url, sdk);
    // What runs write does not stand in line behind what queues do.
    const queues = options.database ?? (await openDatabase(url, connections.queues));
    if (queues !== database) closing.push(() => queues.end());
    const crew = await openCrew(options, database, queues, sdk, closing);
    await round(crew);
    await crew.segments
      .launch(crew.slots, (segment) => carryQueued(crew, segment))
      .catch(async (error: unknown) => {
        await crew.segments.close(0);
        throw error;
      });
    return runsOf(crew, makeRounds(crew), closing);
  } catch (error) {
    for (const close of closing.toReversed()) await close();
    throw storeFailureOf(error, shownLocation(url)) ?? error;
  }
}

async function openCrew(
  options: DbosRunsOptions,
  database: Database,
  queues: Database,
  sdk: Sdk,
  closing: (() => unknown)[],
): Promise<Crew> {
  const { url, clock = systemClock, slots = 100, onlyAsked = false, env = process.env } = options;
  const shown = shownLocation(url);
  const seal = await postgresSeal(database, shown, env, true);
  const executor = randomUUID();
  const segments: Segments = await openSegments({
    sdk,
    database: queues,
    executor,
    onlyOwn: onlyAsked,
  });
  let displaced = (): void => undefined;
  const worker: Worker = await joinWorkers(database, { executor, displaced: () => displaced() });
  closing.push(() => worker.leave());
  const troubles: Crew['troubles'] = new Map();
  const store = postgresStore({
    desk: {
      database,
      shown,
      worker,
      enqueue: (...given) => segments.enqueue(...given),
      takesNext: (runId) => takesNext(crew, runId),
      carryNext: (taken) => carryTaken(crew, taken),
    },
    reader: postgresReader(database, shown, seal, (ids) => segments.forget(ids)),
    seal,
    later: () => new Promise((resolve) => setTimeout(resolve, 1000)),
    troubled(failure) {
      if (failure === undefined) troubles.delete('store');
      else troubles.set('store', [findingOf(failure)]);
      options.troubled?.(failure);
    },
  });
  displaced = () => store.forgetHeld();
  const pacer = sharedPacer(database, clock);
  const listeners = new Set<(event: LiveEvent) => void>();
  const crew: Crew = {
    store,
    shown,
    worker,
    segments,
    pacer,
    clock,
    slots,
    room: slotsOf(slots),
    onlyAsked,
    listeners,
    troubles,
    shop: openShop(store, worker, pacer, listeners),
    workflows: preparedWorkflows(store, options.prepare),
    held: new Map(),
    asked: new Set(),
    ending: waiters(),
    carrying: new Set(),
    isClosed: false,
  };
  return crew;
}

function openShop(
  store: Crew['store'],
  worker: Worker,
  pacer: Crew['pacer'],
  listeners: Crew['listeners'],
): Crew['shop'] {
  return {
    store,
    get nonce() {
      return worker.nonce;
    },
    pacer,
    reserved: new Map(),
    watch({ started: { runId }, prepared: { plan, redactor } }, event) {
      for (const listener of listeners) listener({ runId, plan, redactor, event });
    },
  };
}

function runsOf(crew: Crew, rounds: Rounds, closing: readonly (() => unknown)[]): Runs {
  const { store, listeners, held, clock } = crew;
  const acting: Acting = {
    take: (runId) => store.take({ runId, now: clock.now() }),
    hold(taken, first) {
      crew.room.force();
      const { segment } = taken as NonNullable<Awaited<ReturnType<typeof store.take>>>;
      return carryHere(crew, segment, () => hold(crew, taken, first));
    },
  };
  const acts = actsOf(crew, acting);
  return {
    start: (request) => startRun(crew, request),
    ended: (runId) => ended(crew, runId),
    run: (runId) => store.run(runId),
    read: (runId) => readRun(store, runId),
    list: (filter = {}) => store.list(filter),
    ...acts,
    async cancel(runId) {
      for (;;) {
        const replied = await acts.cancel(runId);
        if (replied.run?.status !== 'running') return replied;
        // Another worker has it: that one ends it, after its calls; or puts it aside just now, and then it can be ended here.
        await store.wishCancelled(runId);
        await new Promise((resolve) => setTimeout(resolve, askAgainAfter));
      }
    },
    watch(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    load: () => ({ running: held.size, slots: crew.slots, troubles: [...crew.troubles.values()].flat() }),
    async close() {
      crew.isClosed = true;
      await rounds.stop();
      const runs = [...held.values()];
      for (const { stop } of runs) stop.abort();
      await Promise.all([...runs.map(({ over }) => over), ...crew.carrying]);
      await store.close();
      await crew.workflows.close();
      await crew.segments.close(crew.room.waiting === 0 ? drain : 0);
      for (const each of closing.toReversed()) await each();
    },
  };
}

/** Starts a run, at once where there is a slot for it, or attaches to the one that has its id. */
async function startRun(crew: Crew, request: RunRequest): Promise<StartReply> {
  const { store, shop, clock, room } = crew;
  const { prepared } = request;
  const { started, diagnostics } = await startedEntry(request, clock);
  if (started === undefined) return { created: false, diagnostics };
  const isFree = !crew.isClosed && room.tryTake();
  let isCarried = false;
  try {
    const { created, run, segment } = await store.start(
      { started, plan: prepared.plan },
      isFree ? shop.nonce : undefined,
    );
    if (!created) return await attach(store, run, started);
    crew.workflows.add(prepared);
    if (crew.onlyAsked) crew.asked.add(started.runId);
    if (segment !== undefined) {
      isCarried = true;
      void carryHere(crew, segment, () =>
        crew.isClosed ? putBack(crew, started.runId) : begin(crew, freshHand(store, prepared, started), run),
      );
    }
    const waits = run.isBlocked ? [await waitsForAnother(store, run)] : [];
    return { created, run, diagnostics: [...diagnostics, ...waits] };
  } finally {
    if (isFree && !isCarried) room.give();
  }
}
