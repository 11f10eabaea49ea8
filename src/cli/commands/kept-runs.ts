import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import type { StartedEntry } from '../../journal/entry.ts';
import type { StoredRun, StoredStatus } from '../../journal/store.ts';
import { prepare, redactorFor } from '../../prepare.ts';
import type { RunResult } from '../../report/run-result.ts';
import { sanitize } from '../../report/sanitize.ts';
import { behind, notFound, waitsForAnother } from '../../runtime/local/findings.ts';
import type { PrepareWorkflow } from '../../runtime/prepared-workflows.ts';
import { readRun } from '../../runtime/read-run.ts';
import type { Reply, Runs, Verdict } from '../../runtime/runs.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { unlessStoreFails } from '../../runtime/unless-store-fails.ts';
import { tellFindings } from '../console.ts';
import { readEnvironment } from '../environment.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { KeptStore } from '../kept-store.ts';
import type { RecordFlags } from '../report-flags.ts';
import { type ReportFlags, type ReportTarget, readTargets, writeReports } from '../report-targets.ts';
import { nextStep } from '../next-step.ts';
import { standOf } from '../stand-of.ts';
import { type StoreFlags, withStore } from '../with-store.ts';
import { refuse } from '../refuse.ts';
import { realWorld, type WorldFlags } from '../world.ts';

/** The flags of `heddle runs`. */
export interface ListFlags extends StoreFlags {
  readonly status?: readonly StoredStatus[];
  readonly limit: number;
  readonly json?: boolean;
}

/** The flags of `heddle show`. */
export interface ShowFlags extends StoreFlags, ReportFlags {}

/** The flags of the commands that go on with a run. */
export interface ActFlags extends ShowFlags, WorldFlags, RecordFlags {}

/** The flags of `heddle settle`. */
export interface SettleFlags extends ActFlags {
  readonly happened?: boolean;
  readonly didNot?: boolean;
  readonly outcome?: string;
}

/** `heddle runs`: the runs of a store, the latest first. */
export function listRuns({ status, limit, ...flags }: ListFlags, io: Io): Promise<number> {
  return withStore(flags, io, true, async (store) => {
    const page = await store.list({ limit, ...(status === undefined ? {} : { statuses: status }) });
    const none = status === undefined ? 'There are no runs.' : 'There are no such runs.';
    const rows = await Promise.all(page.runs.map((run) => rowOf(run, store)));
    const lines = rows.length === 0 ? [none] : aligned([heads, ...rows]);
    io.stdout.write(flags.json === true ? `${JSON.stringify(page)}\n` : `${lines.join('\n')}\n`);
    return exitCodes.completed;
  });
}

const heads = ['RUN', 'WORKFLOW', 'STARTED', 'STATUS'];

/** Rows as lines, every column but the last as wide as what is widest in it. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

async function rowOf(run: StoredRun, store: KeptStore): Promise<readonly string[]> {
  const { runId, workflowId, status, startedAt, dueAt, reason, isBlocked, key } = run;
  const until = status === 'waiting' && dueAt !== undefined ? ` until ${new Date(dueAt).toISOString()}` : '';
  const place = isBlocked ? ` ${behind(await store.firstWithKey(key!))}` : '';
  const why = reason === undefined ? '' : `  ${reason.message}`;
  const begun = new Date(startedAt).toISOString();
  return [runId, workflowId, begun, `${status}${until}${place}${why}`].map(sanitize);
}

/** `heddle show`: a run as its journal tells it. Also while another process has the store. */
export async function showRun(runId: string, flags: ShowFlags, io: Io): Promise<number> {
  const { targets, diagnostics } = readTargets(flags, io);
  if (diagnostics.length > 0) return refuse(diagnostics, flags, io);
  return withStore(flags, io, true, async (store) => {
    const run = await store.run(runId);
    const found = run?.isBlocked === true ? [await waitsForAnother(store, run)] : [];
    return report(store, runId, found, { ...flags, targets }, io);
  });
}

/** `heddle resume`: goes on with a run now, until it goes no further by itself. */
export function resumeRun(runId: string, flags: ActFlags, io: Io): Promise<number> {
  return withRuns(runId, flags, io, (runs) => runs.resume(runId));
}

/** `heddle cancel`: ends a run. */
export async function cancelRun(runId: string, flags: ActFlags, io: Io): Promise<number> {
  const exitCode = await withRuns(runId, flags, io, (runs) => runs.cancel(runId));
  // What was asked for was done.
  return exitCode === exitCodes.cancelled ? exitCodes.completed : exitCode;
}

/** `heddle settle`: says what came of the call in doubt of a run, which then goes on. */
export async function settleRun(runId: string, flags: SettleFlags, io: Io): Promise<number> {
  const verdict = readVerdict(flags, io);
  if ('code' in verdict) return refuse([verdict], flags, io);
  return withRuns(runId, flags, io, (runs) => runs.settle(runId, verdict));
}

function readVerdict({ happened, didNot, outcome }: SettleFlags, io: Io): Verdict | Diagnostic {
  const hint = 'Look at the provider whether the call took effect, then give --happened or --did-not.';
  if ((happened === true) === (didNot === true)) {
    return diagnose('usage/invalid', 'Did the call happen, or not?', { hint });
  }
  if (outcome === undefined) return { happened: happened === true };
  if (happened !== true) {
    return diagnose('usage/invalid', 'What did not happen has no outcome.', { hint: 'Leave --outcome out.' });
  }
  const shape = 'It holds the answer as JSON: { "statusCode": 201, "headers": {}, "body": {} }.';
  try {
    const answer = JSON.parse(readFileSync(resolve(io.cwd, outcome), 'utf8')) as NonNullable<
      Verdict['answer']
    >;
    if (Number.isInteger(answer?.statusCode)) return { happened: true, answer };
    return diagnose('usage/invalid', `The outcome in ${outcome} has no statusCode.`, { hint: shape });
  } catch {
    return diagnose('usage/invalid', `The outcome ${outcome} cannot be read.`, { hint: shape });
  }
}

/** Does something to a run of a store, and follows the run until it goes no further by itself, or waits. */
async function withRuns(
  runId: string,
  flags: ActFlags,
  io: Io,
  act: (runs: Runs) => Promise<Reply>,
): Promise<number> {
  const { targets, diagnostics: wrong } = readTargets(flags, io);
  if (wrong.length > 0) return refuse(wrong, flags, io);
  return withStore(flags, io, false, async (store) => {
    const clock = io.clock === undefined ? {} : { clock: io.clock };
    const runs = await store.openRuns({ prepare: preparing(flags, io), onlyAsked: true, ...clock });
    const aside = new Promise<void>((done) => {
      runs.watch(({ runId: about, event }) => {
        if (about === runId && event.kind === 'aside') done();
      });
      io.signal?.addEventListener('abort', () => done(), { once: true });
    });
    const { run, diagnostics } = await act(runs);
    if (run !== undefined && !run.isBlocked && !diagnostics.some(stops))
      await Promise.race([runs.ended(runId), aside]);
    await unlessStoreFails(runs, io.clock ?? systemClock, runs.close());
    return run === undefined
      ? refuse(
          diagnostics.map((each) => withList(each, store)),
          flags,
          io,
        )
      : report(store, runId, diagnostics, { ...flags, targets }, io);
  });
}

/** Makes workflows of stored plans ready, with the credentials of the person who goes on with them. */
function preparing(flags: ActFlags, io: Io): PrepareWorkflow {
  return async (plan, workflowId, given) => {
    const entered = await realWorld(flags, io).enter(plan, workflowId, {});
    if ('findings' in entered) return { diagnostics: entered.findings };
    const clock = io.clock === undefined ? {} : { clock: io.clock };
    const record = flags.record === undefined ? {} : { record: flags.record };
    return prepare(plan, { ...clock, ...record, ...entered.options, ...given, workflowId });
  };
}

/** The finding for a run that is not there names the command that lists those that are. */
function withList(finding: Diagnostic, { shown }: KeptStore): Diagnostic {
  if (finding.code !== 'run/not-found') return finding;
  return { ...finding, hint: `Look at the list: heddle runs --store ${shown}` };
}

/** Reports how a run stands. */
async function report(
  store: KeptStore,
  runId: string,
  diagnostics: readonly Diagnostic[],
  flags: {
    readonly targets: readonly ReportTarget[];
    readonly json?: boolean;
    readonly credentials?: string;
  },
  io: Io,
): Promise<number> {
  const { targets, credentials } = flags;
  const found = await readRun(store, runId);
  if (found === undefined) {
    return refuse([withList(notFound(runId), store)], flags, io);
  }
  const { plan, run, entries } = found;
  tellFindings(diagnostics, io);
  const { env } = readEnvironment(io, credentials);
  const masking = redactorFor(plan, run.workflowId, { ...(entries[0] as StartedEntry), credentials: env });
  const result = standOf(found, diagnostics, masking, store.shown);
  writeReports(result, targets, io, { withSteps: true });
  io.stderr.write(nextStep(run, store.shown));
  if (diagnostics.some(stops)) return exitCodes.refused;
  // Whoever it is behind has to end before it can go on.
  return run.isBlocked ? exitCodes['needs-attention'] : exitCodeOf(result, io);
}

/** A run that waits was gone on with as far as it goes; one that was left by an interruption was not. */
function exitCodeOf({ status }: RunResult, { signal }: Io): number {
  if (status !== 'running' && status !== 'queued') return exitCodes[status];
  return exitCodes[signal?.aborted === true ? 'cancelled' : 'completed'];
}
