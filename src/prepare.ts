import { readFileSync } from 'node:fs';
import { openMailboxes } from './channel/mailboxes.ts';
import type { WebhookListener } from './channel/webhook-listener.ts';
import type { Credentials } from './credentials/credentials.ts';
import { resolveCredentials, type ResolveCredentialsOptions } from './credentials/resolve.ts';
import { type ServerChoice, unknownVariables } from './credentials/server-choice.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import { didYouMean } from './diagnostics/near.ts';
import { completeLimits, type Limits, wrongLimits } from './engine/limits.ts';
import type { Clock, Transport } from './engine/ports.ts';
import { passedCredentials } from './http/passed-credentials.ts';
import { beyond, type Reach, within } from './http/reach.ts';
import { type Redactor, redactor } from './http/redact.ts';
import { kindOfName } from './http/secret-name.ts';
import { tokens } from './http/tokens.ts';
import { undiciTransport } from './http/undici-transport.ts';
import type { Server } from './openapi/operation.ts';
import { admitDependencies } from './plan/inputs/admit-dependencies.ts';
import { ownWorkflows } from './plan/compile/own-workflows.ts';
import { fillSupply } from './plan/fill-supply.ts';
import type { Plan } from './plan/plan.ts';
import { suppliedLocations, type Supply } from './plan/supply.ts';
import { configuredProfile } from './providers/configured-profile.ts';
import { type ProfileFlaw, profileFlaws } from './providers/profile-flaws.ts';
import type { ProfileSettings } from './providers/profile-settings.ts';
import { profileOf as knownProfileOf } from './providers/profiles.ts';
import { memorySuppressions, type Suppressions } from './providers/suppressions.ts';
import { engineContext } from './runtime/engine-context.ts';
import { prepareCalls } from './runtime/prepare-calls.ts';
import {
  awaitedPlaces,
  carriedMessages,
  type ChannelTransports,
  joined,
  prepareMessages,
  withHttp,
} from './runtime/prepare-messages.ts';
import type { Prepared } from './runtime/prepared.ts';
import { systemClock } from './runtime/system-clock.ts';
import { isObject } from './text/json.ts';

export type { Prepared };

/** What a plan is prepared with. */
export interface PrepareOptions {
  /** The only workflow of the plan, unless given. */
  readonly workflowId?: string;
  /** Variables that credentials are read from; the process's own environment unless given. */
  readonly credentials?: Readonly<Record<string, string | undefined>>;
  /** By source description name, the server to call: a URL instead of the described ones, to which the credentials of that source then go, or one of those. */
  readonly servers?: Readonly<Record<string, ServerChoice>>;
  /** Undici with a connection pool, through the proxy that the environment names, 30 s for an exchange and 10 MiB for a body, unless given. One that is given shows client certificates itself. */
  readonly transport?: Transport;
  /** By protocol, what sends and receives messages on channels (`{ kafka: ... }`). HTTP is built in. */
  readonly channels?: ChannelTransports;
  /** Where messages over HTTP are awaited; without it none can be received. */
  readonly webhooks?: WebhookListener;
  readonly clock?: Clock;
  /** The values that the plan was loaded for with names of them. */
  readonly supply?: Supply;
  /** How far a run may go; what is not given is as {@link defaultLimits} says. */
  readonly limits?: Partial<Limits>;
  /** Who must not be contacted; remembered as long as this preparation lives, unless given. */
  readonly suppressions?: Suppressions;
  /** What is known of providers that have no profile here. */
  readonly profiles?: readonly ProfileSettings[];
  /** Where calls may go, whatever descriptions name; everywhere unless given. Names are resolved by the transport: one that is given checks their addresses itself. */
  readonly reach?: Reach;
  /** What of each exchange is recorded in the journal beside its outcome: header fields and bodies, masked. Nothing unless given. */
  readonly record?: 'bodies';
}

/**
 * Prepares a workflow of a plan: chooses servers, resolves all credentials, compiles all calls. Sends nothing.
 * @returns What can be run, or the findings that refuse it.
 */
export async function prepare(
  plan: Plan,
  options: PrepareOptions = {},
): Promise<{ readonly prepared?: Prepared; readonly diagnostics: readonly Diagnostic[] }> {
  const workflowId = chooseWorkflow(plan, options.workflowId);
  if (typeof workflowId !== 'string') return { diagnostics: [workflowId] };
  const { servers = {}, credentials: env = process.env, profiles = [], reach = {} } = options;
  const flaws = profiles.flatMap((profile) => profileFlaws(profile));
  if (flaws.length > 0) return { diagnostics: flaws.map(flawFinding) };
  const profileOf = knownTo(profiles);
  const resolved = credentialsOf(plan, { workflowId, env, profileOf, servers });
  const { filled, diagnostics: lacking } = fillSupply(plan, options.supply ?? {});
  const limits = completeLimits(options.limits);
  const diagnostics = [
    ...wrongLimits(limits).map((message) =>
      diagnose('usage/invalid', message, { hint: 'Correct the limit.' }),
    ),
    ...unknownServers(plan, servers),
    ...resolved.diagnostics,
    ...outOfReach(resolved.credentials, reach),
    ...lacking,
  ];
  if (diagnostics.some(stops)) return { diagnostics };

  const { admissions, ...context } = await engineContext(filled, limits);
  const { clock = systemClock } = options;
  const { transport, close } = transportOf(options, resolved.credentials);
  const { carried, diagnostics: uncarried } = carriedMessages(plan, {
    workflowId,
    servers,
    channels: withHttp(options.channels ?? {}, transport, options.webhooks),
  });
  if (uncarried.length > 0) {
    await close();
    return { diagnostics: [...diagnostics, ...uncarried] };
  }
  const held = tokens(transport, clock);
  const passed = passedCredentials(held.secrets);
  const calls = joined(
    prepareCalls(context.program, workflowId, servers, resolved.credentials, held, profileOf, passed.learn),
    prepareMessages(context.program, carried, resolved.credentials, held, passed.learn),
  );
  const awaited = awaitedPlaces(calls);
  const prepared: Prepared = {
    plan,
    workflowId,
    servers,
    supply: options.supply ?? {},
    profiles,
    context,
    calls,
    admit: admitDependencies(plan, admissions, workflowId),
    transport,
    clock,
    suppressions: options.suppressions ?? memorySuppressions(),
    redactor: redactor(secretsOf(resolved.credentials, options.supply), passed.secrets),
    diagnostics,
    recordsBodies: options.record === 'bodies',
    authorize: held.obtain,
    listen: () => openMailboxes(awaited),
    close,
  };
  return { prepared, diagnostics };
}

/**
 * What masks a run that is only shown: it knows the credentials of its workflow as far as they are at hand, and what was supplied, as those know who
 * ran it. Refuses nothing.
 */
export function redactorFor(
  plan: Plan,
  workflowId: string,
  options: Pick<PrepareOptions, 'credentials' | 'servers' | 'supply' | 'profiles'>,
): Redactor {
  const { servers = {}, credentials: env = process.env, profiles = [] } = options;
  const { credentials } = credentialsOf(plan, { workflowId, env, profileOf: knownTo(profiles), servers });
  return redactor(secretsOf(credentials, options.supply));
}

function credentialsOf(
  plan: Plan,
  options: Omit<ResolveCredentialsOptions, 'readFile'>,
): ReturnType<typeof resolveCredentials> {
  return resolveCredentials(plan, { ...options, readFile: (path) => readFileSync(path, 'utf8') });
}

function knownTo(profiles: readonly ProfileSettings[]): ResolveCredentialsOptions['profileOf'] {
  const configured = profiles.map(configuredProfile);
  return (source) => knownProfileOf(source, configured);
}

function flawFinding({ message, hint }: ProfileFlaw): Diagnostic {
  return diagnose('config/invalid', message, { hint });
}

/** Findings for each origin that calls and tokens would need and that is beyond reach. */
function outOfReach({ calls }: Credentials, reach: Reach): Diagnostic[] {
  const origins = [...calls.values()].flatMap(({ origin, grant }) =>
    grant === undefined ? [origin] : [origin, new URL(grant.tokenUrl).origin],
  );
  return [...new Set(origins)].flatMap((origin) => {
    const refusal = beyond(origin, reach);
    return refusal === undefined
      ? []
      : [diagnose('source/out-of-reach', refusal.message, { hint: refusal.hint })];
  });
}

/** The transport that is given, or one of our own, which sends nothing beyond reach; and how it is closed, where that is ours to do. */
function transportOf(
  { transport, reach = {} }: PrepareOptions,
  { certificates }: Credentials,
): { readonly transport: Transport; readonly close: () => Promise<void> } {
  if (transport !== undefined) return { transport: within(reach, transport), close: () => Promise.resolve() };
  const own = undiciTransport({
    publicOnly: reach.publicOnly === true,
    timeoutMilliseconds: 30_000,
    maxResponseBytes: 10 * 2 ** 20,
    certificates,
    // Proxies are of the process, whatever credentials a caller gives.
    env: process.env,
  });
  return { transport: within(reach, own), close: () => own.close() };
}

/** The credentials, and supplied values that are secrets by their names. */
function secretsOf({ secrets }: Credentials, supply: Supply = {}): string[] {
  const supplied = Object.values(supply).flatMap((values) =>
    [...suppliedLocations.map((location) => values[location]), values.body].flatMap((named) =>
      Object.entries(isObject(named) ? named : {}).flatMap(([name, value]) =>
        typeof value === 'string' && kindOfName(name) === 'secret' ? [value] : [],
      ),
    ),
  );
  return [...secrets, ...supplied];
}

function unknownServers(plan: Plan, servers: Readonly<Record<string, ServerChoice>>): Diagnostic[] {
  const known = Object.keys(plan.sources);
  const strangers = Object.keys(servers)
    .filter((name) => !known.includes(name))
    .map((name) =>
      diagnose(
        'usage/invalid',
        `A server is given for the source "${name}", which the document does not use.`,
        {
          hint: didYouMean(name, known) ?? `The document uses ${known.join(', ')}.`,
        },
      ),
    );
  const described = Object.entries(servers).flatMap(([name, choice]) =>
    typeof choice === 'string' || strangers.length > 0
      ? []
      : unknownVariables(name, serversOf(plan, name), choice),
  );
  return [...strangers, ...described];
}

/** Every server of the operations and channels of a source that the plan uses. */
function serversOf({ workflows }: Plan, source: string): readonly Server[] {
  return workflows.flatMap(({ steps }) =>
    steps.flatMap(({ target }) => {
      if (target.kind === 'workflow' || target.source !== source) return [];
      return target.kind === 'operation' ? target.operation.servers : target.channel.servers;
    }),
  );
}

/** The workflow that is asked for, or the only one; a finding when there is no such choice. */
export function chooseWorkflow(plan: Plan, wanted: string | undefined): string | Diagnostic {
  const ids = ownWorkflows(plan).map((workflow) => workflow.workflowId);
  if (wanted === undefined) {
    if (ids.length === 1) return ids[0]!;
    const hint = `Name one: ${ids.join(', ')}.`;
    return diagnose('workflow/ambiguous', `The document has ${ids.length} workflows.`, { hint });
  }
  if (ids.includes(wanted)) return wanted;
  const hint = didYouMean(wanted, ids) ?? `The document has ${ids.join(', ')}.`;
  return diagnose('workflow/not-found', `There is no workflow "${wanted}".`, { hint });
}
