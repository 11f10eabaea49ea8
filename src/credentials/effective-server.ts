import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { serverUrl } from '../openapi/choose-server.ts';
import type { Operation, Server } from '../openapi/operation.ts';
import { chooseDescribed, type ServerChoice } from './server-choice.ts';

/** Where an operation's calls go. */
export interface EffectiveServer {
  /** Absolute, with one slash less at its end than was given; an operation's path is appended to it as text. */
  readonly baseUrl: string;
  /** Scheme, host and port of `baseUrl`, as credentials are bound to it. */
  readonly origin: string;
}

/**
 * The server of an operation: its first one, another that the user chose, or what the user put in its place with `--server`. An override without a path replaces only the origin and
 * keeps the description's base path (`http://127.0.0.1:4010` and `https://api.twilio.com/2010-04-01` give `http://127.0.0.1:4010/2010-04-01`);
 * one with a path replaces the whole. A finding when there is no usable URL; the caller adds the place.
 */
export function effectiveServer(
  operation: Pick<Operation, 'servers'>,
  choice?: ServerChoice,
): EffectiveServer | Diagnostic {
  if (typeof choice === 'string') return overridden(operation.servers[0], choice);
  const server = chooseDescribed(operation.servers, choice);
  if (server === undefined) return noServer;
  if ('code' in server) return server;
  const described = serverUrl(server, choice?.variables);
  return 'problem' in described ? described.problem : at(described.url);
}

function overridden(server: Server | undefined, override: string): EffectiveServer | Diagnostic {
  const given = serverUrl({ url: override, variables: {} });
  if ('problem' in given) return invalidOverride(override);
  const { origin, pathname } = new URL(given.url);
  if (pathname !== '/' || server === undefined) return at(given.url);
  // A description without a host of its own says at least what the path is.
  const described = serverUrl(server.url.startsWith('/') ? { ...server, url: origin + server.url } : server);
  if ('problem' in described) return described.problem;
  return at(origin + described.url.slice(new URL(described.url).origin.length));
}

/** Whether an origin is on this machine: nothing that is sent there can be overheard. */
export function isLoopback(origin: string): boolean {
  const { hostname } = new URL(origin);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function at(url: string): EffectiveServer {
  return { baseUrl: url, origin: new URL(url).origin };
}

const noServer = diagnose('source/no-server', 'The operation has no server.', {
  hint: 'Name the server: --server <source>=<url>.',
});

/** The override is not repeated: it may carry a password. */
function invalidOverride(override: string): Diagnostic {
  if (/^https?:\/\/[^/?#]*@/i.test(override)) {
    return diagnose(
      'source/invalid-url',
      'The server that was given has a user name or password in its URL.',
      {
        hint: 'Leave out what stands before the @: credentials come from the environment, or from --credentials <file>.',
      },
    );
  }
  const shown = /^[a-z][a-z0-9+.-]*:\/\/[^@?#]*$/i.test(override) ? ` "${override}"` : '';
  return diagnose('source/invalid-url', `The server${shown} that was given is not an http or https URL.`, {
    hint: 'Give scheme, host and perhaps a path: --server <source>=http://127.0.0.1:4010.',
  });
}
