import { isAbsolute } from 'node:path';
import { hashOf } from '../../text/hash.ts';
import { has } from '../lay-bases.ts';
import { type LoadedDocument, planName } from '../loaded-document.ts';
import type { Found, LoadedSource } from '../loaded-source.ts';
import { isUrl } from '../locate-source.ts';
import { commitOfFile } from '../relocation/commit-of-file.ts';
import { originsOf } from '../source-origins.ts';
import { textHash } from '../text-hash.ts';
import { type UsedOperation, usedOperations } from '../used-operations.ts';
import { type LockedDocument, lockedLocation, type LockedReference, type LockedSource } from './lock-file.ts';
import { contentsOf } from './operation-content.ts';

/** Where a lock is, and what it says now, where that is what has been read. */
export interface LockContext {
  /** Of the lock: paths are told from there. */
  readonly folder: string;
  readonly before: LockedDocument | undefined;
}

/**
 * What a lock says of the sources of a document and of those that its workflows lead to, by their names in the plan. Those that could not
 * be had, and that no step uses, are not in it.
 */
export async function pinDocuments(
  documents: readonly LoadedDocument[],
  context: LockContext,
): Promise<LockedDocument['sources']> {
  const pinned: [string, LockedSource][] = [];
  for (const document of documents) {
    const { description, sources, documents: others, workflowIds } = document;
    const used = usedOperations(description, workflowIds);
    for (const { name, url } of description.sourceDescriptions) {
      const id = planName(document, name);
      const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
      const other = Object.hasOwn(others, name) ? others[name] : undefined;
      if (source !== undefined) pinned.push([id, await pinSource(id, source, used, context)]);
      else if (other?.found !== undefined)
        pinned.push([id, await pinDocument(id, url, other, other.found, context)]);
    }
  }
  return Object.fromEntries(pinned);
}

async function pinSource(
  id: string,
  source: LoadedSource,
  used: readonly UsedOperation[],
  context: LockContext,
): Promise<LockedSource> {
  const operations = used.filter((operation) => has(source, operation));
  const contents = await contentsOf(source, operations);
  const hashes = Object.entries(contents).map(([each, content]) => [each, hashOf(content)] as const);
  return {
    url: source.url,
    ...(await foundAt(id, source, source, context)),
    hash: source.hash,
    origins: originsOf(source, operations, 'every'),
    operations: Object.fromEntries(hashes),
    references: referencesOf(source, context),
  };
}

async function pinDocument(
  id: string,
  url: string,
  document: LoadedDocument,
  found: Found,
  context: LockContext,
): Promise<LockedSource> {
  const nothing = { origins: [], operations: {}, references: {} };
  const where = await foundAt(id, found, document, context);
  return { url, ...where, hash: textHash(document.located.text), ...nothing };
}

/** Of what was read from its copy, how it was found stays what it was. */
async function foundAt(
  id: string,
  { asked, foundBy, revision }: Found,
  { location, located }: Pick<LoadedSource, 'location' | 'located'>,
  { folder, before }: LockContext,
): Promise<Pick<LockedSource, 'location' | 'redirectedTo' | 'found' | 'revision'>> {
  const known = before !== undefined && Object.hasOwn(before.sources, id) ? before.sources[id] : undefined;
  const isFile = foundBy !== 'lock' && isAbsolute(location) && !isUrl(location);
  const commit = revision ?? (isFile ? await commitOfFile(location, located.text) : undefined);
  return {
    location: lockedLocation(asked, folder),
    ...redirected(asked, location, folder),
    found: foundBy === 'lock' ? (known?.found ?? foundBy) : foundBy,
    ...(commit === undefined ? {} : { revision: commit }),
  };
}

function referencesOf({ others }: LoadedSource, { folder }: LockContext): Record<string, LockedReference> {
  const references = others.found().map(({ asked, located: { file, text } }) => {
    const locked = { hash: textHash(text), ...redirected(asked, file, folder) };
    return [lockedLocation(asked, folder), locked] as const;
  });
  return Object.fromEntries(references);
}

function redirected(asked: string, found: string, folder: string): { readonly redirectedTo?: string } {
  return asked === found ? {} : { redirectedTo: lockedLocation(found, folder) };
}

/** Every text that a lock of documents keeps a copy of. */
export function pinnedTexts(documents: readonly LoadedDocument[]): readonly string[] {
  return documents.flatMap(({ found, located, sources }) => [
    ...(found === undefined ? [] : [located.text]),
    ...Object.values(sources).flatMap((source) => [
      source.located.text,
      ...source.others.found().map((other) => other.located.text),
    ]),
  ]);
}
