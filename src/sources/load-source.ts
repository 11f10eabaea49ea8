import type { SourceDescription } from '../arazzo/document.ts';
import type { Code } from '../diagnostics/codes.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type Base, placesInBases } from './bases.ts';
import { displayUrl } from './display-url.ts';
import { hostedFile, rawUrl, revisionOf } from './hosted-file.ts';
import type { Found, FoundBy } from './loaded-source.ts';
import {
  absoluteUri,
  locateOverride,
  locateSource,
  mayBeNamed,
  type Refusal,
  type SourceLocation,
  textOf,
} from './locate-source.ts';
import { nearFile } from './near-file.ts';
import { type ReadingContext, readSource, type SourceResult } from './read-source.ts';
import type { TextResult } from './text-result.ts';

/** What loading one source needs to know. */
export interface SourceContext extends ReadingContext {
  /** The path or URL of the document, against which relative URLs resolve (clause A11). */
  readonly base: string;
  /** The document's own URI, against which they resolve where it is given (clause A10). */
  readonly self?: string | undefined;
  /** A path or URL that the user gives in the place of the document's. */
  readonly override?: string | undefined;
  /** Trees in which a source is looked for as well (`--base`), in this order. */
  readonly bases: readonly Base[];
  /** What the lock says of it. */
  readonly pinned?: PinnedSource | undefined;
}

/** A source as a lock pins it. */
export interface PinnedSource {
  /** The url of the document that it is pinned for. */
  readonly url: string;
  readonly location: SourceLocation;
  readonly revision?: string;
  /** Credentials of the source go to these origins only. */
  readonly origins: readonly string[];
  /** Gives its locked copy. */
  readonly read: () => Promise<TextResult>;
}

/** Somewhere that a source may be. */
export interface SourcePlace {
  readonly location: SourceLocation;
  readonly foundBy: FoundBy;
}

/** What came of looking for a source where the document and the user say that it is. */
export interface Attempt extends SourceResult {
  readonly declared: SourceDescription;
  readonly context: SourceContext;
  /** Where the document's own URL, or what the user gave for it, leads to. */
  readonly location: SourceLocation | Refusal;
  /** Why its text could not be had; absent when it could be. */
  readonly failure?: Refusal;
  /** Places of the user's that have not been looked at. */
  readonly rest: readonly SourcePlace[];
}

/**
 * Looks for one source description at its places, and reads the first text that is there. A text that was read already and calls itself by the URI
 * that is asked for is taken before anything is retrieved (clause A12). Failures are findings at the place of its `url`.
 */
export async function loadSource(declared: SourceDescription, context: SourceContext): Promise<Attempt> {
  const { override, texts } = context;
  const location =
    override === undefined
      ? locateSource(declared.url, context.base, context.self)
      : locateOverride(override);
  const own = { declared, context, location };
  const isOwn = override === undefined && !isPinned(declared, context);
  const uri = isOwn ? uriOf(declared, context) : undefined;
  const named = uri !== undefined && mayBeNamed(location) ? texts.named(uri) : undefined;
  if (named !== undefined) return { ...own, ...(await readSource(declared, named, context)), rest: [] };
  const places = placesOf(declared, location, context);
  let failure = 'ok' in location ? location : undefined;
  for (const [index, place] of places.entries()) {
    const found = await readAt(declared, place, context);
    if (!('reason' in found)) return { ...own, ...found, rest: places.slice(index + 1) };
    // What is wrong is told of where the document says; that bases lack a source is no news.
    if (place.foundBy !== 'base') failure = found;
  }
  const reason = failure ?? { ok: false, reason: 'not-found', message: 'There is no such file.' };
  return {
    ...own,
    failure: reason,
    diagnostics: [reportUnavailable(declared, reason, location, context)],
    rest: [],
  };
}

/** The absolute URI that a source is asked for by. */
export function uriOf({ url }: SourceDescription, { base, self }: SourceContext): string | undefined {
  return absoluteUri(url, base, self);
}

/** Reads the text at a place as a source. */
export async function readAt(
  declared: SourceDescription,
  { location, foundBy }: SourcePlace,
  context: SourceContext,
): Promise<SourceResult | Refusal> {
  const file = fileOf(location);
  const retrieved = await retrieve({ location: file, foundBy }, context);
  if (!retrieved.ok) return retrieved;
  const host = location.kind === 'url' && isNamed(foundBy) ? new URL(location.url).host : undefined;
  const result = await readSource(declared, retrieved, { ...context, host }, uriOf(declared, context));
  const { source, document, diagnostics } = result;
  const { pinned } = context;
  const revision = foundBy === 'lock' ? pinned?.revision : revisionAt(location);
  const found: Found = { asked: textOf(file), foundBy, ...(revision === undefined ? {} : { revision }) };
  if (document !== undefined) return { document: { ...document, found }, diagnostics };
  if (source === undefined) return { diagnostics };
  const origins = pinned === undefined ? {} : { origins: pinned.origins };
  return { source: { ...source, ...found, ...origins }, diagnostics };
}

function revisionAt(location: SourceLocation): string | undefined {
  const hosted = location.kind === 'url' ? hostedFile(location.url) : undefined;
  return hosted === undefined ? undefined : revisionOf(hosted);
}

/**
 * In the order in which they are tried. A base that mirrors the repository of a URL answers for it; a relative URL is first read as
 * the specification says (clause A11).
 */
function placesOf(
  { url }: SourceDescription,
  location: SourceLocation | Refusal,
  { bases, override, pinned }: SourceContext,
): readonly SourcePlace[] {
  if (override !== undefined) return 'ok' in location ? [] : [{ location, foundBy: 'option' }];
  if (pinned?.url === url) return [{ location: pinned.location, foundBy: 'lock' }];
  const own = 'ok' in location ? undefined : location;
  const document: SourcePlace[] = own === undefined ? [] : [{ location: own, foundBy: 'document' }];
  const based = placesInBases(bases, url, own).map((each) => ({ location: each, foundBy: 'base' as const }));
  const isMirrored = own?.kind === 'url' && hostedFile(own.url) !== undefined;
  return isMirrored ? [...based, ...document] : [...document, ...based];
}

/** Whether the user named the place: then it may be on a private network. */
function isNamed(foundBy: FoundBy): boolean {
  return foundBy === 'option' || foundBy === 'base';
}

/** Whether a lock says what a source is. */
export function isPinned({ url }: SourceDescription, { pinned }: SourceContext): boolean {
  return pinned?.url === url;
}

/** The page of a file at a Git host is not the file. */
function fileOf(location: SourceLocation): SourceLocation {
  if (location.kind === 'file' || new URL(location.url).search !== '') return location;
  const hosted = hostedFile(location.url);
  return hosted === undefined ? location : { kind: 'url', url: rawUrl(hosted) };
}

function retrieve({ location, foundBy }: SourcePlace, { texts, pinned }: SourceContext): Promise<TextResult> {
  return foundBy === 'lock' && pinned !== undefined
    ? pinned.read()
    : texts.retrieve(location, location.kind === 'url' && isNamed(foundBy));
}

const codes: Partial<Record<Refusal['reason'], Code>> = {
  'invalid-url': 'source/invalid-url',
  tampered: 'lock/tampered',
};

function reportUnavailable(
  source: SourceDescription,
  failure: Refusal,
  location: SourceLocation | Refusal,
  { place, needed, override, id }: SourceContext,
): Diagnostic {
  const where =
    'ok' in location
      ? ''
      : ` from ${location.kind === 'file' ? location.path : displayUrl(new URL(location.url))}`;
  const given = override === undefined || where === '' ? '' : ', which --source gives';
  const message = `Source "${source.name}" could not be loaded${where}${given}. ${failure.message}`;
  const hint = nextStep(failure, location, override, id);
  if (!needed) return diagnose('source/unused-unavailable', `${message} No step uses it.`, { place, hint });
  return diagnose(codes[failure.reason] ?? 'source/unavailable', message, { place, hint });
}

/** What a person can do about a source that cannot be had. */
function nextStep(
  { reason }: Refusal,
  location: SourceLocation | Refusal,
  override: string | undefined,
  id: string,
): string {
  const copy = `give a copy with --source ${id}=path`;
  switch (reason) {
    case 'tampered':
      return 'Restore the lock and its copies from version control, or lock what is upstream now: heddle lock --update.';
    case 'has-credentials':
      return `Leave the user name and password out of the URL, or ${copy}.`;
    case 'private-address':
    case 'not-https': {
      const host = 'ok' in location || location.kind === 'file' ? '' : new URL(location.url).host;
      if (host !== '') return `If that host is meant, allow it with --allow-host ${host}; else ${copy}.`;
      break;
    }
    case 'unknown-host':
    case 'refused':
    case 'broken':
    case 'timeout':
      if (override !== undefined) break;
      return `Correct the url. Without a network, ${copy}, or a folder of copies with --base; heddle lock keeps copies of what can be had.`;
    default:
  }
  const meant =
    reason === 'not-found' && !('ok' in location) && location.kind === 'file'
      ? nearFile(location.path)
      : undefined;
  if (meant !== undefined) return meant;
  return override === undefined ? `Correct the url, or ${copy}.` : `Correct the value of --source ${id}=.`;
}
