import { authenticated } from '../credentials/authenticated.ts';
import { type ReachableCall, reachableCalls } from '../credentials/reachable-calls.ts';
import { sourceIdentity } from '../credentials/source-identity.ts';
import { effectiveServer } from '../credentials/effective-server.ts';
import { loadEngines } from '../criterion/criterion-engines.ts';
import { loadSelectorEngines } from '../criterion/selector-engines.ts';
import type { Effect } from '../engine/effect.ts';
import type { ChannelTransport, Clock } from '../engine/ports.ts';
import { link } from '../engine/program.ts';
import type { AsyncApiDescription } from '../asyncapi/description.ts';
import type { OpenApiDescription } from '../openapi/description.ts';
import { criterionDialects } from '../plan/compile/criterion-dialects.ts';
import type { CallPlan, Plan } from '../plan/plan.ts';
import { selectorDialects } from '../plan/compile/selector-dialects.ts';
import { profileOf } from '../providers/profiles.ts';
import { createChannelSandbox, type MessageExchange, sandboxProtocol } from './channels/channel-sandbox.ts';
import { cooperate, isCallOf } from './cooperation/cooperate.ts';
import type { FindMockOperation } from './cooperation/uses.ts';
import { emulatorTransport } from './emulator-transport.ts';
import type { Emulator } from './emulator.ts';
import { type ChooseAnswer, createMock, type Mock } from './mock/mock.ts';
import { type MockOperation, mockOperations } from './mock/mock-operation.ts';
import { placeholderCredentials } from './placeholder-credentials.ts';
import { createSandbox, type Sandbox } from './sandbox.ts';

/** A sandbox with everything that the workflows of one document call. */
export interface DocumentSandbox extends Sandbox {
  /** By source description name, those without an emulator of their own. */
  readonly mocks: ReadonlyMap<string, Mock>;
  /** By source description name, those with one. */
  readonly emulated: ReadonlyMap<string, Emulator>;
  /** What takes the messages that are sent to channels, and gives those that are awaited there. For `prepare`. */
  readonly channels: Readonly<Record<string, ChannelTransport>>;
  /** Every message on a channel so far, in order. */
  readonly messages: readonly MessageExchange[];
  /** By source description name, the server at which its mock answers, or its channels are; nothing of that name exists anywhere. For `prepare`. */
  readonly servers: Readonly<Record<string, string>>;
  /** Tells what begins and is done in a run, so that each mock knows which step calls it, and a message comes when a step awaits one. For `watch` of `start`. */
  readonly follow: (event: { readonly kind: string; readonly effect?: Effect }) => void;
  /** An operation as mocks know it, also one that is emulated. */
  readonly find: FindMockOperation;
}

/** A source as `load` gives it. */
type DescribedSource =
  | { readonly kind?: 'openapi'; readonly description: OpenApiDescription }
  | { readonly kind: 'asyncapi'; readonly description: AsyncApiDescription };

/** What a sandbox is made of. */
export interface DocumentSandboxOptions {
  /** The descriptions that the plan was compiled from, by name: `load` gives them. */
  readonly sources: Readonly<Record<string, DescribedSource>>;
  /** Only what this workflow may call; everything unless given. */
  readonly workflowId?: string | undefined;
  /** `cooperative`, unless told: mocks answer as the steps expect. Else as the descriptions say alone. */
  readonly answers?: 'cooperative' | 'described';
  /** By stepId, `workflowId/stepId` or operationId, the status that mocks answer with; the sources of those are mocked, not emulated. */
  readonly statuses?: ReadonlyMap<string, number>;
  /** Whether Stripe and Twilio are emulated where the emulators know every call; else they are mocked too. */
  readonly emulators?: boolean;
  /** What requests are answered with that a description does not allow. */
  readonly invalid?: 'refuse' | 'answer';
  readonly seed?: string;
  readonly clock?: Clock;
  /** Mocks have one origin, and each a path of its own there, so that one port can serve them. */
  readonly together?: boolean;
}

/**
 * A sandbox for a plan: an emulator for each source that has one which knows all calls of the plan, a mock for every other.
 * @example
 * const { plan, sources } = await load('workflow.yaml', { mocked: true });
 * const sandbox = await createDocumentSandbox(plan, { sources });
 * const result = await run(plan, { ...sandbox, watch: sandbox.follow, inputs });
 */
export async function createDocumentSandbox(
  plan: Plan,
  options: DocumentSandboxOptions,
): Promise<DocumentSandbox> {
  const { sources, workflowId, clock, answers = 'cooperative', statuses } = options;
  const calls = reachableCalls(plan, workflowId);
  const sandbox = createSandbox(clock === undefined ? {} : { clock });
  const emulated = emulatedIn(plan, calls, sandbox, options);
  const find = operationFinder(sources);
  const program = link(
    plan,
    await loadEngines(criterionDialects(plan)),
    await loadSelectorEngines(selectorDialects(plan)),
  );
  const cooperation = cooperate(program, { find, ...(statuses && { statuses }) });
  const choose = answers === 'cooperative' || statuses !== undefined ? cooperation.choose : undefined;
  const names = namesOf(calls).filter((name) => Object.hasOwn(sources, name) && !emulated.has(name));
  const serverOf = options.together === true ? sharedServer : ownServer;
  const channels = await createChannelSandbox(program, {
    ...options,
    find,
    descriptions: channelsOf(sources),
  });
  const mocked = Object.fromEntries(names.map((name) => [name, serverOf(name, names, calls)]));
  const servers = { ...mocked, ...channels.servers };
  const mocks = new Map(names.map((name) => [name, mockOf(name, mocked[name]!, choose, options)]));
  const emulators = [...sandbox.emulators, ...mocks.values()];
  return {
    ...sandbox,
    emulators,
    mocks,
    emulated,
    channels: { [sandboxProtocol]: channels.transport },
    messages: channels.exchanges,
    servers,
    find,
    transport: emulatorTransport(emulators),
    credentials: {
      ...placeholderCredentials(
        plan,
        authenticated(plan, workflowId, servers).filter(({ source }) => mocks.has(source)),
      ),
      ...(emulated.size === 0 ? {} : sandbox.credentials),
    },
    follow({ kind, effect }) {
      if (effect?.kind !== 'call') return;
      if (kind === 'begins') {
        cooperation.expect(effect);
        channels.expect(effect);
      }
      if (kind === 'done') cooperation.forget(effect);
    },
  };
}

function namesOf(calls: readonly ReachableCall[]): readonly string[] {
  return [...new Set(calls.map(({ call }) => call.source))];
}

/** The description of a source of operations. */
function operationsOf(
  sources: DocumentSandboxOptions['sources'],
  name: string,
): OpenApiDescription | undefined {
  const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
  return source === undefined || source.kind === 'asyncapi' ? undefined : source.description;
}

/** The descriptions of channels, by source. */
function channelsOf(sources: DocumentSandboxOptions['sources']): ReadonlyMap<string, AsyncApiDescription> {
  return new Map(
    Object.entries(sources).flatMap(([name, source]) =>
      source.kind === 'asyncapi' ? [[name, source.description] as const] : [],
    ),
  );
}

/** The mock of a source, which answers at a server. */
function mockOf(
  name: string,
  server: string,
  choose: ChooseAnswer | undefined,
  { sources, seed, invalid, clock }: DocumentSandboxOptions,
): Mock {
  const { origin } = new URL(server);
  return createMock({
    name,
    description: operationsOf(sources, name)!,
    origins: [origin],
    basePath: server.slice(origin.length),
    ...(seed === undefined ? {} : { seed: `${seed} ${name}` }),
    ...(invalid && { invalid }),
    ...(clock && { clock }),
    ...(choose && { choose }),
  });
}

/** Finds operations in the descriptions of a plan, each of which is read once. */
export function operationFinder(sources: DocumentSandboxOptions['sources']): FindMockOperation {
  const known = new Map<string, readonly MockOperation[]>();
  return (call) => {
    const { source } = call;
    const description = operationsOf(sources, source);
    const operations = known.get(source) ?? (description === undefined ? [] : mockOperations(description));
    known.set(source, operations);
    return operations.find((operation) => isCallOf(call, source, operation));
  };
}

/** The sources that have an emulator which knows all of their calls, by name; but those with a call that is told how to be answered. */
function emulatedIn(
  plan: Plan,
  calls: readonly ReachableCall[],
  sandbox: Sandbox,
  { emulators = true, statuses = new Map() }: DocumentSandboxOptions,
): ReadonlyMap<string, Emulator> {
  const told = calls.filter(({ workflowId, stepId, call }) =>
    [stepId, `${workflowId}/${stepId}`, call.operation.operationId].some(
      (name) => name !== undefined && statuses.has(name),
    ),
  );
  const mocked = new Set(told.map(({ call }) => call.source));
  return new Map(
    namesOf(calls).flatMap((name) => {
      const emulator = emulators && !mocked.has(name) ? emulatorOf(plan, name, calls, sandbox) : undefined;
      return emulator === undefined ? [] : [[name, emulator] as const];
    }),
  );
}

/** The emulator of a source that a profile recognises, when its calls go there and it knows all of them. */
function emulatorOf(
  plan: Plan,
  source: string,
  calls: readonly ReachableCall[],
  { emulators }: Sandbox,
): Emulator | undefined {
  const profile = profileOf(sourceIdentity(plan, source));
  const emulator = emulators.find(({ name }) => name === profile?.name);
  if (emulator === undefined) return undefined;
  const known = new Set(emulator.routes.map(bare));
  const own = calls.filter(({ call }) => call.source === source);
  return own.every(({ call }) => isEmulated(call, emulator, known)) ? emulator : undefined;
}

function isEmulated({ operation }: CallPlan, { origins }: Emulator, known: ReadonlySet<string>): boolean {
  const server = effectiveServer(operation);
  if ('code' in server || !origins.includes(server.origin)) return false;
  return known.has(
    bare(`${operation.method} ${server.baseUrl.slice(server.origin.length)}${operation.path}`),
  );
}

/** A route whatever its variables are called. */
function bare(route: string): string {
  return route.replaceAll(/\{[^{}]*\}/g, '{}').replace(/\.json$/, '');
}

/** A host of its own for each mock, below a name that is reserved for hosts that do not exist (RFC 2606). */
function ownServer(name: string, names: readonly string[], calls: readonly ReachableCall[]): string {
  const origin = `https://${labelOf(name, names)}.mock.invalid`;
  // Where a described server cannot be had at all, the whole URL is given, so that none of it is looked at.
  const isWhole = calls.some(
    ({ call }) => call.source === name && 'code' in effectiveServer(call.operation, origin),
  );
  return isWhole ? `${origin}/mock` : origin;
}

function sharedServer(name: string, names: readonly string[]): string {
  return `https://mock.invalid/${labelOf(name, names)}`;
}

/** A name that can be part of a host and begin a path, and that no emulated API begins its paths with. */
function labelOf(name: string, names: readonly string[]): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9-]{1,50}$/.test(name) && !/^v\d+$/i.test(name);
  const isAlone = names.every((each) => each === name || each.toLowerCase() !== name.toLowerCase());
  return isPlain && isAlone ? name.toLowerCase() : `source-${names.indexOf(name) + 1}`;
}
