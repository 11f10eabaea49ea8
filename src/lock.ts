import { dirname } from 'node:path';
import { diagnose } from './diagnostics/diagnose.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import { load, type Loaded, type LoadOptions } from './load.ts';
import { unusable } from './sources/lock/apply-lock.ts';
import { pruneCopies, writeCopy, writeWhole } from './sources/lock/copies.ts';
import { findLock, lockPlace } from './sources/lock/find-lock.ts';
import {
  copiesOf,
  formatLock,
  hashesIn,
  type LockedDocument,
  type LockFault,
  type LockFile,
} from './sources/lock/lock-file.ts';
import { pinDocuments, pinnedTexts } from './sources/lock/pin-documents.ts';
import { type SourceChanges, sourceChanges } from './sources/lock/source-changes.ts';
import { textHash } from './sources/text-hash.ts';

/** How a document is locked. */
export interface LockOptions extends Omit<
  LoadOptions,
  'lock' | 'standIn' | 'standInUse' | 'text' | 'servers'
> {
  /** Take what is upstream now in the place of what is locked. */
  readonly update?: boolean;
}

/** What locking a document would write, and what would change by it. */
export interface LockDraft {
  /** The lock file. */
  readonly path: string;
  /** What it would say of the document; absent when something stops it. */
  readonly document?: LockedDocument;
  /** By source description name, what would change in the operations used. */
  readonly changes: Readonly<Record<string, SourceChanges>>;
  /** Why what is locked cannot be compared, when it is replaced all the same: a warning, since nobody sees what changes. */
  readonly uncompared?: Diagnostic;
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was read, for code frames. */
  readonly texts: ReadonlyMap<string, string>;
  /** Writes the lock, and the copies; a finding when that cannot be done. */
  write(): Promise<Diagnostic | undefined>;
}

/** Findings of these areas say that what would be pinned is not what the document means. Which server is called is no matter of it. */
const decisive =
  /^(?:source\/(?!no-server|server-variable)|lock\/|text\/|usage\/|step\/(?:operation-|unknown-source))/;

/**
 * Reads a document and what it stands on, and drafts its lock. With `update`, everything is taken from where the document says; else only
 * what is not locked yet. Nothing is written until that is asked for.
 */
export async function lock(document: string, options: LockOptions = {}): Promise<LockDraft> {
  const place = lockPlace(document, options.cwd ?? process.cwd());
  const isUpdate = options.update === true;
  const found = await findLock(place);
  const isFaulty = found !== undefined && 'fault' in found;
  const draft: LockDraft = {
    path: place.path,
    changes: {},
    diagnostics: [],
    texts: new Map(),
    write: async () => undefined,
  };
  if (isFaulty && !isUpdate) return { ...draft, diagnostics: [unusable(place, found)] };
  const file = found?.file;
  const before = isFaulty ? undefined : found?.document;
  const loaded = await load(document, {
    ...options,
    relocate: options.relocate === true || movedIn(before),
    lock: isFaulty ? 'ignore' : isUpdate ? 'repairs' : 'use',
  });
  const { documents, texts } = loaded;
  // That it is of another text is what locking is about, and origins are shown as changes.
  const diagnostics = loaded.diagnostics.filter(
    ({ code }) => decisive.test(code) && code !== 'lock/stale' && code !== 'lock/other-origin',
  );
  if (documents === undefined || diagnostics.some(stops)) return { ...draft, diagnostics, texts };
  const pinned: LockedDocument = {
    ...pinText(loaded),
    sources: await pinDocuments(documents, { folder: dirname(place.path), before }),
  };
  const changes = before === undefined ? {} : await sourceChanges(place, before, documents);
  const all = { ...file?.documents, [place.name]: pinned };
  const { [place.name]: _, ...tampered } = file?.tampered ?? {};
  return {
    ...draft,
    document: pinned,
    changes,
    ...(isFaulty ? { uncompared: uncompared(place.path, found) } : {}),
    diagnostics: [...diagnostics, ...lostRepairs(before, pinned)],
    texts,
    write: () => writeLock(place.path, { lock: 1, documents: all, tampered }, pinnedTexts(documents)),
  };
}

function uncompared(path: string, { fault, file }: LockFault): Diagnostic {
  const lost =
    file === undefined ? 'What it pins of other documents is lost as well.' : 'Of other documents it stays.';
  const code = fault === 'tampered' ? 'lock/tampered' : 'lock/unreadable';
  const message = `${path} cannot be compared with what is upstream now, so what changes is not known. ${lost}`;
  const hint = 'Restore the file, from version control for instance; or accept everything anew with --yes.';
  return { ...diagnose(code, message, { hint }), severity: 'warning' };
}

/** The sources that were accepted at another place than the document says. */
function movedIn(before: LockedDocument | undefined): ReadonlySet<string> {
  const accepted = Object.entries(before?.sources ?? {}).filter(([, { found }]) =>
    ['root', 'moved', 'history'].includes(found),
  );
  return new Set(accepted.map(([name]) => name));
}

/** What is pinned of the document itself. Where repairs were found is left out: that names files of this machine. */
function pinText({ located, repaired, repairs }: Loaded): Omit<LockedDocument, 'sources'> {
  const accepted = repairs.map(({ code, title, edits }) => ({ code, title, edits }));
  if (repaired === undefined) return { text: textHash(located?.text ?? ''), repairs: accepted };
  return { text: textHash(repaired.before), repairs: accepted, repaired: textHash(repaired.after) };
}

/** Repairs fit the text that they were accepted for, and no other: that they are gone must not go by in silence. */
function lostRepairs(before: LockedDocument | undefined, pinned: LockedDocument): readonly Diagnostic[] {
  const isLost =
    before !== undefined &&
    before.repairs.length > 0 &&
    pinned.repairs.length === 0 &&
    pinned.text !== before.repaired;
  if (!isLost) return [];
  const message = `The document has changed, and the ${before.repairs.length} repairs that were accepted for it are no longer made.`;
  return [diagnose('lock/stale', message, { hint: 'Accept them anew with --repair.' })];
}

/** The copies first, so that no lock ever names one that is not there. */
async function writeLock(
  path: string,
  file: LockFile,
  texts: readonly string[],
): Promise<Diagnostic | undefined> {
  const folder = copiesOf(path);
  try {
    for (const text of texts) await writeCopy(folder, text);
    await writeWhole(path, formatLock(file));
    await pruneCopies(folder, hashesIn(file));
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return diagnose('usage/invalid', `${path} cannot be written${code}.`, {
      hint: 'Lock a copy of the document in a folder that can be written.',
    });
  }
}
