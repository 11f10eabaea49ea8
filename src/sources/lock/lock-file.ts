import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { stringify } from 'yaml';
import type { AppliedRepair } from '../../diagnostics/repair.ts';
import { hashOf } from '../../text/hash.ts';
import { isObject } from '../../text/json.ts';
import { readText } from '../../text/read-text.ts';
import type { FoundBy } from '../loaded-source.ts';
import { isUrl } from '../locate-source.ts';
import { maxTextBytes } from '../text-result.ts';

/** The name of a lock file, which lies beside the documents that it is of. */
export const lockName = 'heddle.lock';

/** What a lock file says (docs/sources.md): what the documents beside it were last seen to stand on. */
export interface LockFile {
  /** The version of this format. */
  readonly lock: 1;
  /** By file name; a document from elsewhere by its URL. */
  readonly documents: Readonly<Record<string, LockedDocument>>;
  /** What it says of documents and cannot be trusted, as it stands. */
  readonly tampered: Readonly<Record<string, unknown>>;
}

/** What is pinned for one document. */
export interface LockedDocument {
  /** `sha256-` and 64 hex digits of the text of the document, without the repairs. */
  readonly text: string;
  /** By source description name. */
  readonly sources: Readonly<Record<string, LockedSource>>;
  /** Repairs that were accepted; they are made whenever this document is read. */
  readonly repairs: readonly AppliedRepair[];
  /** The hash of its text with the repairs; absent without any. */
  readonly repaired?: string;
}

/** A source description, pinned. */
export interface LockedSource {
  /** As the document gives it, repaired. */
  readonly url: string;
  /** What was asked for: a URL, or a path from the folder of the lock, with slashes. */
  readonly location: string;
  /** Where it was in the end, when that was elsewhere. */
  readonly redirectedTo?: string;
  /** How that was found. */
  readonly found: FoundBy;
  /** The commit, where it is known. */
  readonly revision?: string;
  /** `sha256-` and 64 hex digits of its text. A copy of it lies beside the lock. */
  readonly hash: string;
  /** Origins of the servers of the operations used: credentials of the source go to no other. */
  readonly origins: readonly string[];
  /** By name, the hash of each operation used, as far as requests and checks need it. */
  readonly operations: Readonly<Record<string, string>>;
  /** Documents that its references led to, by the URL or path that was asked for. */
  readonly references: Readonly<Record<string, LockedReference>>;
}

/** A document that a reference of a source led to. */
export interface LockedReference {
  readonly hash: string;
  /** Where it was in the end, when that was elsewhere. */
  readonly redirectedTo?: string;
}

/** Why a lock cannot be used. */
export interface LockFault {
  readonly fault: 'unreadable' | 'tampered';
  readonly message: string;
  /** What can be trusted of the file: what it says of other documents. */
  readonly file?: LockFile;
}

/** Names the place of a text in a lock: a path is told from the lock's folder, so that a lock fits every machine. */
export function lockedLocation(location: string, folder: string): string {
  if (isUrl(location) || !isAbsolute(location)) return location;
  return relative(folder, location).split(sep).join('/');
}

/** The reverse of {@link lockedLocation}. */
export function locationOf(locked: string, folder: string): string {
  return isUrl(locked) ? locked : resolve(folder, ...locked.split('/'));
}

/** The hashes of every text that a lock file keeps a copy of; of what cannot be trusted, whatever looks like one. */
export function hashesIn({ documents, tampered }: LockFile): ReadonlySet<string> {
  return new Set(JSON.stringify([documents, tampered]).match(/sha256-[0-9a-f]{64}/g));
}

/** The folder in which a lock file keeps copies. */
export function copiesOf(lockPath: string): string {
  return join(dirname(lockPath), `${lockName}.d`);
}

const header = `# Pins what the documents beside it stand on. Written by heddle lock; a change by hand is refused.\n`;

/** A lock as YAML, of which nothing depends on when it was written; every document has a seal over all that is said of it. */
export function formatLock({ documents, tampered }: LockFile): string {
  const sealed = Object.entries(documents).map(
    ([name, document]) => [name, { seal: hashOf(document), ...document }] as const,
  );
  return (
    header +
    stringify(
      { lock: 1, documents: { ...tampered, ...Object.fromEntries(sealed) } },
      { sortMapEntries: inOrder, lineWidth: 0, aliasDuplicateObjects: false },
    )
  );
}

/** The order of members, from what a reader wants to know first; names of documents, sources and operations are sorted. */
const order = `lock documents seal text repaired sources repairs
  url location redirectedTo found revision hash origins operations references
  code title edits op line pointer after from to value`.split(/\s+/);

function inOrder(a: { readonly key: unknown }, b: { readonly key: unknown }): number {
  const [one, other] = [a, b].map(({ key }) => String(isObject(key) ? key['value'] : key)) as [
    string,
    string,
  ];
  const [first, second] = [order.indexOf(one), order.indexOf(other)];
  return first === second ? (one < other ? -1 : 1) : first - second;
}

/** Reads the text of a lock file. Where something was changed since it was written, by a person or a merge, it is not trusted. */
export function readLock(text: string): LockFile | LockFault {
  const value = readText(text, lockName, { maxBytes: maxTextBytes }).located?.value;
  if (!isObject(value) || !isObject(value['documents'])) {
    return { fault: 'unreadable', message: 'It is not what heddle lock writes.' };
  }
  if (value['lock'] !== 1) {
    const message = `Its format ${JSON.stringify(value['lock'])} is not known; 1 is.`;
    return { fault: 'unreadable', message };
  }
  const documents = Object.create(null) as Record<string, LockedDocument>;
  const tampered = Object.create(null) as Record<string, unknown>;
  for (const [name, sealed] of Object.entries(value['documents'])) {
    const { seal, ...document } = isObject(sealed) ? sealed : {};
    if (seal === hashOf(document) && isDocument(document)) documents[name] = document;
    else tampered[name] = sealed;
  }
  return { lock: 1, documents, tampered };
}

/** The seal says that the rest was written by us; this keeps a text of another hand that seals itself from being trusted in its shape. */
function isDocument(value: object): value is LockedDocument {
  const document: Partial<Record<keyof LockedDocument, unknown>> = value;
  return (
    isHash(document.text) &&
    (document.repaired === undefined || isHash(document.repaired)) &&
    Array.isArray(document.repairs) &&
    isObject(document.sources) &&
    Object.values(document.sources).every(isSource)
  );
}

function isSource(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { url, location, redirectedTo = '', found, revision = '' } = value;
  const { hash, origins, operations, references } = value;
  return (
    [url, location, redirectedTo, found, revision].every((each) => typeof each === 'string') &&
    isHash(hash) &&
    Array.isArray(origins) &&
    origins.every((each) => typeof each === 'string') &&
    isObject(operations) &&
    Object.values(operations).every(isHash) &&
    isObject(references) &&
    Object.values(references).every(isReference)
  );
}

function isReference(value: unknown): boolean {
  return (
    isObject(value) && isHash(value['hash']) && ['undefined', 'string'].includes(typeof value['redirectedTo'])
  );
}

function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^sha256-[0-9a-f]{64}$/.test(value);
}
