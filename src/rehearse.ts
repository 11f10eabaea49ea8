import { reachableCalls } from './credentials/reachable-calls.ts';
import type { HttpRequest, Transport } from './engine/ports.ts';
import {
  createDocumentSandbox,
  type DocumentSandboxOptions,
  operationFinder,
} from './emulator/document-sandbox.ts';
import type { MessageExchange } from './emulator/channels/channel-sandbox.ts';
import { exampleInputs } from './emulator/example-inputs.ts';
import { exampleSupply } from './emulator/example-supply.ts';
import { manualClock } from './emulator/manual-clock.ts';
import type { MockExchange } from './emulator/mock/mock.ts';
import { unresolvedExpressions } from './emulator/mock/unresolved-expressions.ts';
import { receive } from './emulator/received-request.ts';
import type { Limits } from './engine/limits.ts';
import type { Outputs } from './expression/scope.ts';
import { load, type Loaded, type LoadOptions } from './load.ts';
import { ownWorkflows } from './plan/compile/own-workflows.ts';
import type { Plan } from './plan/plan.ts';
import type { Supply } from './plan/supply.ts';
import { wantedSupply, withValue } from './plan/wanted-supply.ts';
import type { RunResult } from './report/run-result.ts';
import { run } from './run.ts';

/** How a document is rehearsed. */
export interface RehearseOptions
  extends
    Omit<LoadOptions, 'mocked' | 'servers' | 'standIn' | 'standInUse'>,
    Pick<DocumentSandboxOptions, 'answers' | 'statuses' | 'emulators' | 'invalid' | 'seed'> {
  /** Only this workflow; each one of the document unless given. */
  readonly workflowId?: string;
  /** Inputs in the place of made ones, by name. */
  readonly inputs?: Outputs;
  /** Whether values are made for what the document does not give to requests and has to be supplied. */
  readonly supplied?: boolean;
  readonly limits?: Partial<Limits>;
}

/** A document, and how each of its workflows ran against stand-ins for everything that it calls. */
export interface Rehearsal {
  readonly loaded: Loaded;
  /** In document order; none when there is no plan, for which `loaded.diagnostics` says why. */
  readonly workflows: readonly RehearsedWorkflow[];
}

/** How one workflow ran. */
export interface RehearsedWorkflow {
  readonly workflowId: string;
  /** What it was given: made from its schemas, or told. */
  readonly inputs: Outputs;
  readonly result: RunResult;
  /** Every request that was sent, in order. Credentials in them are made up. */
  readonly wire: readonly WireRequest[];
  /** What was sent to channels and came from there, in order, with what a description does not allow. */
  readonly messages: readonly MessageExchange[];
  /** What mocks made of requests, source by source: their `findings` are what a description does not allow. */
  readonly exchanges: readonly MockExchange[];
}

/** A request as it was sent, and what came of it. */
export interface WireRequest extends HttpRequest {
  /** Runtime expressions that it holds as text: empty is the proof that everything in it was evaluated. */
  readonly unresolved: readonly string[];
  /** Absent when there was no answer. */
  readonly statusCode?: number;
}

/**
 * Runs each workflow of a document with made inputs, against emulators and mocks that answer as its steps expect, and records the wire.
 * Nothing leaves this process but what reads the document and its sources; no time passes; the same seed gives the same rehearsal. Never
 * rejects for what a document says.
 * @example
 * const { workflows } = await rehearse('workflow.yaml', { repair: true });
 * for (const { result, wire } of workflows) console.log(result.status, wire.flatMap(({ unresolved }) => unresolved));
 */
export async function rehearse(document: string, options: RehearseOptions = {}): Promise<Rehearsal> {
  const first = await load(document, { ...options, mocked: true });
  const made = options.supplied === true ? await madeSupply(first, options.supply) : options.supply;
  const supply = made === undefined ? {} : { supply: made };
  const loaded =
    made === options.supply ? first : await load(document, { ...options, ...supply, mocked: true });
  const { plan } = loaded;
  const workflows: RehearsedWorkflow[] = [];
  for (const { workflowId } of plan === undefined ? [] : ownWorkflows(plan)) {
    if (options.workflowId !== undefined && workflowId !== options.workflowId) continue;
    workflows.push(await rehearseWorkflow(plan!, loaded, workflowId, { ...options, ...supply }));
  }
  return { loaded, workflows };
}

/** What is supplied, and made values for what is not. */
async function madeSupply({ draft, sources = {} }: Loaded, given: Supply = {}): Promise<Supply> {
  if (draft === undefined) return given;
  const wanted = wantedSupply(draft, reachableCalls(draft));
  const made = await exampleSupply(wanted, operationFinder(sources));
  return made.reduce((supply, { value, ...want }) => withValue(supply, want, value), given);
}

async function rehearseWorkflow(
  plan: Plan,
  { sources = {} }: Loaded,
  workflowId: string,
  options: RehearseOptions,
): Promise<RehearsedWorkflow> {
  const { inputs: given = {}, limits = {}, seed, supply } = options;
  const clock = manualClock();
  const sandbox = await createDocumentSandbox(plan, { ...options, sources, workflowId, clock });
  const made = await exampleInputs(plan, {
    workflowId,
    find: sandbox.find,
    ...(seed === undefined ? {} : { seed }),
  });
  const inputs = { ...made, ...given };
  const wire: WireRequest[] = [];
  const { servers, credentials, channels, follow, messages } = sandbox;
  const result = await run(plan, {
    workflowId,
    inputs,
    servers,
    credentials,
    channels,
    clock,
    limits,
    ...(supply === undefined ? {} : { supply }),
    // The same one each time: idempotency keys are made of it.
    runId: 'rehearsal',
    transport: recording(sandbox.transport, wire),
    watch: follow,
  });
  const exchanges = [...sandbox.mocks.values()].flatMap((mock) => mock.exchanges);
  return { workflowId, inputs, result, wire, messages, exchanges };
}

/** A transport that keeps what it sends. */
export function recording(transport: Transport, wire: WireRequest[]): Transport {
  return {
    async send(request, signal) {
      const index = wire.push({ ...request, unresolved: unresolvedExpressions(receive(request)) }) - 1;
      const response = await transport.send(request, signal);
      wire[index] = { ...wire[index]!, statusCode: response.statusCode };
      return response;
    },
  };
}
