import { lookup } from 'node:dns/promises';
import { createRequire } from 'node:module';
import type { Agent, Dispatcher, EnvHttpProxyAgent } from 'undici';
import type { ClientCertificate } from '../credentials/credentials.ts';
import {
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
} from '../engine/ports.ts';
import { decompress } from './decompress.ts';
import { checkedLookup } from '../sources/checked-lookup.ts';
import { isPublicAddress } from '../sources/public-address.ts';
import { joinFieldLines } from './join-field-lines.ts';
import { cancelWith } from './open-exchanges.ts';
import { privateAddress } from './reach.ts';

const load = createRequire(import.meta.url);

/** Limits, connections, certificates and proxies of a transport. */
export interface UndiciTransportOptions {
  /** For the whole exchange: connecting, sending, and reading the last byte of the body. */
  readonly timeoutMilliseconds: number;
  /** Of the body, before and after content decoding. */
  readonly maxResponseBytes: number;
  /** Connections per origin; 128 when absent. */
  readonly connections?: number;
  /** Client certificates by origin, each shown to that origin alone. Verification of servers cannot be turned off. */
  readonly certificates?: ReadonlyMap<string, ClientCertificate>;
  /** Whether only addresses of the public internet are connected to. A proxy decides that itself for the names that it resolves. */
  readonly publicOnly?: boolean;
  /** Where proxies are named (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`); none are used when absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * A {@link Transport} over undici: one pool of kept-alive connections an origin, no redirects, no repeats, HTTP/1.1.
 * Header fields go out as given; only `user-agent` is added where absent, beside what framing needs (host, connection, content-length).
 */
export function undiciTransport(options: UndiciTransportOptions): Transport & { close(): Promise<void> } {
  const userAgent = `heddle/${(load('../../package.json') as { version: string }).version}`;
  const { certificates = new Map<string, ClientCertificate>() } = options;
  let agent: Dispatcher | undefined;
  const certified = new Map<string, Dispatcher>();
  const agentFor = (url: string): Dispatcher => {
    const origin = certificates.size === 0 || !URL.canParse(url) ? '' : new URL(url).origin;
    const certificate = certificates.get(origin);
    if (certificate === undefined) return (agent ??= makeAgent(options));
    let own = certified.get(origin);
    if (own === undefined) certified.set(origin, (own = makeAgent(options, certificate)));
    return own;
  };
  let closed = false;
  return {
    send(request, signal) {
      if (closed) {
        return Promise.reject(new TransportFailure('cancelled', 'not-sent', 'The transport is closed.'));
      }
      const dispatcher = agentFor(request.url);
      return new Promise<HttpResponse>((resolve, reject) => {
        exchange(dispatcher, request, signal, options, userAgent, { resolve, reject });
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([agent, ...certified.values()].map(async (each) => each?.close()));
    },
  };
}

/**
 * Loads undici at the first request, and of it only the agent: the whole package takes three times as long (60 ms against 20 ms),
 * which a command that refuses before it sends anything need not pay.
 */
function makeAgent(options: UndiciTransportOptions, certificate?: ClientCertificate): Dispatcher {
  const settings: Agent.Options = {
    connections: options.connections ?? 128,
    // One deadline covers the whole exchange, so undici's timers for its parts stay off.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: options.maxResponseBytes,
    connect: {
      timeout: options.timeoutMilliseconds,
      ...(options.publicOnly === true ? { lookup: publicLookup } : {}),
      ...certificate,
    },
  };
  const env = options.env ?? {};
  const httpProxy = env.http_proxy || env.HTTP_PROXY;
  const httpsProxy = env.https_proxy || env.HTTPS_PROXY || httpProxy;
  if (httpProxy || httpsProxy) {
    // The whole package: opening a tunnel needs more of it than the agent.
    const { EnvHttpProxyAgent: ProxyAgent } = load('undici') as {
      EnvHttpProxyAgent: typeof EnvHttpProxyAgent;
    };
    const direct = env.no_proxy || env.NO_PROXY;
    return new ProxyAgent({
      ...settings,
      // Through a tunnel too, the server sees it and the proxy does not.
      ...(certificate === undefined ? {} : { requestTls: certificate }),
      // An empty string keeps undici from reading the process's own environment.
      httpProxy: httpProxy ?? '',
      httpsProxy: httpsProxy ?? '',
      // Emulators listen on the loopback interface; no proxy can reach them.
      noProxy: `${direct ? `${direct},` : ''}localhost,127.0.0.1,[::1]`,
    });
  }
  const PooledAgent = load('undici/lib/dispatcher/agent.js') as typeof Agent;
  return new PooledAgent(settings);
}

const publicLookup = checkedLookup(
  (hostname) => lookup(hostname, { all: true }),
  (address) => {
    if (!isPublicAddress(address))
      throw new TransportFailure('rejected', 'not-sent', privateAddress(address));
  },
);

/** One request and its response. */
function exchange(
  dispatcher: Dispatcher,
  request: HttpRequest,
  signal: AbortSignal,
  options: UndiciTransportOptions,
  userAgent: string,
  settlement: Settlement,
): void {
  const { start, finish, fail } = settleOnce(settlement, signal, options.timeoutMilliseconds);
  if (signal.aborted) return fail('cancelled', 'The request was cancelled.');
  let statusCode = 0;
  let headers: Record<string, string> = {};
  const chunks: Buffer[] = [];
  try {
    const { origin, path } = target(request.url);
    dispatcher.dispatch(
      {
        origin,
        path,
        method: request.method,
        headers: fieldLines(request.headers, userAgent),
        body: request.body ?? null,
      },
      {
        onRequestStart: start,
        onResponseStart(_, status, fields) {
          if (status < 200) return;
          statusCode = status;
          headers = joinFieldLines(fields);
        },
        onResponseData(_, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          const body = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
          const coding = headers['content-encoding'];
          if (coding === undefined || body.length === 0) return finish({ statusCode, headers, body });
          decompress(body, coding, options.maxResponseBytes).then(
            (decoded) => finish({ statusCode, headers, body: decoded }),
            (failure: TransportFailure) => fail(failure.reason, failure.message),
          );
        },
        onResponseError(_, error) {
          const [reason, message] = explain(error);
          const isBody = (error as NodeJS.ErrnoException).code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
          fail(reason, isBody ? `The response body exceeds ${options.maxResponseBytes} bytes.` : message);
        },
      },
    );
  } catch (error) {
    fail(...explain(error as Error));
  }
}

interface Settlement {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (failure: TransportFailure) => void;
}

/** The deadline and the signal of an exchange. It settles once; whatever undici reports later is ignored. */
function settleOnce(
  { resolve, reject }: Settlement,
  signal: AbortSignal,
  milliseconds: number,
): {
  readonly start: (controller: Dispatcher.DispatchController) => void;
  readonly finish: (response: HttpResponse) => void;
  readonly fail: (reason: TransportFailureReason, message: string) => void;
} {
  let controller: Dispatcher.DispatchController | undefined;
  let settled = false;
  const settle = (): boolean => {
    if (settled) return false;
    settled = true;
    clearTimeout(deadline);
    letGo();
    return true;
  };
  const fail = (reason: TransportFailureReason, message: string): void => {
    if (!settle()) return;
    reject(new TransportFailure(reason, controller === undefined ? 'not-sent' : 'unknown', message));
    controller?.abort(new Error(message));
  };
  const deadline = setTimeout(
    () => fail('timeout', `No complete answer within ${milliseconds} ms.`),
    milliseconds,
  );
  const letGo = cancelWith(signal, () => fail('cancelled', 'The request was cancelled.'));
  return {
    start(started) {
      // Called before the first byte is written: a request given up while it waited for a connection never leaves.
      if (settled) started.abort(new Error('The request was given up.'));
      else controller = started;
    },
    finish(response) {
      if (settle()) resolve(response);
    },
    fail,
  };
}

/** Splits an absolute URL without changing a byte of its path and query; the fragment is not sent. */
function target(url: string): { origin: string; path: string } {
  const match = /^(https?:\/\/[^/?#]+)([^#]*)/i.exec(url);
  if (match === null)
    throw new TypeError(`"${url.split(/[?#]/, 1)[0]}" is not an absolute http or https URL.`);
  const rest = match[2]!;
  return { origin: match[1]!, path: rest.startsWith('/') ? rest : `/${rest}` };
}

function fieldLines(headers: Readonly<Record<string, string>>, userAgent: string): string[] {
  const lines: string[] = [];
  let named = false;
  for (const name of Object.keys(headers)) {
    lines.push(name, headers[name]!);
    named ||= name.length === 10 && name.toLowerCase() === 'user-agent';
  }
  if (!named) lines.push('user-agent', userAgent);
  return lines;
}

const reasons: Readonly<Record<string, TransportFailureReason>> = {
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  EACCES: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too-large',
  UND_ERR_HEADERS_OVERFLOW: 'too-large',
  // Our own aborts settle first; undici's come from a proxy that refused the tunnel.
  UND_ERR_ABORTED: 'refused',
  UND_ERR_CLOSED: 'cancelled',
  UND_ERR_DESTROYED: 'cancelled',
  UND_ERR_PRX_TLS: 'tls',
  EPROTO: 'tls',
};

/** What an error of undici or of the socket means. Happy eyeballs wraps one error an address. */
function explain(error: Error): [reason: TransportFailureReason, message: string] {
  const first: Error =
    error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  // Our own refusal to connect.
  if (first instanceof TransportFailure) return [first.reason, first.message];
  const code = (error as NodeJS.ErrnoException).code ?? (first as NodeJS.ErrnoException).code ?? '';
  const reason =
    reasons[code] ?? (/^ERR_(?:TLS|SSL)|CERT|SIGNATURE|ISSUER|CRL/.test(code) ? 'tls' : 'protocol');
  return [reason, first.message];
}
