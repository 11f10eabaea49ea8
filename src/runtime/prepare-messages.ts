import { httpChannels } from '../channel/http-channels.ts';
import type { AwaitedPlace } from '../channel/mailboxes.ts';
import { compileMessage, type PreparedMessage } from '../channel/prepared-message.ts';
import type { WebhookListener } from '../channel/webhook-listener.ts';
import { usualContentType } from '../asyncapi/message-content.ts';
import { channelServer } from '../credentials/channel-server.ts';
import { callKey, type Credentials } from '../credentials/credentials.ts';
import { type ReachableMessage, reachableMessages } from '../credentials/reachable-calls.ts';
import type { ServerChoice } from '../credentials/server-choice.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Place } from '../diagnostics/place.ts';
import type { ChannelTransport, Transport } from '../engine/ports.ts';
import type { Program } from '../engine/program.ts';
import type { Tokens } from '../http/tokens.ts';
import type { Plan } from '../plan/plan.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/** By protocol, what sends and receives messages: `{ kafka: ... }`. */
export type ChannelTransports = Readonly<Record<string, ChannelTransport>>;

/** A step on a channel with what its messages go through. */
interface Carried extends ReachableMessage {
  readonly transport: ChannelTransport;
  readonly place: PreparedMessage['place'];
}

/** Where the transports of a run come from. */
export interface MessageOptions {
  readonly workflowId?: string;
  /** By source, what the user gave. */
  readonly servers: Readonly<Record<string, ServerChoice>>;
  readonly channels: ChannelTransports;
}

/** HTTP, which is built in: messages are sent over the transport of calls, and come as webhooks where somebody listens. What the user gives wins. */
export function withHttp(
  channels: ChannelTransports,
  transport: Transport,
  listener: WebhookListener | undefined,
): ChannelTransports {
  const built: ChannelTransport = {
    ...httpChannels(transport),
    ...(listener === undefined ? {} : { subscribe: listener.subscribe }),
  };
  return { http: built, https: channels['http'] ?? built, ...channels };
}

/** Finds what the messages of a workflow go through. A finding for each protocol that has no transport, before anything is sent. */
export function carriedMessages(
  plan: Plan,
  { workflowId, servers, channels }: MessageOptions,
): { readonly carried: readonly Carried[]; readonly diagnostics: readonly Diagnostic[] } {
  const findings = new Map<string, Diagnostic>();
  const carried = reachableMessages(plan, workflowId).flatMap((reachable): Carried[] => {
    const { message, stepId } = reachable;
    const { source, action, channel } = message;
    const server = channelServer(message, Object.hasOwn(servers, source) ? servers[source] : undefined);
    if ('code' in server) {
      findings.set(source, { ...server, message: `Source "${source}": ${server.message}` });
      return [];
    }
    const { protocol, url } = server;
    const transport = Object.hasOwn(channels, protocol) ? channels[protocol] : undefined;
    if (transport === undefined) {
      findings.set(`${source} ${protocol}`, noTransport(source, protocol));
      return [];
    }
    if (action === 'receive' && transport.subscribe === undefined) {
      findings.set(`${source} ${channel.address} listener`, noListener(stepId, channel.address, protocol));
      return [];
    }
    return [{ ...reachable, transport, place: { source, protocol, server: url, address: channel.address } }];
  });
  return { carried, diagnostics: [...findings.values()] };
}

/**
 * A warning for each protocol of a plan's channels that nothing speaks here unless the library is given a transport for it, which a check
 * cannot know.
 * @param placeOf Where a source is declared.
 */
export function unspokenProtocols(
  plan: Plan,
  placeOf: (source: string) => Place | undefined,
): readonly Diagnostic[] {
  const findings = new Map<string, Diagnostic>();
  for (const { message } of reachableMessages(plan)) {
    const { source } = message;
    const server = channelServer(message, undefined);
    if ('code' in server || server.isHttp) continue;
    const place = placeOf(source);
    findings.set(`${source} ${server.protocol}`, {
      ...noTransport(source, server.protocol),
      severity: 'warning',
      ...(place === undefined ? {} : { place }),
    });
  }
  return [...findings.values()];
}

/**
 * Compiles every message that a run of a workflow may send or receive, beside its calls.
 * @param passes Told of each credential that the document passes itself.
 */
export function prepareMessages(
  program: Program,
  carried: readonly Carried[],
  credentials: Credentials,
  tokens: Tokens,
  passes: (credential: string) => void,
): PreparedCalls {
  const prepared = new Map<string, Map<string, PreparedMessage>>();
  for (const { workflowId, stepId, message, transport, place } of carried) {
    const workflow = program.workflows.get(workflowId)!;
    const bound = credentials.calls.get(callKey(workflowId, stepId));
    if (bound !== undefined && bound.origin !== new URL(place.server).origin)
      throw new Error(`The credentials of step "${stepId}" were not resolved for its server.`);
    const steps = prepared.get(workflowId) ?? new Map<string, PreparedMessage>();
    steps.set(stepId, {
      kind: 'message',
      step: workflow.steps[workflow.positions.get(stepId)!]!,
      plan: message,
      place,
      transport,
      placements: bound?.placements ?? [],
      ...(bound?.grant === undefined ? {} : { token: tokens.of(bound.grant) }),
      ...compileMessage(message, program.selectors, passes),
    });
    prepared.set(workflowId, steps);
  }
  return prepared;
}

/** The places that steps of a run await messages at. */
export function awaitedPlaces(calls: PreparedCalls): readonly AwaitedPlace[] {
  return [...calls.values()].flatMap((steps) =>
    [...steps.values()].flatMap((step): AwaitedPlace[] => {
      if (step.kind !== 'message' || step.plan.action !== 'receive') return [];
      const { place, transport, plan } = step;
      const contentType = plan.channel.messages[0]?.contentType ?? usualContentType;
      return [{ place, transport, contentType }];
    }),
  );
}

/** The calls and the messages of a run together. */
export function joined(one: PreparedCalls, other: PreparedCalls): PreparedCalls {
  const ids = new Set([...one.keys(), ...other.keys()]);
  return new Map([...ids].map((id) => [id, new Map([...(one.get(id) ?? []), ...(other.get(id) ?? [])])]));
}

function noTransport(source: string, protocol: string): Diagnostic {
  const message = `The messages of source "${source}" go over ${protocol}, and nothing here speaks it.`;
  const hint = `Give a transport to the library: channels: { ${/^\w+$/.test(protocol) ? protocol : `'${protocol}'`}: ... }. Or reach the channel over HTTP: --server ${source}=https://...`;
  return diagnose('channel/no-transport', message, { hint });
}

function noListener(stepId: string, address: string, protocol: string): Diagnostic {
  const message = `Step "${stepId}" awaits messages at "${address}", and nothing listens for them over ${protocol}.`;
  const hint =
    protocol === 'http' || protocol === 'https'
      ? 'Say where webhooks are awaited: --listen 8080, or in the library webhooks: await listenForWebhooks({ port: 8080 }).'
      : 'Give a transport that can subscribe.';
  return diagnose('channel/no-listener', message, { hint });
}
