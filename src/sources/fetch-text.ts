import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import type { Agent, Dispatcher } from 'undici';
import { collectBody } from './collect-body.ts';
import { displayUrl } from './display-url.ts';
import { explainFailure, UnavailableError } from './explain-failure.ts';
import { bareAddress, isLoopbackAddress, isLoopbackHost, isPublicAddress } from './public-address.ts';
import { type FetchOptions, maxTextBytes, type TextResult } from './text-result.ts';

/** A name's addresses. */
type Resolve = (
  hostname: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** What a fetch is made of besides its options; tests replace the name service. */
export interface FetchPorts {
  readonly resolve?: Resolve;
}

/** A fetch in progress. */
interface Exchange {
  readonly agent: Agent;
  readonly first: URL;
  readonly allowInsecure: boolean;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

const maxRedirects = 5;
const defaultTimeoutMilliseconds = 15_000;

/**
 * Fetches a text by GET, as a stranger would: without credentials and cookies, over https (plain http only on loopback),
 * from public addresses only, with at most five redirects, each checked like the first URL. The addresses that were checked are
 * the ones connected to, so a name cannot change its meaning in between (section M of the reference). Failures are values.
 */
export async function fetchText(
  url: string,
  options: FetchOptions = {},
  ports: FetchPorts = {},
): Promise<TextResult> {
  if (!URL.canParse(url)) return { ok: false, reason: 'invalid-url', message: 'The URL cannot be read.' };
  const first = new URL(url);
  const allowInsecure = options.allowInsecure === true;
  const timeout = AbortSignal.timeout(options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
  const undici = await import('undici');
  const agent = new undici.Agent({
    connect: { lookup: checkedLookup(ports.resolve ?? resolveName, first, allowInsecure) },
    maxHeaderSize: 64 * 1024,
    pipelining: 0,
  });
  const exchange: Exchange = {
    agent,
    first,
    allowInsecure,
    maxBytes: options.maxBytes ?? maxTextBytes,
    signal: options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]),
  };
  try {
    return await follow(exchange);
  } catch (error) {
    return explainFailure(error);
  } finally {
    await agent.destroy();
  }
}

async function follow(exchange: Exchange): Promise<TextResult> {
  let url = exchange.first;
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    assertAllowed(url, exchange);
    const response = await get(url, exchange);
    const { statusCode, headers } = response;
    const target = headers['location'];
    if ([301, 302, 303, 307, 308].includes(statusCode) && typeof target === 'string') {
      await response.body.dump({ limit: 16_384, signal: exchange.signal });
      if (!URL.canParse(target, url.href))
        throw new UnavailableError('broken', `HTTP ${statusCode} to an unreadable URL.`);
      url = new URL(target, url);
      continue;
    }
    if (statusCode !== 200) {
      await response.body.dump({ limit: 16_384, signal: exchange.signal });
      const reason = statusCode === 404 || statusCode === 410 ? 'not-found' : 'http-status';
      const where = redirects === 0 ? '' : ` from ${displayUrl(url)}`;
      throw new UnavailableError(reason, `HTTP ${statusCode}${where}.`);
    }
    const text = await collectBody(response.body, headers['content-encoding'], exchange);
    return { ok: true, text, location: displayUrl(url) };
  }
  throw new UnavailableError('too-many-redirects', `More than ${maxRedirects} redirects.`);
}

function get(url: URL, { agent, signal }: Exchange): Promise<Dispatcher.ResponseData> {
  return agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      accept: 'application/yaml, application/json, text/yaml, text/plain;q=0.9, */*;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'heddle',
    },
    signal,
  });
}

/** Permissions belong to the first URL's host: a redirect to another one is held to https and public addresses. */
function mayBeLocal(hostname: string, first: URL, allowInsecure: boolean): boolean {
  return hostname === bareAddress(first.hostname) && (allowInsecure || isLoopbackHost(first.hostname));
}

/** Checks a URL before anything is sent there. An address in the URL itself never reaches the name service, so it is checked here. */
function assertAllowed(url: URL, { first, allowInsecure }: Exchange): void {
  const host = bareAddress(url.hostname);
  const local = mayBeLocal(host, first, allowInsecure);
  if (url.username !== '' || url.password !== '') {
    throw new UnavailableError(
      'has-credentials',
      'The URL carries a user name or password; sources are fetched without.',
    );
  }
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new UnavailableError('not-https', `${displayUrl(url)} is not an https URL.`);
  }
  if (isIP(host) !== 0) assertAddress(host, local, allowInsecure);
}

function assertAddress(address: string, local: boolean, allowInsecure: boolean): void {
  const allowed = isPublicAddress(address) || (local && (allowInsecure || isLoopbackAddress(address)));
  if (!allowed) {
    throw new UnavailableError('private-address', `${address} is not an address on the public internet.`);
  }
}

async function resolveName(hostname: string): ReturnType<Resolve> {
  return lookup(hostname, { all: true });
}

/** The name service of the sockets: every address of a name must be allowed, or none is used. */
function checkedLookup(resolve: Resolve, first: URL, allowInsecure: boolean): LookupFunction {
  return (hostname, options, callback) => {
    const local = mayBeLocal(hostname, first, allowInsecure);
    resolve(hostname).then(
      (found) => {
        try {
          for (const { address } of found) assertAddress(address, local, allowInsecure);
          const wanted = found.filter(({ family }) => !options.family || family === options.family);
          const one = wanted[0];
          if (one === undefined) throw new UnavailableError('unknown-host', `${hostname} has no address.`);
          if (options.all) callback(null, [...wanted]);
          else callback(null, one.address, one.family);
        } catch (error) {
          callback(error as NodeJS.ErrnoException, []);
        }
      },
      (error: NodeJS.ErrnoException) => {
        callback(error, []);
      },
    );
  };
}
