import { dirname } from 'node:path';
import { isUrl } from '../locate-source.ts';
import { textHash } from '../text-hash.ts';
import type { ReadFile } from '../text-result.ts';
import type { LockPlace } from './find-lock.ts';
import { type LockedDocument, type LockedSource, locationOf } from './lock-file.ts';

/** What has become of a source since it was locked. */
export interface Drift {
  readonly name: string;
  /** The text that is another, or gone: the source itself, or a document that it refers to. */
  readonly location: string;
  readonly isGone: boolean;
}

/** The hash of what a URL last gave; undefined when that is not known. */
export type FetchedHash = (url: string) => Promise<string | undefined>;

/**
 * Sources that are no longer as they were locked, as far as that can be seen without the network: files of this machine are looked at, and
 * of URLs only what has been fetched before. An earlier version of a file does not change.
 */
export async function findDrift(
  place: LockPlace,
  { sources }: LockedDocument,
  readFile: ReadFile,
  fetchedHash: FetchedHash,
): Promise<readonly Drift[]> {
  const folder = dirname(place.path);
  const drifts = await Promise.all(
    Object.entries(sources).map(async ([name, source]): Promise<readonly Drift[]> => {
      for (const [locked, hash] of textsOf(source)) {
        const location = locationOf(locked, folder);
        const now = isUrl(location) ? await fetchedHash(location) : await hashOfFile(location, readFile);
        if (now !== undefined && now !== hash) return [{ name, location, isGone: now === gone }];
      }
      return [];
    }),
  );
  return drifts.flat();
}

/** The texts of a source, by where they were asked for, with their hashes. */
function textsOf({
  location,
  found,
  hash,
  references,
}: LockedSource): readonly (readonly [string, string])[] {
  const others = Object.entries(references).map(([asked, other]) => [asked, other.hash] as const);
  return found === 'history' ? others : [[location, hash], ...others];
}

const gone = 'gone';

async function hashOfFile(path: string, readFile: ReadFile): Promise<string> {
  const read = await readFile(path);
  return read.ok ? textHash(read.text) : gone;
}
