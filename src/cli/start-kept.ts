import { randomUUID } from 'node:crypto';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import type { Redactor } from '../http/redact.ts';
import { hasEnded, StoreFailure } from '../journal/store.ts';
import type { Prepared } from '../prepare.ts';
import { refusal, type RunResult } from '../report/run-result.ts';
import { sanitize } from '../report/sanitize.ts';
import type { RunEvent } from '../runtime/interpret.ts';
import { waitsForAnother } from '../runtime/local/findings.ts';
import { readRun } from '../runtime/read-run.ts';
import { tellFindings } from './console.ts';
import type { Io } from './io.ts';
import { type KeptStore, openKeptStore } from './kept-store.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { unlessStoreFails } from '../runtime/unless-store-fails.ts';
import { standOf } from './stand-of.ts';
import { tellStoreTrouble } from './tell-store-trouble.ts';

/** How often a run is looked at that is behind others, in milliseconds. */
const lookAgainAfter = 250;

/** What a run is started with that is kept in a store. */
export interface KeptStart {
  readonly store: string;
  readonly runId?: string | undefined;
  readonly key?: string | undefined;
  readonly inputs: Outputs;
  readonly watch: (event: RunEvent, redactor: Redactor) => void;
}

/**
 * Starts a run that is kept in a store, or goes on with the one that has its id, and follows it to its end. An interruption leaves it to
 * whoever goes on with it, and tells how.
 */
export async function startKept(prepared: Prepared, kept: KeptStart, io: Io): Promise<RunResult> {
  let store: KeptStore | undefined;
  try {
    store = await openKeptStore(kept.store, io, { troubled: tellStoreTrouble(io) });
    return await follow(store, prepared, kept, io);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    return refuse([diagnose(error.code, error.message, { hint: error.hint })], prepared, io);
  } finally {
    await store?.close();
  }
}

function refuse(diagnostics: readonly Diagnostic[], { workflowId }: Prepared, io: Io): RunResult {
  tellFindings(diagnostics, io);
  return refusal(diagnostics, workflowId);
}

async function follow(
  store: KeptStore,
  prepared: Prepared,
  { runId = randomUUID(), key, inputs, watch }: KeptStart,
  io: Io,
): Promise<RunResult> {
  // A run with this id that is attached to has the same plan, servers and values; whoever prepared it closes it.
  const again = { prepared: { ...prepared, close: async () => undefined }, diagnostics: [] };
  const clock = io.clock === undefined ? {} : { clock: io.clock };
  const runs = await store.openRuns({ prepare: async () => again, onlyAsked: true, ...clock });
  runs.watch(({ event, redactor }) => {
    if (event.kind !== 'aside') watch(event, redactor);
  });
  const interrupted = new Promise<void>((done) => {
    if (io.signal?.aborted === true) done();
    io.signal?.addEventListener('abort', () => done(), { once: true });
  });
  const { run, created, diagnostics } = await runs.start({
    prepared,
    inputs,
    runId,
    ...(key === undefined ? {} : { key }),
  });
  if (run === undefined) {
    await runs.close();
    return refuse(diagnostics, prepared, io);
  }
  const isOver = !created && hasEnded(run.status);
  if (isOver) {
    const when = new Date(run.changedAt).toISOString();
    io.stderr.write(
      `Run "${sanitize(runId)}" had ended before: ${run.status} at ${when}. Nothing was sent now; this is how it ended then.\n`,
    );
  }
  const resumed = created || isOver ? undefined : await runs.resume(runId);
  let isTold = false;
  const tellHow = (): void => {
    if (isTold) return;
    isTold = true;
    io.stderr.write(
      `The run is kept. To go on: heddle resume ${sanitize(runId)} --store ${sanitize(store.shown)}\n`,
    );
  };
  // At once: whoever interrupts again is told nothing more.
  void interrupted.then(tellHow);
  if (!(await isStuck(store, runId, io.signal))) await Promise.race([runs.ended(runId), interrupted]);
  await unlessStoreFails(runs, io.clock ?? systemClock, runs.close());
  const reading = (await readRun(store, runId))!;
  // Whom it is behind is told as it is now: that one may have come to need attention.
  const said = [...diagnostics, ...(resumed?.diagnostics ?? [])].filter(({ code }) => code !== 'run/waits');
  const found = reading.run.isBlocked ? [...said, await waitsForAnother(store, reading.run)] : said;
  const result = standOf(reading, [...prepared.diagnostics, ...found], prepared.redactor, store.shown);
  if (reading.run.isBlocked) tellFindings(found, io);
  if (result.status === 'queued' || result.status === 'running') tellHow();
  isTold = true;
  return isOver ? { ...result, endedBefore: run.changedAt } : result;
}

/**
 * Waits while a run is queued behind others that another process goes on with. True when it does not come to its turn by itself: a person
 * has to act, nobody else goes on with those before it, or the waiting was interrupted.
 */
async function isStuck(store: KeptStore, runId: string, signal?: AbortSignal): Promise<boolean> {
  for (;;) {
    const run = await store.run(runId);
    if (run?.isBlocked !== true) return false;
    if (!store.isShared || signal?.aborted === true) return true;
    if ((await store.firstWithKey(run.key!))?.status === 'needs-attention') return true;
    await new Promise((resolve) => setTimeout(resolve, lookAgainAfter));
  }
}
