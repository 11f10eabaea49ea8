import type { Place } from '../../diagnostics/place.ts';
import { has } from '../lay-bases.ts';
import { type LoadedDocument, planName } from '../loaded-document.ts';
import type { LoadedSource } from '../loaded-source.ts';
import { readSource } from '../read-source.ts';
import { originsOf } from '../source-origins.ts';
import { textHash } from '../text-hash.ts';
import { beginTexts } from '../texts.ts';
import { type UsedOperation, usedOperations } from '../used-operations.ts';
import { pinnedIn } from './apply-lock.ts';
import { type Change, compareOperations } from './compare-operations.ts';
import type { LockPlace } from './find-lock.ts';
import type { LockedDocument, LockedSource } from './lock-file.ts';
import { lockedReaders, type Readers } from './locked-readers.ts';
import { contentsOf } from './operation-content.ts';

/** What would change in a source by locking it anew. */
export interface SourceChanges {
  /** Whether its text is another. */
  readonly isOther: boolean;
  /** Whether it is an Arazzo document: any change of its text may change what is called. */
  readonly isArazzo: boolean;
  /** Origins that its operations would be called at, and were not. */
  readonly origins: readonly string[];
  /** By name, of the operations used that have changed. */
  readonly operations: Readonly<Record<string, readonly Change[]>>;
}

/** Compares sources with their locked copies, by their names in the plan. Those that are not locked yet are left out. */
export async function sourceChanges(
  place: LockPlace,
  before: LockedDocument,
  documents: readonly LoadedDocument[],
): Promise<Readonly<Record<string, SourceChanges>>> {
  const changes: [string, SourceChanges][] = [];
  for (const document of documents) {
    const used = usedOperations(document.description, document.workflowIds);
    for (const [name, source] of Object.entries(document.sources)) {
      const id = planName(document, name);
      if (!Object.hasOwn(before.sources, id)) continue;
      const copy = await lockedSource(place, before, id, source);
      changes.push([id, await changesOf(before.sources[id]!, copy, source, used)]);
    }
    for (const [name, { located }] of Object.entries(document.documents)) {
      const id = planName(document, name);
      if (!Object.hasOwn(before.sources, id)) continue;
      const isOther = textHash(located.text) !== before.sources[id]!.hash;
      changes.push([id, { isOther, isArazzo: true, origins: [], operations: {} }]);
    }
  }
  return Object.fromEntries(changes);
}

async function changesOf(
  locked: LockedSource,
  copy: LoadedSource | undefined,
  source: LoadedSource,
  used: readonly UsedOperation[],
): Promise<SourceChanges> {
  const isUsed = (each: UsedOperation): boolean =>
    has(source, each) || (copy !== undefined && has(copy, each));
  const operations = used.filter(isUsed);
  const was = copy === undefined ? {} : await contentsOf(copy, operations);
  const is = await contentsOf(source, operations);
  const compared = operations.map(({ name }) => [name, compareOperations(was[name], is[name])] as const);
  return {
    isOther: source.hash !== locked.hash,
    isArazzo: false,
    origins: originsOf(source, operations, 'every').filter((each) => !locked.origins.includes(each)),
    operations: Object.fromEntries(compared.filter(([, each]) => each.length > 0)),
  };
}

/** A source as its copy has it; undefined when that cannot be trusted. */
async function lockedSource(
  place: LockPlace,
  document: LockedDocument,
  id: string,
  { name, url }: LoadedSource,
): Promise<LoadedSource | undefined> {
  const copy = await pinnedIn(place, document)[id]!.read();
  if (!copy.ok) return undefined;
  const texts = beginTexts(lockedReaders(place, document, nothing, true));
  return (await readSource({ name, url }, copy, { id, texts, place: nowhere, needed: true })).source;
}

/** Copies are compared, not judged. */
const nowhere: Place = { file: '', pointer: '', line: 1, column: 1 };

const nothing: Readers = {
  fetchText: async () => ({ ok: false, reason: 'not-locked', message: 'It is not in the lock.' }),
  readFile: async () => ({ ok: false, reason: 'not-locked', message: 'It is not in the lock.' }),
};
