import { lookup as lookUp } from 'node:dns/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { isIP, type LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';
import { checkedLookup, type Resolve } from './checked-lookup.ts';
import { collectBody } from './collect-body.ts';
import { displayUrl } from './display-url.ts';
import { explainFailure, UnavailableError } from './explain-failure.ts';
import { bareAddress, isLoopbackAddress, isLoopbackHost, isPublicAddress } from './public-address.ts';
import { textHash } from './text-hash.ts';
import { type FetchOptions, maxTextBytes, type TextResult } from './text-result.ts';

/** What a fetch takes from its surroundings; tests replace them. */
export interface FetchPorts {
  readonly resolve?: Resolve;
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are looked up, in either case. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What a server calls a text by, so that it need not send it again (RFC 9110, 8.8). */
export interface Version {
  /** The hash of the URL where it was in the end: URLs may hold secrets, and versions are kept. */
  readonly at: string;
  readonly etag?: string;
  readonly lastModified?: string;
}

/** A text that was retrieved, with its version; or that the version that is known is still the one; or why it could not be had. */
export type VersionResult =
  | (Extract<TextResult, { readonly ok: true }> & {
      readonly version: Version;
      /** The server does not want it to be kept. */
      readonly noStore: boolean;
    })
  | { readonly ok: true; readonly unchanged: true }
  | Extract<TextResult, { readonly ok: false }>;

/** A fetch in progress. */
interface Exchange {
  readonly known: Version | undefined;
  readonly agent: Dispatcher;
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
 * the ones connected to, so a name cannot change its meaning in between (clause M). Failures are values.
 */
export async function fetchText(
  url: string,
  options: FetchOptions = {},
  ports: FetchPorts = {},
): Promise<TextResult> {
  const result = await fetchVersion(url, options, ports);
  if (!result.ok) return result;
  if ('unchanged' in result) throw new Error('No version is known.');
  return { ok: true, text: result.text, location: result.location };
}

/** Fetches a text as {@link fetchText} does, unless the version that is known is still the one. */
export async function fetchVersion(
  url: string,
  options: FetchOptions & { readonly known?: Version | undefined } = {},
  ports: FetchPorts = {},
): Promise<VersionResult> {
  if (!URL.canParse(url)) return { ok: false, reason: 'invalid-url', message: 'The URL cannot be read.' };
  const first = new URL(url);
  const allowInsecure = options.allowInsecure === true;
  const milliseconds = options.timeoutMilliseconds ?? defaultTimeoutMilliseconds;
  const timeout = AbortSignal.timeout(milliseconds);
  const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
  let agent: Dispatcher | undefined;
  try {
    const lookup = checkedLookup(ports.resolve ?? resolveName, (address, hostname) => {
      assertAddress(address, mayBeLocal(hostname, first, allowInsecure), allowInsecure);
    });
    agent = await makeAgent({ lookup, timeout: milliseconds }, ports.env ?? process.env);
    const maxBytes = options.maxBytes ?? maxTextBytes;
    const { known } = options;
    const exchange = { agent, first, allowInsecure, signal, maxBytes, known };
    return await Promise.race([follow(exchange), aborted(signal)]);
  } catch (error) {
    return explainFailure(error);
  } finally {
    // Not awaited: it would wait for a connection that is still being made.
    void agent?.destroy();
  }
}

/** Rejects when the signal is given. undici hears it only once a connection is made, which can take as long as it likes. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

/** An agent for one fetch. Behind a proxy the proxy resolves names, so then it is the proxy that decides which networks can be reached. */
async function makeAgent(
  connect: { readonly lookup: LookupFunction; readonly timeout: number },
  env: NonNullable<FetchPorts['env']>,
): Promise<Dispatcher> {
  const { EnvHttpProxyAgent } = await import('undici');
  const httpProxy = env['http_proxy'] || env['HTTP_PROXY'] || '';
  const direct = env['no_proxy'] || env['NO_PROXY'];
  return new EnvHttpProxyAgent({
    connect,
    pipelining: 0,
    httpProxy,
    httpsProxy: env['https_proxy'] || env['HTTPS_PROXY'] || httpProxy,
    noProxy: `${direct ? `${direct},` : ''}localhost,127.0.0.1,[::1]`,
  });
}

async function follow(exchange: Exchange): Promise<VersionResult> {
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
    if (statusCode === 304 && exchange.known?.at === textHash(url.href)) {
      await response.body.dump({ limit: 16_384, signal: exchange.signal });
      return { ok: true, unchanged: true };
    }
    if (statusCode !== 200) {
      await response.body.dump({ limit: 16_384, signal: exchange.signal });
      const reason = statusCode === 404 || statusCode === 410 ? 'not-found' : 'http-status';
      const where = redirects === 0 ? '' : ` from ${displayUrl(url)}`;
      throw new UnavailableError(reason, `HTTP ${statusCode}${where}.`);
    }
    const text = await collectBody(response.body, headers['content-encoding'], exchange);
    const noStore = /\bno-store\b/i.test(String(headers['cache-control'] ?? ''));
    return { ok: true, text, location: displayUrl(url), version: versionOf(url, headers), noStore };
  }
  throw new UnavailableError('too-many-redirects', `More than ${maxRedirects} redirects.`);
}

function versionOf({ href }: URL, { etag, 'last-modified': lastModified }: IncomingHttpHeaders): Version {
  return {
    at: textHash(href),
    ...(typeof etag === 'string' ? { etag } : {}),
    ...(typeof lastModified === 'string' ? { lastModified } : {}),
  };
}

/** The version that is known is asked for where it was, and nowhere else. */
function conditions({ href }: URL, known: Version | undefined): Record<string, string> {
  if (known === undefined || known.at !== textHash(href)) return {};
  const { etag, lastModified } = known;
  return {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(lastModified === undefined ? {} : { 'if-modified-since': lastModified }),
  };
}

function get(url: URL, { agent, signal, known }: Exchange): Promise<Dispatcher.ResponseData> {
  return agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: 'GET',
    headers: {
      accept: 'application/yaml, application/json, text/yaml, text/plain;q=0.9, */*;q=0.5',
      'accept-encoding': 'gzip, deflate, br',
      'user-agent': 'heddle',
      ...conditions(url, known),
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
  return lookUp(hostname, { all: true });
}
