import { dirname } from 'node:path';
import type { FetchText, ReadFile, TextResult } from '../text-result.ts';
import { readCopy } from './copies.ts';
import type { LockPlace } from './find-lock.ts';
import { copiesOf, type LockedDocument, locationOf } from './lock-file.ts';

/** How texts are read. */
export interface Readers {
  readonly fetchText: FetchText;
  readonly readFile: ReadFile;
}

/**
 * Readers that give what references of locked sources led to from its copy, so that no network is needed and nothing upstream matters.
 * Anything else is read as before, or not at all when only what is locked may be read.
 */
export function lockedReaders(
  place: LockPlace,
  document: LockedDocument,
  readers: Readers,
  frozen: boolean,
): Readers {
  const folder = dirname(place.path);
  const copies = new Map<string, () => Promise<TextResult>>();
  for (const { references } of Object.values(document.sources)) {
    for (const [asked, { hash, redirectedTo = asked }] of Object.entries(references)) {
      copies.set(locationOf(asked, folder), () => readLocked(place, hash, redirectedTo));
    }
  }
  const serve = (location: string, read: () => Promise<TextResult>): Promise<TextResult> => {
    const copy = copies.get(location);
    return copy?.() ?? (frozen ? Promise.resolve(notLocked) : read());
  };
  return {
    fetchText: (url, options) => serve(url, () => readers.fetchText(url, options)),
    readFile: (path) => serve(path, () => readers.readFile(path)),
  };
}

/** The copy of a text that a lock keeps, as if it had been read where it was from. */
export async function readLocked(place: LockPlace, hash: string, location: string): Promise<TextResult> {
  const text = await readCopy(copiesOf(place.path), hash);
  return text === undefined
    ? tampered
    : { ok: true, text, location: locationOf(location, dirname(place.path)) };
}

const notLocked: TextResult = {
  ok: false,
  reason: 'not-locked',
  message: 'It is not in the lock, and only what is may be read.',
};

const tampered: TextResult = {
  ok: false,
  reason: 'tampered',
  message: 'Its locked copy is missing, or is not what was locked.',
};
