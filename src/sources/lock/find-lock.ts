import { basename, dirname, join, resolve } from 'node:path';
import { bundledDocument } from '../bundled.ts';
import { isUrl } from '../locate-source.ts';
import { readFile } from '../read-file.ts';
import { type LockedDocument, type LockFault, type LockFile, lockName, readLock } from './lock-file.ts';

/** Where the lock of a document is, and by what name the document stands in it. */
export interface LockPlace {
  readonly path: string;
  readonly name: string;
}

/** A lock that was found. */
export interface FoundLock extends LockPlace {
  readonly file: LockFile;
  /** What it says of the document; absent when it says nothing that can be trusted. */
  readonly document?: LockedDocument;
}

/** Beside a document that is a file; in the working directory for one from elsewhere. */
export function lockPlace(document: string, cwd: string): LockPlace {
  const isFile = !isUrl(document) && bundledDocument(document) === undefined;
  const folder = isFile ? dirname(resolve(cwd, document)) : cwd;
  return { path: join(folder, lockName), name: isFile ? basename(document) : document };
}

/** Reads the lock of a document; undefined when there is none. What is said of other documents does not matter. */
export async function findLock(place: LockPlace): Promise<FoundLock | LockFault | undefined> {
  const read = await readFile(place.path);
  if (!read.ok) {
    return read.reason === 'not-found' ? undefined : { fault: 'unreadable', message: read.message };
  }
  const file = readOnce(place.path, read.text);
  if ('fault' in file) return file;
  const { documents, tampered } = file;
  if (Object.hasOwn(tampered, place.name)) {
    const message = `What it says of ${JSON.stringify(place.name)} is not what heddle lock wrote.`;
    return { fault: 'tampered', message, file };
  }
  const known = Object.hasOwn(documents, place.name) ? documents[place.name] : undefined;
  return { ...place, file, ...(known === undefined ? {} : { document: known }) };
}

let last: { readonly path: string; readonly text: string; readonly file: LockFile | LockFault } | undefined;

/** The documents of a folder share a lock: it is read once while nothing else is, as long as it stays the same. */
function readOnce(path: string, text: string): LockFile | LockFault {
  if (last?.path !== path || last.text !== text) last = { path, text, file: readLock(text) };
  return last.file;
}
