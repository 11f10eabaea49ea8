import { effectiveServer } from './credentials/effective-server.ts';
import { reachableCalls, reachableMessages } from './credentials/reachable-calls.ts';
import { sourceIdentity } from './credentials/source-identity.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import type { ExpectingStep } from './emulator/cooperation/expected-answer.ts';
import { usesIn } from './emulator/cooperation/uses.ts';
import { createDocumentSandbox, type DocumentSandbox } from './emulator/document-sandbox.ts';
import { exampleInputs } from './emulator/example-inputs.ts';
import { manualClock } from './emulator/manual-clock.ts';
import { writeAnswer } from './emulator/mock/mock-answer.ts';
import { type Alternative, alternativesOf } from './emulator/simulation/alternatives.ts';
import { type Assumption, assumptionsOf, type PlayedExchange } from './emulator/simulation/assumptions.ts';
import { type Choice, explore, type PlayedCall } from './emulator/simulation/explore.ts';
import type { CallEffect } from './engine/effect.ts';
import { type HttpRequest, type Transport, TransportFailure } from './engine/ports.ts';
import type { Outputs } from './expression/scope.ts';
import type { Redactor } from './http/redact.ts';
import { type CompileSchema, loadSchemaCompiler } from './openapi/schema/compile-schema.ts';
import { knownBody } from './plan/rules/check-outcomes.ts';
import type { CallPlan, Plan } from './plan/plan.ts';
import { targetText } from './plan/compile/target-text.ts';
import { inputsSchema } from './plan/inputs/workflow-inputs.ts';
import { prepare, type Prepared, type PrepareOptions } from './prepare.ts';
import { profileOf } from './providers/profiles.ts';
import { memorySuppressions } from './providers/suppressions.ts';
import type { RunResult } from './report/run-result.ts';
import { start } from './run.ts';
import type { LoadedSource } from './sources/loaded-source.ts';

/** How a workflow is simulated. */
export interface SimulateOptions extends Pick<PrepareOptions, 'supply'> {
  /** The descriptions that the plan was compiled from, by name: `load` gives them. */
  readonly sources: Readonly<Record<string, LoadedSource>>;
  readonly workflowId: string;
  /** Inputs in the place of made ones, by name. */
  readonly inputs?: Outputs;
  /** The same seed gives the same answers and inputs. */
  readonly seed?: string;
  /** Scenarios at the most; 200 unless given. */
  readonly most?: number;
}

/** What a workflow does under each outcome of its steps. */
export interface Simulation {
  readonly workflowId: string;
  /** With secrets and personal data masked. */
  readonly inputs: Outputs;
  /** In document order, with those of the workflows that it runs. */
  readonly steps: readonly SimulatedStep[];
  readonly scenarios: readonly Scenario[];
  /** Whether the scenarios are all that there are; else a step that none reached may be reached by another. */
  readonly complete: boolean;
  /** What keeps it from being simulated: then there is no scenario. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A step, and where it is reached. */
export interface SimulatedStep {
  /** `workflowId/stepId`. */
  readonly step: string;
  /** `POST /orders`, or `send orders.placed` on a channel; absent for a step that runs a workflow. */
  readonly operation?: string;
  /** Numbers of the scenarios that reach it. */
  readonly reached: readonly number[];
}

/** One way that a run may take. */
export interface Scenario {
  /** From 1. */
  readonly number: number;
  /** What is not the best outcome of its step, in order; empty for the scenario in which everything is. */
  readonly outcomes: readonly Choice[];
  /** The steps that were entered, in order, each once. */
  readonly reached: readonly string[];
  readonly status: RunResult['status'];
  /** Why, when it does not complete. */
  readonly reason?: string;
  /** What it would send, with secrets and personal data masked. */
  readonly sends: readonly SimulatedRequest[];
  /** What else must happen for its answers to come together; empty when they do not contradict one another. */
  readonly assumes: readonly Assumption[];
}

/** A request that would be sent. */
export interface SimulatedRequest {
  readonly step: string;
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

/** Enough for every loop that ends; one that does not is told as one that reached the limit. */
const limits = { maxSteps: 100, maxVisits: 10 };

/**
 * Drives a workflow through the outcomes of its steps: what providers are known to answer, else what is documented, so that it satisfies and that it
 * violates the criteria; and failures of the network. Sends nothing, takes no time, and comes to the same for the same seed.
 * @example
 * const { plan, sources = {} } = await load('workflow.yaml', { mocked: true });
 * const { steps } = await simulate(plan, { sources, workflowId: 'order' });
 * console.log(steps.filter(({ reached }) => reached.length === 0));
 */
export async function simulate(plan: Plan, options: SimulateOptions): Promise<Simulation> {
  const { workflowId, sources, seed = workflowId, supply, most = 200 } = options;
  const clock = manualClock();
  const sandbox = await createDocumentSandbox(plan, { sources, workflowId, clock, emulators: false });
  const { find, credentials, servers, channels, follow } = sandbox;
  const inputs = { ...(await exampleInputs(plan, { workflowId, find, seed })), ...options.inputs };
  const calls = reachableCalls(plan, workflowId);
  // The described servers are what it would call; another stands in only where none can be told.
  const unknown = calls.filter(({ call }) => 'code' in effectiveServer(call.operation));
  const onChannels = reachableMessages(plan, workflowId).map(({ message }) => message.source);
  const { prepared, diagnostics } = await prepare(plan, {
    workflowId,
    credentials,
    limits,
    clock,
    transport: nowhere,
    channels,
    servers: Object.fromEntries(
      [...unknown.map(({ call }) => call.source), ...onChannels].map((source) => [source, servers[source]!]),
    ),
    ...(supply === undefined ? {} : { supply }),
  });
  const nothing = { workflowId, inputs: {}, steps: [], scenarios: [], complete: false };
  if (prepared === undefined) return { ...nothing, diagnostics };
  const refused = [...prepared.admit(inputs).diagnostics, ...(await prepared.authorize())];
  if (refused.some(stops)) return { ...nothing, diagnostics: refused };
  const compile = await loadSchemaCompiler();
  const schema = inputsSchema(plan, workflowId);
  const redactor = prepared.redactor.ofRun(inputs, schema);
  const simulating: Simulating = { plan, prepared, redactor, inputs, find, follow, seed, compile };
  const { scenarios, complete } = await explore((choices) => play(choices, simulating), most);
  const numbered = scenarios.map(({ choices, result }, index) => ({
    number: index + 1,
    outcomes: choices,
    ...result,
  }));
  return {
    workflowId,
    inputs: redactor.inputs(inputs, schema),
    steps: stepsOf(plan, workflowId, numbered),
    scenarios: numbered,
    complete,
    diagnostics: [],
  };
}

const nowhere: Transport = {
  send: () => Promise.reject(new TransportFailure('refused', 'not-sent', 'A simulation sends nothing.')),
};

/** What stays the same over all scenarios. */
interface Simulating {
  readonly plan: Plan;
  readonly prepared: Prepared;
  readonly redactor: Redactor;
  readonly inputs: Outputs;
  readonly find: DocumentSandbox['find'];
  /** Lets messages come to steps that await them. */
  readonly follow: DocumentSandbox['follow'];
  readonly seed: string;
  readonly compile: CompileSchema;
}

async function play(choices: readonly Choice[], simulating: Simulating) {
  const { prepared, redactor, inputs, follow } = simulating;
  const played = new Map<string, PlayedCall>();
  const sends: SimulatedRequest[] = [];
  const exchanges: PlayedExchange[] = [];
  const transportOf = (effect: CallEffect): Transport => {
    // What goes over channels is not explored: messages are taken, and come as they are awaited.
    if (effect.action !== undefined) return nowhere;
    const step = `${effect.workflowId}/${effect.stepId}`;
    const alternatives = alternativesIn(effect, simulating);
    const looksAt = pointersLookedAt(effect, simulating);
    const known = played.get(step);
    const calls = (known?.calls ?? 0) + 1;
    played.set(step, { step, alternatives: known?.alternatives ?? alternatives, calls });
    const choice = choices.find((each) => each.step === step && (each.once === undefined || calls === 1));
    const { reply } = alternatives.find(({ title }) => title === choice?.outcome) ?? alternatives[0]!;
    return {
      async send(request) {
        sends.push({ step, ...shown(request, redactor) });
        exchanges.push({ step, method: request.method, url: request.url, reply, looksAt });
        if (reply instanceof TransportFailure) throw reply;
        return writeAnswer(reply);
      },
    };
  };
  const fresh = { ...prepared, suppressions: memorySuppressions() };
  const result = await start(fresh, { inputs, runId: 'simulation', transportOf, watch: follow });
  const visited = result.steps.filter(({ status }) => status !== 'skipped');
  const reason = result.status === 'completed' ? undefined : result.diagnostics.find(stops)?.message;
  return {
    played: [...played.values()],
    result: {
      reached: [...new Set(visited.map(({ workflowId, stepId }) => `${workflowId}/${stepId}`))],
      status: result.status,
      ...(reason === undefined ? {} : { reason }),
      sends,
      assumes: assumptionsOf(exchanges).map((each) => ({ ...each, that: redactor.text(each.that) })),
    },
  };
}

/** Where the criteria of a step, and of what follows it, look in the body of its answer. */
function pointersLookedAt({ workflowId, stepId }: CallEffect, { prepared }: Simulating): readonly string[] {
  const { steps, positions } = prepared.context.program.workflows.get(workflowId)!;
  const { successCriteria, onSuccess, onFailure } = steps[positions.get(stepId)!]!.plan;
  const conditions = [successCriteria, ...[...onSuccess, ...onFailure].map(({ criteria }) => criteria)]
    .flat()
    .map(({ condition }) => condition);
  const pointers = conditions.flatMap((each) => [...each.matchAll(/\$response\.body#(\/[^\s'"()&|!=<>]+)/g)]);
  return [...new Set(pointers.map(([, pointer]) => pointer!))];
}

function shown({ method, url, body }: HttpRequest, redactor: Redactor): Omit<SimulatedRequest, 'step'> {
  const text = typeof body === 'string' ? { body: redactor.text(body) } : {};
  return { method, url: redactor.url(url), ...text };
}

function alternativesIn(
  effect: CallEffect,
  { plan, prepared, find, seed, compile }: Simulating,
): readonly Alternative[] {
  const workflow = prepared.context.program.workflows.get(effect.workflowId)!;
  const step = workflow.steps[workflow.positions.get(effect.stepId)!]!;
  const call = step.plan.target as CallPlan;
  const uses = usesIn(plan, workflow.plan, find);
  const expecting: ExpectingStep = { step, scope: effect.scope, positions: workflow.positions, uses };
  const { source, operation, body } = call;
  const { method, path } = operation;
  const known =
    profileOf(sourceIdentity(plan, source))?.outcomes?.({ method, path, body: body && knownBody(body) }) ??
    [];
  const isLookedAt = JSON.stringify(
    plan.workflows.map(({ steps }) =>
      steps.map(({ successCriteria, onSuccess, onFailure }) => [successCriteria, onSuccess, onFailure]),
    ),
  ).includes(`$steps.${effect.stepId}.`);
  return alternativesOf({ answering: { mock: find(call)!, seed, compile }, expecting, known, isLookedAt });
}

function stepsOf(plan: Plan, workflowId: string, scenarios: readonly Scenario[]): readonly SimulatedStep[] {
  const run = new Set([workflowId, ...reachableCalls(plan, workflowId).map((each) => each.workflowId)]);
  return plan.workflows
    .filter((workflow) => run.has(workflow.workflowId))
    .flatMap((workflow) =>
      workflow.steps.map(({ stepId, target }) => {
        const step = `${workflow.workflowId}/${stepId}`;
        const reached = scenarios.flatMap(({ number, reached: all }) => (all.includes(step) ? [number] : []));
        const operation = targetText(target);
        return { step, ...(operation === undefined ? {} : { operation }), reached };
      }),
    );
}
