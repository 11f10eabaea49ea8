import type { ServerChoice } from '../../credentials/server-choice.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { type Diagnostic, stops } from '../../diagnostics/diagnostic.ts';
import type { Mode } from '../../diagnostics/mode.ts';
import type { Effect } from '../../engine/effect.ts';
import type { Outputs } from '../../expression/scope.ts';
import { type Redactor, redactor } from '../../http/redact.ts';
import { load, type Loaded, type LoadOptions } from '../../load.ts';
import { compileInputs } from '../../plan/inputs/admit-inputs.ts';
import type { Supply } from '../../plan/supply.ts';
import { chooseWorkflow, prepare, type Prepared } from '../../prepare.ts';
import { prettyRepairs } from '../../report/pretty-repairs.ts';
import { inputsSchema } from '../../plan/inputs/workflow-inputs.ts';
import { refusal, type RunResult } from '../../report/run-result.ts';
import { sanitize } from '../../report/sanitize.ts';
import { start } from '../../run.ts';
import type { RunEvent } from '../../runtime/interpret.ts';
import { completeInputs } from '../complete-inputs.ts';
import { completeSupply, tellSuppliable } from '../complete-supply.ts';
import { styleOf, tellFindings } from '../console.ts';
import { exitCodes } from '../exit-codes.ts';
import { type GivenFile, readGivenFile } from '../given-file.ts';
import type { Io } from '../io.ts';
import { type LimitFlags, limitsOf } from '../limit-flags.ts';
import { documentPath, shownPath } from '../paths.ts';
import type { AnswerFlags } from '../read-answers.ts';
import { readServers, type ServerFlags } from '../read-servers.ts';
import { progress } from '../progress.ts';
import { readInputs } from '../read-inputs.ts';
import type { RecordFlags } from '../report-flags.ts';
import { type ReportFlags, readTargets, writeReports } from '../report-targets.ts';
import { type SourceFlags, sourceOptions } from '../source-flags.ts';
import { type Entered, realWorld, type World } from '../world.ts';

/** The arguments and flags of `heddle run`. */
export interface RunFlags
  extends SourceFlags, ServerFlags, AnswerFlags, LimitFlags, RecordFlags, ReportFlags {
  readonly document: string;
  readonly workflow?: string;
  readonly input?: readonly string[];
  readonly inputs?: string;
  readonly sandbox?: boolean;
  /** Make the repairs that findings offer, in memory. */
  readonly repair?: boolean;
  readonly mode: Mode;
  readonly credentials?: string;
  readonly suppressions?: string;
  readonly listen?: string;
  readonly config?: string;
  /** The file in which the run is kept. */
  readonly store?: string;
  readonly runId?: string;
  readonly key?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** `heddle run`: refuses before anything is sent, or runs the workflow and reports how it ended. Returns the exit code. */
export async function run(flags: RunFlags, io: Io): Promise<number> {
  const { targets, diagnostics } = readTargets(flags, io);
  const session: Session = { flags, io, world: await worldOf(flags, io) };
  const result = diagnostics.some(stops) ? refuse(session, diagnostics) : await carryOutAndLeave(session);
  writeReports(result, targets, io, { verbose: flags.verbose === true });
  const { status } = result;
  // Of a kept run: one that is behind others, unless it was left by an interruption.
  if (status === 'running' || status === 'queued')
    return exitCodes[io.signal?.aborted === true ? 'cancelled' : 'needs-attention'];
  return exitCodes[status];
}

/** What stays the same from the first look at the flags to the report. */
interface Session {
  readonly flags: RunFlags;
  readonly io: Io;
  readonly world: World;
}

/** Emulators and mocks are loaded only where they are asked for. */
async function worldOf(flags: RunFlags, io: Io): Promise<World> {
  return flags.sandbox === true
    ? (await import('../sandbox-world.ts')).sandboxWorld(flags, io)
    : realWorld(flags, io);
}

async function carryOutAndLeave(session: Session): Promise<RunResult> {
  try {
    return await carryOut(session);
  } finally {
    await session.world.leave?.();
  }
}

async function carryOut(session: Session): Promise<RunResult> {
  const { flags, io } = session;
  const sources = sourceOptions(flags, io);
  const servers = readServers(flags);
  const file = await readGivenFile(flags.inputs, io);
  const usage = [...sources.diagnostics, ...servers.diagnostics, ...file.diagnostics, ...aimless(flags)];
  if (usage.some(stops)) return refuse(session, usage, file);

  // The emulators answer for the providers' own servers.
  const inFile = flags.sandbox === true ? {} : file.servers;
  const given = { file, servers: { ...inFile, ...servers.choices } };
  const options: LoadOptions = {
    mode: flags.mode,
    ...sources.options,
    servers: given.servers,
    mocked: flags.sandbox === true,
    repair: flags.repair === true,
    relocate: flags.repair === true,
  };
  const read = (supply: Supply): Promise<Loaded> =>
    load(documentPath(flags.document, io), { ...options, supply });
  const first = await read(file.supply);
  const supply = await completeSupply(first, file.supply, flags, io);
  if (supply === undefined) return { ...refusal(first.diagnostics), status: 'cancelled' };
  const loaded = supply === file.supply ? first : await read(supply);
  tellRepairs(loaded, session);
  return { ...(await carryOutLoaded(session, loaded, { ...given, supply })), repairs: loaded.repairs };
}

/** What the person gives to a run beside the document. */
interface Given {
  readonly file: GivenFile;
  readonly servers: Readonly<Record<string, ServerChoice>>;
  readonly supply: Supply;
}

/** Findings for flags that say how mocks answer, or how a run is kept, where there are no mocks or the run is not kept. */
function aimless({ document, sandbox, answer, seed, store, runId, key }: RunFlags): readonly Diagnostic[] {
  const about = (flag: string, what: string, needed: string): Diagnostic =>
    diagnose('usage/invalid', `${flag} is about ${what}.`, { hint: `Add ${needed}.` });
  const unkept = store === undefined;
  const unmocked = sandbox !== true;
  const unserved = diagnose('usage/invalid', 'A run in the sandbox is not kept: its stand-ins end with it.', {
    hint: `Serve them with heddle sandbox ${document} in another terminal, and run with --store and the --server flags that it prints.`,
  });
  return [
    ...(unkept || unmocked ? [] : [unserved]),
    ...(unmocked && answer !== undefined ? [about('--answer', 'mocks', '--sandbox')] : []),
    ...(unmocked && seed !== undefined ? [about('--seed', 'mocks', '--sandbox')] : []),
    ...(unkept && runId !== undefined ? [about('--run-id', 'runs that are kept', '--store')] : []),
    ...(unkept && key !== undefined ? [about('--key', 'runs that are kept', '--store')] : []),
  ];
}

/** Each repair is told: what runs is not quite what is written. */
function tellRepairs({ repairs }: Loaded, { io, flags }: Session): void {
  if (repairs.length === 0 || flags.quiet === true) return;
  const shownFile = (file: string): string => shownPath(file, io.cwd);
  io.stderr.write(
    `${prettyRepairs(repairs, { style: styleOf(io.stderr, io.env), shownFile, word: 'repaired' })}\n`,
  );
}

async function carryOutLoaded(
  session: Session,
  loaded: Loaded,
  { file, servers, supply }: Given,
): Promise<RunResult> {
  const { flags, io, world } = session;
  const { plan } = loaded;
  if (plan === undefined) return refuse(session, loaded.diagnostics, loaded);
  const workflowId = chooseWorkflow(plan, flags.workflow);
  if (typeof workflowId !== 'string') return refuse(session, [...loaded.diagnostics, workflowId], loaded);

  const schema = plan.workflows.find((workflow) => workflow.workflowId === workflowId)?.inputs;
  const given = readInputs(flags.input, file, schema, io);
  const read = new Map([...loaded.texts, ...file.texts]);
  const asked = [...loaded.diagnostics, ...given.diagnostics];
  if (given.diagnostics.some(stops)) return refuse(session, asked, { texts: read });
  const entered = await world.enter(plan, workflowId, loaded.sources ?? {});
  if ('findings' in entered) return refuse(session, [...asked, ...entered.findings], { texts: read });
  const texts = new Map([...read, ...(entered.texts ?? [])]);
  const found = [...asked, ...(entered.diagnostics ?? [])];
  const inputs = await completeInputs(given.inputs, schema, { ...flags, made: entered.inputs }, io);
  if (inputs === undefined) return { ...refusal(found, workflowId), status: 'cancelled' };

  const { prepared, diagnostics } = await prepare(plan, {
    ...(io.clock === undefined ? {} : { clock: io.clock }),
    servers,
    supply,
    limits: limitsOf(flags),
    ...(flags.record === undefined ? {} : { record: flags.record }),
    ...entered.options,
    workflowId,
  });
  const { admit } = prepared ?? (await compileInputs(schema));
  const unfit = admit?.(inputs).diagnostics ?? [];
  const unauthorized = unfit.some(stops) ? [] : ((await prepared?.authorize()) ?? []);
  const wrong = [...unfit, ...unauthorized];
  if (prepared === undefined || wrong.some(stops)) {
    await prepared?.close();
    const shown = (prepared?.redactor ?? redactor([])).ofRun(inputs, schema).inputs(inputs, schema);
    const refused = refuse(session, [...found, ...diagnostics, ...wrong], { texts }, workflowId, shown);
    const lacks = [...diagnostics, ...wrong].some(
      ({ code, severity }) => code === 'credentials/missing' && severity === 'error',
    );
    if (lacks && flags.sandbox !== true && flags.quiet !== true) suggestSandbox(session);
    return refused;
  }
  const told = [...found, ...diagnostics, ...wrong].filter(isTold(flags));
  if (flags.quiet !== true) tellFindings(told, io, texts);
  try {
    const result = await watchRun(session, entered, prepared, inputs);
    return { ...result, diagnostics: [...found, ...result.diagnostics] };
  } finally {
    await prepared.close();
  }
}

/** Tells of the sandbox: for those who have no keys yet. */
function suggestSandbox({ flags, io }: Session): void {
  io.stderr.write(`To try it without credentials: heddle run ${sanitize(flags.document)} --sandbox\n\n`);
}

async function watchRun(
  { flags, io }: Session,
  world: Entered,
  prepared: Prepared,
  inputs: Outputs,
): Promise<RunResult> {
  const style = styleOf(io.stderr, io.env, flags.verbose);
  const isQuiet = flags.quiet === true;
  const { bold, dim } = style.colours;
  const title = `${bold(sanitize(prepared.workflowId))}  ${dim(sanitize(prepared.plan.title))}\n`;
  const note = world.note === undefined ? '' : `${dim(world.note)}\n`;
  if (!isQuiet) io.stderr.write(`${title}${note}\n`);
  const view = progress(prepared.plan, style, io.stderr);
  let current: Effect | undefined;
  const tellInterruption = (): void => {
    if (current?.kind !== 'call' || current.action === 'receive') return;
    view.stop();
    const name = sanitize(current.name);
    io.stderr.write(
      `Interrupted: waiting for the answer to ${name}. Interrupt again to leave without it: whether it took effect is then unknown.\n`,
    );
  };
  io.signal?.addEventListener('abort', tellInterruption, { once: true });
  try {
    const watch = (event: RunEvent, masking: Redactor): void => {
      world.watch?.(event);
      if (event.kind === 'begins') current = event.effect;
      if (!isQuiet) view.watch(event, masking);
    };
    const { store, runId, key } = flags;
    const result =
      store === undefined
        ? await start(prepared, { inputs, watch, ...(io.signal === undefined ? {} : { signal: io.signal }) })
        : await (
            await import('../start-kept.ts')
          ).startKept(prepared, { store, runId, key, inputs, watch }, io);
    view.stop();
    if (!isQuiet) {
      const lines = world.traces(
        prepared.redactor.ofRun(inputs, inputsSchema(prepared.plan, prepared.workflowId)),
        style,
      );
      // Findings that refuse a run have a blank line after them already.
      const gap = result.status === 'refused' ? '' : '\n';
      io.stderr.write(`${gap}${lines.map((line) => `${line}\n`).join('')}`);
    }
    // An interrupted call fails, and so may its step; what happened is that the person interrupted.
    return io.signal?.aborted === true && result.status === 'failed'
      ? { ...result, status: 'cancelled' }
      : result;
  } finally {
    io.signal?.removeEventListener('abort', tellInterruption);
    view.stop();
  }
}

/** Warnings are told to everyone, notes to those who want everything. */
function isTold({ verbose }: RunFlags): (diagnostic: Diagnostic) => boolean {
  return ({ severity }) => severity !== 'info' || verbose === true;
}

/** Tells the findings that refuse a run, and makes its result. */
function refuse(
  { flags, io }: Session,
  diagnostics: readonly Diagnostic[],
  { texts }: Pick<Loaded, 'texts'> = { texts: new Map() },
  workflowId?: string,
  inputs: Outputs = {},
): RunResult {
  tellFindings(diagnostics.filter(flags.quiet === true ? stops : isTold(flags)), io, texts);
  if (flags.quiet !== true) tellSuppliable(diagnostics, flags.document, io);
  return refusal(diagnostics, workflowId, inputs);
}
