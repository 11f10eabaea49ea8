import type { LoadedDocument } from './loaded-document.ts';
import type { Found, FoundBy, LoadedSource } from './loaded-source.ts';
import type { Drift } from './lock/drift.ts';

/** How a source description stands. Plain JSON. */
export interface SourceState {
  readonly state: /** Read from the copy that a lock keeps, and as far as is known still the same upstream. */
    | 'pinned'
    /** Read from the copy that a lock keeps; upstream it has changed or is gone since. */
    | 'drifted'
    /** Not where the document says, and found elsewhere. */
    | 'moved'
    /** Read from where the document or the user says. */
    | 'unpinned'
    /** It could not be had. */
    | 'missing';
  /** The absolute path, or the URL, that it was or would be read from; absent when it is missing. */
  readonly location?: string;
  /** The commit that it is of, where that is known. */
  readonly revision?: string;
  /** Of one that has drifted: whether it is gone upstream. */
  readonly isGone?: boolean;
}

/** The state of every source description of the document that was asked for, by name, in a record without prototype. */
export function sourceStates(
  { description, sources, documents }: LoadedDocument,
  drift: readonly Drift[],
): Readonly<Record<string, SourceState>> {
  const states = Object.create(null) as Record<string, SourceState>;
  for (const { name } of description.sourceDescriptions) {
    const drifted = drift.find((each) => each.name === name);
    const source = Object.hasOwn(sources, name) ? sources[name] : undefined;
    const document = Object.hasOwn(documents, name) ? documents[name] : undefined;
    // A document may lead back to the one that was asked for, which lies where it lies.
    const found =
      source ?? document?.found ?? (document && { asked: document.location, foundBy: 'document' });
    const { location } = source ?? document ?? {};
    states[name] ??=
      found === undefined || location === undefined || isStandIn(source)
        ? { state: 'missing' }
        : stateOf(found, location, drifted);
  }
  return states;
}

const moved: ReadonlySet<FoundBy> = new Set<FoundBy>(['root', 'moved', 'history']);

/** The description of a known provider that comes with Heddle is not the source; what was found elsewhere may be. */
function isStandIn(source: LoadedSource | undefined): boolean {
  return source?.standIn !== undefined && !moved.has(source.foundBy);
}

function stateOf({ foundBy, revision }: Found, location: string, drift: Drift | undefined): SourceState {
  const where = { location, ...(revision === undefined ? {} : { revision }) };
  if (moved.has(foundBy)) return { state: 'moved', ...where };
  if (foundBy !== 'lock') return { state: 'unpinned', ...where };
  return drift === undefined
    ? { state: 'pinned', ...where }
    : { state: 'drifted', ...where, isGone: drift.isGone };
}
