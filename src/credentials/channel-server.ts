import type { ChannelServer } from '../asyncapi/channel.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { filledUrl } from '../openapi/choose-server.ts';
import type { Server } from '../openapi/operation.ts';
import type { ChannelPlan } from '../plan/plan.ts';
import { effectiveServer } from './effective-server.ts';
import { chooseDescribed, type ServerChoice } from './server-choice.ts';

/** The server that a channel's messages go through. */
export interface EffectiveChannelServer {
  /** Absolute, without a trailing slash. */
  readonly url: string;
  /** Lower case: `https`, `kafka`. */
  readonly protocol: string;
  readonly isHttp: boolean;
  /** What the description says of it, when that is over HTTP too: credentials are bound to its origin. */
  readonly described: readonly Server[];
  /** What it requires, or the operation that is used there. */
  readonly security: ChannelServer['security'];
}

/**
 * The first server of a channel, another that the user chose, or what the user put in its place with `--server`, whose scheme is then the
 * protocol. Which of several is meant is not guessed by what happens to be supported. A finding when there is no usable URL.
 */
export function channelServer(
  { channel }: ChannelPlan,
  choice: ServerChoice | undefined,
): EffectiveChannelServer | Diagnostic {
  if (typeof choice === 'string') return overridden(channel.servers[0]!, choice);
  const server = chooseDescribed(channel.servers, choice) ?? channel.servers[0]!;
  if ('code' in server) return server;
  const { protocol, security } = channel.servers.find(({ name }) => name === server.name)!;
  if (isHttp(protocol)) {
    const effective = effectiveServer(channel, choice);
    if ('code' in effective) return effective;
    return { url: effective.baseUrl, ...over(effective.origin), described: channel.servers, security };
  }
  const filled = filledUrl(server, choice?.variables);
  return 'problem' in filled
    ? filled.problem
    : { url: filled.url, ...over(`${protocol}:`), described: [], security };
}

function overridden(first: ChannelServer, override: string): EffectiveChannelServer | Diagnostic {
  const { security } = first;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(override)?.[0] ?? '';
  if (scheme !== '' && !isHttp(scheme.slice(0, -3).toLowerCase()))
    return { url: override.replace(/\/$/, ''), ...over(scheme.toLowerCase()), described: [], security };
  const described = isHttp(first.protocol) && first.url !== '' ? [first] : [];
  const effective = effectiveServer({ servers: described }, override);
  if ('code' in effective) return effective;
  return { url: effective.baseUrl, ...over(effective.origin), described, security };
}

/** The protocol of a URL or scheme. */
function over(url: string): Pick<EffectiveChannelServer, 'protocol' | 'isHttp'> {
  const protocol = url.split(':', 1)[0]!;
  return { protocol, isHttp: isHttp(protocol) };
}

function isHttp(protocol: string): boolean {
  return protocol === 'http' || protocol === 'https';
}
