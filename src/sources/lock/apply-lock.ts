import { dirname } from 'node:path';
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { AppliedRepair } from '../../diagnostics/repair.ts';
import type { PinnedSource } from '../load-source.ts';
import { locationFrom } from '../locate-source.ts';
import { textHash } from '../text-hash.ts';
import { type Drift, type FetchedHash, findDrift } from './drift.ts';
import { findLock, type LockPlace } from './find-lock.ts';
import { type LockedDocument, type LockedSource, type LockFault, locationOf } from './lock-file.ts';
import { lockedReaders, type Readers, readLocked } from './locked-readers.ts';

/**
 * How the lock beside a document is used: when there is one, not at all, or as all that may be read; or only for the repairs that were
 * accepted, with sources as they are upstream.
 */
export type LockUse = 'use' | 'ignore' | 'frozen' | 'repairs';

/** What a lock means for reading a document. */
export interface AppliedLock {
  readonly readers: Readers;
  /** By source description name. */
  readonly pinned: Readonly<Record<string, PinnedSource>>;
  /** Repairs that were accepted for this very text. */
  readonly repairs: readonly AppliedRepair[];
  readonly drift: readonly Drift[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the lock of a document and makes it count. One that cannot be trusted is a finding that stops, and so is, when only what is locked
 * may be read, one that is missing or of another text. Drift upstream is a warning, as far as it can be seen without the network.
 */
export async function applyLock(
  place: LockPlace,
  text: string,
  readers: Readers,
  options: { readonly use: LockUse; readonly fetchedHash: FetchedHash },
): Promise<AppliedLock> {
  const none: AppliedLock = { readers, pinned: {}, repairs: [], drift: [], diagnostics: [] };
  const { use } = options;
  if (use === 'ignore') return none;
  const lock = await findLock(place);
  if (lock !== undefined && 'fault' in lock) return { ...none, diagnostics: [unusable(place, lock)] };
  const document = lock?.document;
  if (document === undefined) return use === 'frozen' ? { ...none, diagnostics: [missing(place)] } : none;
  const hash = textHash(text);
  const repairs = document.text === hash ? document.repairs : [];
  if (use === 'repairs') return { ...none, repairs };
  // Whoever writes the accepted repairs into the document has the document that was locked.
  const isSame = document.text === hash || document.repaired === hash;
  const drift = await findDrift(place, document, readers.readFile, options.fetchedHash);
  return {
    readers: lockedReaders(place, document, readers, use === 'frozen'),
    pinned: pinnedIn(place, document),
    repairs,
    drift,
    diagnostics: [...(isSame ? [] : [stale(document, use)]), ...drift.map(drifted)],
  };
}

/** By name, the sources that a lock pins for a document. */
export function pinnedIn(place: LockPlace, { sources }: LockedDocument): Record<string, PinnedSource> {
  return Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, pinned(place, source)]));
}

function pinned(place: LockPlace, source: LockedSource): PinnedSource {
  const { url, location: locked, redirectedTo = locked, hash, origins, revision } = source;
  return {
    url,
    location: locationFrom(locationOf(locked, dirname(place.path))),
    origins,
    ...(revision === undefined ? {} : { revision }),
    read: () => readLocked(place, hash, redirectedTo),
  };
}

/** Why a lock is not used, as a finding. */
export function unusable({ path }: LockPlace, { fault, message }: LockFault): Diagnostic {
  const hint =
    'Restore the file, from version control for instance; or make it anew with heddle lock --update --yes.';
  const code = fault === 'tampered' ? 'lock/tampered' : 'lock/unreadable';
  return diagnose(code, `${path} cannot be used. ${message}`, { hint });
}

function missing({ path }: LockPlace): Diagnostic {
  return diagnose('lock/missing', `There is no lock of the document in ${path}.`, {
    hint: 'Make one with heddle lock, or leave --frozen out.',
  });
}

function stale({ repairs }: LockedDocument, use: LockUse): Diagnostic {
  const lost = repairs.length === 0 ? '' : ' The repairs that were accepted for it are not made.';
  const message = `The document is not as it was when it was locked.${lost}`;
  const hint = 'Look at what changed, then heddle lock.';
  return diagnose('lock/stale', message, use === 'frozen' ? { hint, severity: 'error' } : { hint });
}

function drifted({ name, location, isGone }: Drift): Diagnostic {
  const what = isGone ? 'is no longer there' : 'has changed';
  const message = `Source "${name}" ${what} since it was locked (${location}); the locked copy is read.`;
  return diagnose('lock/drift', message, {
    hint: 'heddle lock --update shows what changed in the operations used.',
  });
}
