import { readText } from '../text/read-text.ts';
import { boundedCache } from './bounded-cache.ts';
import type { FetchText } from './text-result.ts';
import { maxTextBytes } from './text-result.ts';

/** What reading a text came to. */
export type Reading = ReturnType<typeof readText>;

/** Reads the text of a place; the same text of the same place may be the same value. */
export type ReadTextAt = (text: string, location: string) => Reading;

/** Reads a text anew, as large as texts of sources may be. */
export const readAnew: ReadTextAt = (text, location) => readText(text, location, { maxBytes: maxTextBytes });

/** Characters of all texts that are kept read: their trees take some ten times the memory. */
const mostCharacters = 16 * 1024 * 1024;

/**
 * Keeps what was read for whoever reads again, as documents do that are loaded one after the other and share descriptions. It holds the texts that were
 * last asked for, up to 16 Mi characters of them all unless said otherwise.
 */
export function sharedReadings(most = mostCharacters): ReadTextAt {
  const kept = boundedCache<{ readonly text: string; readonly reading: Reading }>(most);
  return (text, location) => {
    const known = kept.get(location);
    if (known?.text === text) return known.reading;
    const reading = readAnew(text, location);
    kept.set(location, { text, reading }, text.length);
    return reading;
  };
}

/**
 * Fetches each URL once for as long as its answer is kept, failures among them: for a command that reads many documents, in which nothing upstream is expected to
 * change. The bound is that of {@link sharedReadings}.
 */
export function fetchedOnce(fetchText: FetchText, most = mostCharacters): FetchText {
  const kept = boundedCache<ReturnType<FetchText>>(most);
  return async (url, options) => {
    const key = JSON.stringify([url, options]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const asked = fetchText(url, options);
    // Others that ask meanwhile wait for the same answer; what it takes is known once it is there.
    kept.set(key, asked, 1);
    const result = await asked;
    kept.set(key, asked, result.ok ? result.text.length : result.message.length);
    return result;
  };
}
