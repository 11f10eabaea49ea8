import { randomUUID } from 'node:crypto';
import { resolveCredentials } from './credentials/resolve.ts';
import { callKey } from './credentials/credentials.ts';
import { effectiveServer } from './credentials/effective-server.ts';
import { reachableCalls } from './credentials/reachable-calls.ts';
import { sourceIdentity } from './credentials/source-identity.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import { didYouMean } from './diagnostics/near.ts';
import type { EngineContext } from './engine/engine.ts';
import { defaultLimits, type Limits } from './engine/limits.ts';
import type { Clock, Transport } from './engine/ports.ts';
import { link, type Program } from './engine/program.ts';
import type { Outputs } from './expression/scope.ts';
import { compileCall } from './http/call.ts';
import type { PreparedCall } from './http/perform.ts';
import { redactor as makeRedactor, type Redactor } from './http/redact.ts';
import { undiciTransport } from './http/undici-transport.ts';
import type { Entry } from './journal/entry.ts';
import { foldRun } from './journal/fold.ts';
import { type AdmitInputs, compileInputs } from './plan/admit-inputs.ts';
import type { Plan } from './plan/plan.ts';
import { profileOf } from './providers/profiles.ts';
import { memorySuppressions, type Suppressions } from './providers/suppressions.ts';
import { refusal, runResult, type RunResult } from './report/run-result.ts';
import { inProcessRuntime, type PreparedCalls } from './runtime/in-process.ts';
import { interpret, type RunEvent } from './runtime/interpret.ts';
import { systemClock } from './runtime/system-clock.ts';

/** What a plan is prepared with. */
export interface PrepareOptions {
  /** The only workflow of the plan, unless given. */
  readonly workflowId?: string;
  /** Variables that credentials are read from; the process's own environment unless given. */
  readonly credentials?: Readonly<Record<string, string | undefined>>;
  /** By source description name, the server to call instead of the described one. Credentials of that source then go there. */
  readonly servers?: Readonly<Record<string, string>>;
  /** Undici with a connection pool, 30 s for an exchange and 10 MiB for a body, unless given. */
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly limits?: Partial<Limits>;
  /** Who must not be contacted; remembered as long as this preparation lives, unless given. */
  readonly suppressions?: Suppressions;
}

/** What one run is started with. */
export interface StartOptions {
  readonly inputs?: Outputs;
  /** A new one unless given. Idempotency keys are made from it: the same id with the same plan repeats the same calls. */
  readonly runId?: string;
  /** Told of everything that happens, while it happens. Values in events are not masked. */
  readonly watch?: (event: RunEvent, redactor: Redactor) => void;
  readonly signal?: AbortSignal;
}

/** A plan with its calls compiled and its credentials resolved: run it as often as needed. */
export interface Prepared {
  /** Never rejects for what a provider answers; the result tells. */
  run(options?: StartOptions): Promise<RunResult>;
  /** Closes the connections, when the transport is its own. */
  close(): Promise<void>;
  /** Masks secrets as reports do. */
  readonly redactor: Redactor;
}

/**
 * Prepares a workflow of a plan: chooses servers, resolves all credentials, compiles all calls. Sends nothing.
 * @returns What runs it, or the findings that refuse it.
 */
export async function prepare(
  plan: Plan,
  options: PrepareOptions = {},
): Promise<{ readonly prepared?: Prepared; readonly diagnostics: readonly Diagnostic[] }> {
  const workflowId = chooseWorkflow(plan, options.workflowId);
  if (typeof workflowId !== 'string') return { diagnostics: [workflowId] };
  const servers = options.servers ?? {};
  const unknownServers = Object.keys(servers).filter((name) => !Object.hasOwn(plan.sources, name));
  const diagnostics: Diagnostic[] = unknownServers.map((name) =>
    diagnose('usage/invalid', `--server names the source "${name}", which the document does not use.`, {
      hint: didYouMean(name, Object.keys(plan.sources)),
    }),
  );
  const env = options.credentials ?? process.env;
  const resolved = resolveCredentials(plan, { workflowId, env, profileOf, servers });
  diagnostics.push(...resolved.diagnostics);
  if (diagnostics.some(stops)) return { diagnostics };

  const program = link(plan);
  const own = options.transport === undefined ? undiciTransport({ timeoutMilliseconds: 30_000, maxResponseBytes: 10 * 2 ** 20 }) : undefined;
  const redactor = makeRedactor(resolved.credentials.secrets);
  const calls = prepareCalls(program, workflowId, servers, resolved.credentials);
  const admissions = await compileAdmissions(plan);
  const context: EngineContext = {
    program,
    limits: { ...defaultLimits, ...options.limits },
    admit: (id, inputs) => {
      const admission = admissions.get(id)!(inputs);
      return { inputs: admission.inputs, problems: admission.diagnostics.filter(stops).map(({ message }) => message) };
    },
  };
  const suppressions = options.suppressions ?? memorySuppressions();
  const clock = options.clock ?? systemClock;

  const run = async ({ inputs: given = {}, runId = randomUUID(), watch, signal }: StartOptions = {}): Promise<RunResult> => {
    const { inputs, diagnostics: problems } = admissions.get(workflowId)!(given);
    const shown = redactor.value(inputs) as Outputs;
    if (problems.some(stops)) return refusal([...diagnostics, ...problems], shown, workflowId);
    const entries: Entry[] = [];
    const world = {
      runId,
      transport: own ?? options.transport!,
      clock,
      redactor,
      suppressions,
      signal: signal ?? new AbortController().signal,
    };
    const result = (): RunResult => runResult(plan, foldRun(context, entries), inputs, [...diagnostics, ...problems], redactor);
    try {
      await interpret(context, { runId, workflowId, inputs }, inProcessRuntime(calls, world), clock, {
        journal: (entry) => void entries.push(entry),
        ...(watch === undefined ? {} : { watch: (event: RunEvent) => watch(event, redactor) }),
      });
    } catch (error) {
      // A wait that was interrupted leaves the run between two effects.
      if (signal?.aborted !== true) throw error;
      return { ...result(), status: 'cancelled' };
    }
    return result();
  };
  return { prepared: { run, redactor, close: async () => own?.close() }, diagnostics };
}

/**
 * Runs a workflow of a plan once, in this process.
 * @example
 * const result = await run(plan, { inputs: { amount: 1999, ... }, credentials: process.env });
 */
export async function run(plan: Plan, options: PrepareOptions & StartOptions = {}): Promise<RunResult> {
  const { prepared, diagnostics } = await prepare(plan, options);
  if (prepared === undefined) return refusal(diagnostics, {}, options.workflowId);
  try {
    return await prepared.run(options);
  } finally {
    await prepared.close();
  }
}

function chooseWorkflow(plan: Plan, wanted: string | undefined): string | Diagnostic {
  const ids = plan.workflows.map((workflow) => workflow.workflowId);
  if (wanted === undefined) {
    if (ids.length === 1) return ids[0]!;
    return diagnose('workflow/ambiguous', `The document has ${ids.length} workflows.`, { hint: `Name one: ${ids.join(', ')}.` });
  }
  if (ids.includes(wanted)) return wanted;
  const hint = didYouMean(wanted, ids) ?? `The document has ${ids.join(', ')}.`;
  return diagnose('workflow/not-found', `There is no workflow "${wanted}".`, { hint });
}

function prepareCalls(
  program: Program,
  workflowId: string,
  servers: Readonly<Record<string, string>>,
  credentials: ReturnType<typeof resolveCredentials>['credentials'],
): PreparedCalls {
  const { plan } = program;
  const prepared = new Map<string, Map<string, PreparedCall>>();
  for (const { workflowId: id, stepId, call } of reachableCalls(plan, workflowId)) {
    const { origin, placements } = credentials.calls.get(callKey(id, stepId))!;
    const server = effectiveServer(call.operation, servers[call.source]);
    if ('code' in server || server.origin !== origin) throw new Error(`Step "${stepId}" has no server.`);
    const profile = profileOf(sourceIdentity(plan, call.source));
    const workflow = program.workflows.get(id)!;
    const steps = prepared.get(id) ?? new Map<string, PreparedCall>();
    steps.set(stepId, {
      step: workflow.steps[workflow.positions.get(stepId)!]!,
      method: call.operation.method,
      path: call.operation.path,
      build: compileCall(call, { baseUrl: server.baseUrl, placements, headers: profile?.headers ?? {} }),
      ...(profile === undefined ? {} : { profile }),
    });
    prepared.set(id, steps);
  }
  return prepared;
}

async function compileAdmissions(plan: Plan): Promise<ReadonlyMap<string, AdmitInputs>> {
  const admissions = new Map<string, AdmitInputs>();
  for (const { workflowId, inputs } of plan.workflows) {
    const { admit } = await compileInputs(inputs);
    if (admit === undefined) throw new Error(`The plan of workflow "${workflowId}" has an input schema that cannot be used.`);
    admissions.set(workflowId, admit);
  }
  return admissions;
}
