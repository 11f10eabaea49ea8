import { fetchVersion, type FetchPorts } from './fetch-text.ts';
import type { FetchedHash } from './lock/drift.ts';
import { textCache } from './text-cache.ts';
import type { FetchText, TextResult } from './text-result.ts';

/** How texts are fetched and cached. */
export interface CachedFetchOptions extends FetchPorts {
  /** Hosts, with the port where it is not the usual one, at which plain http and private addresses are allowed. */
  readonly allowedHosts?: ReadonlySet<string>;
  readonly fetch?: typeof fetchVersion;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** A fetch, and what it has learned. */
export interface CachedFetch {
  readonly fetchText: FetchText;
  readonly fetchedHash: FetchedHash;
}

/** For so long the server is not asked again, in milliseconds: many documents share their sources. */
const freshMilliseconds = 60_000;

/** More answers than these are not remembered. */
const mostAnswers = 4096;

/**
 * Fetches texts as `fetchText` does, and keeps them on disk: a server is only asked whether it has another version (RFC 9110, 13), and within
 * a minute not even that, nor for what could not be had. Never is something old given in the place of what cannot be had. What was
 * answered with one permission counts for that one alone.
 * @param folder Of the texts; made when it is needed, for its owner alone.
 */
export function cachedFetch(folder: string, options: CachedFetchOptions = {}): CachedFetch {
  const { allowedHosts = new Set(), fetch = fetchVersion, now = Date.now, ...ports } = options;
  const cache = textCache(folder);
  /** Why a text could not be had; `kept` when it could. */
  const answers = new Map<string, { readonly at: number; readonly what: 'kept' | TextResult }>();

  const fetchText: FetchText = async (url, given = {}) => {
    const allowInsecure = given.allowInsecure === true || isAt(url, allowedHosts);
    const key = `${allowInsecure} ${url}`;
    const answer = answers.get(key);
    const isFresh = answer !== undefined && now() - answer.at < freshMilliseconds;
    if (isFresh && answer.what !== 'kept') return answer.what;
    const entry = await cache.read(url);
    if (isFresh && entry !== undefined) return { ok: true, text: entry.text, location: entry.location };

    const fetched = await fetch(url, { ...given, allowInsecure, known: entry?.version }, ports);
    const remember = (what: 'kept' | TextResult): void => {
      if (answers.size >= mostAnswers) answers.clear();
      answers.set(key, { at: now(), what });
    };
    if (!fetched.ok) {
      if (fetched.reason !== 'cancelled') remember(fetched);
      return fetched;
    }
    if ('unchanged' in fetched) {
      await cache.touch(url);
      remember('kept');
      return { ok: true, text: entry!.text, location: entry!.location };
    }
    const { text, location, version, noStore } = fetched;
    if (!noStore) {
      await cache.write(url, { text, location, version });
      remember('kept');
    }
    return { ok: true, text, location };
  };
  return { fetchText, fetchedHash: cache.hash };
}

function isAt(url: string, hosts: ReadonlySet<string>): boolean {
  return URL.canParse(url) && hosts.has(new URL(url).host);
}
