import type { ArazzoDescription, SourceDescription } from '../arazzo/document.ts';
import { parse } from '../arazzo/parse.ts';
import { workflowsAfter } from '../arazzo/references.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { LocatedText } from '../text/located-text.ts';
import { type Base, readBases } from './bases.ts';
import type { FoundDocument, SourceResult } from './read-source.ts';
import type { PinnedSource } from './load-source.ts';
import { loadSources } from './load-sources.ts';
import { type LoadedDocument, planName } from './loaded-document.ts';
import type { LoadedSource, StandInUse } from './loaded-source.ts';
import { atMost, findingsOf, type Loading } from './loading.ts';
import { absoluteUri, urlOf } from './locate-source.ts';
import { mentionedSources, neededSources } from './needed-sources.ts';
import { type FilesNamed, filesNamed } from './relocation/files-named.ts';
import type { Texts } from './texts.ts';

/** How the sources of documents are found. */
export interface DocumentsOptions {
  /** By the name of a source in the plan, the path or URL to use instead (`--source name=path`). */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Folders and URLs below which sources are looked for as well (`--base`), in this order. */
  readonly bases?: readonly string[] | undefined;
  /** By the name of a source in the plan, what a lock pins. */
  readonly pinned?: Readonly<Record<string, PinnedSource>> | undefined;
  /** Whether what is found elsewhere in the place of a lost source is taken, of all or of these in the plan; else it is only told (`--repair`). */
  readonly relocate?: boolean | ReadonlySet<string> | undefined;
  /** Origins that a source is known to be called at, from elsewhere than its description. */
  readonly knownOrigins?: ((source: SourceDescription) => readonly string[]) | undefined;
  /** The texts that were retrieved and read so far. */
  readonly texts: Texts;
  /** What came of looking for sources, by what was looked for; a document that is repaired hardly ever changes that. */
  readonly known?: Map<string, ReadonlyMap<number, SourceResult>> | undefined;
  /** The path of a bundled description for a source that cannot be had. For checking and simulating: never run against one. */
  readonly standIn?: ((source: SourceDescription) => string | undefined) | undefined;
  /** What that serves for; to check unless given. */
  readonly standInUse?: StandInUse | undefined;
}

/** The documents that a run of the first one can come to, that one before the others; and the findings, by document. */
export interface DocumentsResult {
  readonly documents: readonly LoadedDocument[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What is shared by all documents of one loading. */
interface Library {
  readonly options: DocumentsOptions;
  readonly texts: Texts;
  readonly loading: Loading[];
  /** What the user puts in the place of a URI. */
  readonly replaced: Map<string, string>;
  /** Names in the plan, by description. */
  readonly ids: Map<LocatedText, string>;
  readonly bases: readonly Base[];
  readonly files: FilesNamed;
}

/** More Arazzo documents than these are not followed. */
const mostDocuments = 64;

/**
 * Loads the sources of a document and, where they are Arazzo documents, theirs, to any depth. Each text is one document or description however
 * many names lead to it. All sources of the first document are loaded; of the others only what the workflows use that a run can
 * come to (clause B5), and only that is checked.
 */
export async function loadDocuments(
  description: ArazzoDescription,
  found: FoundDocument,
  options: DocumentsOptions,
): Promise<DocumentsResult> {
  const { located, location } = found;
  const { texts } = options;
  texts.add({ ok: true, text: located.text, location }, located);
  const first = begin('', description, found);
  for (const { workflowId } of description.workflows) first.workflowIds.add(workflowId);
  const library: Library = {
    options,
    texts,
    loading: [first],
    replaced: new Map(),
    ids: new Map(),
    bases: readBases(options.bases ?? []),
    files: filesNamed(),
  };
  // Sources lead to documents, whose workflows lead to sources.
  for (let goesOn = true; goesOn;) {
    goesOn = false;
    reach(first);
    for (const document of library.loading) {
      if (await loadWanted(document, library)) goesOn = true;
    }
  }
  const diagnostics = library.loading.flatMap((document) => findingsOf(document));
  return { documents: library.loading, diagnostics: [...diagnostics, ...unusedOverrides(library)] };
}

function begin(name: string, description: ArazzoDescription, found: FoundDocument): Loading {
  return {
    name,
    ...found,
    description,
    sources: Object.create(null) as Record<string, LoadedSource>,
    documents: Object.create(null) as Record<string, Loading>,
    workflowIds: new Set(),
    results: new Map(),
    needed: new Set(),
    asked: new Set(),
  };
}

/** Loads what a document wants and has not been asked for; false when that is nothing. */
async function loadWanted(document: Loading, library: Library): Promise<boolean> {
  const { description, located, location, workflowIds, asked, results } = document;
  const needed = neededSources(description, workflowIds);
  const wanted = new Set([...needed, ...mentionedSources(description, workflowIds)]);
  if (document.name === '') for (const { name } of description.sourceDescriptions) wanted.add(name);
  const next = new Set(
    [...wanted].filter((name) => !asked.has(name) || (needed.has(name) && !document.needed.has(name))),
  );
  if (next.size === 0) return false;
  for (const name of next) asked.add(name);
  for (const name of needed) document.needed.add(name);
  const { texts, options, bases, files } = library;
  const workflows = description.workflows.filter(({ workflowId }) => workflowIds.has(workflowId));
  const overrides = new Map(
    description.sourceDescriptions.map((source) => [source.name, overrideOf(source, document, library)]),
  );
  const { $self, sourceDescriptions } = description;
  const key = JSON.stringify([document.name, location, $self, sourceDescriptions, [...next], [...needed]]);
  const loaded =
    options.known?.get(key) ??
    (await loadSources({ ...description, workflows }, located, {
      base: location,
      texts,
      wanted: next,
      needed,
      idOf: (name) => planName(document, name),
      overrideOf: ({ name }) => overrides.get(name),
      bases,
      filesNamed: files,
      pinnedOf: (name) => own(options.pinned, planName(document, name)),
      relocates: (name) => accepts(options.relocate, planName(document, name)),
      knownOrigins: options.knownOrigins,
      standIn: options.standIn,
      standInUse: options.standInUse,
    }));
  options.known?.set(key, loaded);
  for (const [index, result] of [...loaded].toSorted(([a], [b]) => a - b)) {
    results.set(index, result);
    const { name } = description.sourceDescriptions[index]!;
    // Of two with one name the first counts; that there are two is for the document's own check to say (clause B1).
    if (description.sourceDescriptions.findIndex((each) => each.name === name) !== index) continue;
    if (result.source !== undefined) document.sources[name] = identified(result.source, library);
    if (result.document !== undefined) {
      const other = documentOf(result.document, planName(document, name), library);
      if ('name' in other) document.documents[name] = other;
      else
        results.set(index, {
          diagnostics: atMost([...result.diagnostics, ...other.diagnostics], needed.has(name)),
        });
    }
  }
  return true;
}

function own<T>(record: Readonly<Record<string, T>> = {}, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function accepts(relocate: DocumentsOptions['relocate'] = false, id: string): boolean {
  return typeof relocate === 'boolean' ? relocate : relocate.has(id);
}

/** What the user puts in the place of a source: of this one, or of the one at its URI, whichever document names it. */
function overrideOf(
  source: SourceDescription,
  { name, description, location }: Loading,
  { options: { overrides = {} }, replaced }: Library,
): string | undefined {
  const id = planName({ name }, source.name);
  const uri = absoluteUri(source.url, location, description.$self) ?? '';
  if (!Object.hasOwn(overrides, id)) return replaced.get(uri);
  replaced.set(uri, replaced.get(uri) ?? overrides[id]!);
  return overrides[id];
}

/** The source under its name in the plan: that of the document which was first to use the same description. */
function identified(source: LoadedSource, { ids }: Library): LoadedSource {
  const id = ids.get(source.located) ?? source.id;
  ids.set(source.located, id);
  return { ...source, id };
}

/** The document of a text: one that is known, or a new one; else why it cannot be one. */
function documentOf(
  found: FoundDocument,
  name: string,
  { loading }: Library,
): Loading | { readonly diagnostics: readonly Diagnostic[] } {
  // The first may have been repaired since it was looked for: it is what lies at its place.
  const known = loading.find(
    ({ located, location, name: of }) =>
      located === found.located || (of === '' && urlOf(location) === urlOf(found.location)),
  );
  if (known !== undefined) return known;
  // What is wrong with parts of it matters once they are used.
  const { description, diagnostics } = parse(found.located, () => false);
  if (description === undefined) return { diagnostics };
  if (loading.length >= mostDocuments) {
    const message = `The workflows are spread over more than ${mostDocuments} documents.`;
    const place = found.located.place('');
    const hint = 'Bring the workflows that belong together into fewer documents.';
    return { diagnostics: [diagnose('source/unavailable', message, { place, hint })] };
  }
  const document = begin(uniqueName(name, description, loading), description, found);
  loading.push(document);
  return document;
}

/** The name, or one after it under which no workflow and no source has the name of another in the plan. */
function uniqueName(name: string, description: ArazzoDescription, loading: readonly Loading[]): string {
  const owned = (document: Pick<LoadedDocument, 'name' | 'description'>): string[] => [
    ...document.description.workflows.map(({ workflowId }) => `workflow ${planName(document, workflowId)}`),
    ...document.description.sourceDescriptions.map((source) => `source ${planName(document, source.name)}`),
  ];
  const taken = new Set(loading.flatMap(owned));
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}~${number}`;
    if (!owned({ name: candidate, description }).some((each) => taken.has(each))) return candidate;
  }
}

/** Takes note of every workflow that a run can come to from those of a document that it can come to. */
function reach(document: Loading): void {
  const left = [...document.workflowIds].map((workflowId) => ({ owner: document, workflowId }));
  const seen = new Set<object>();
  for (const { owner, workflowId } of left) {
    for (const workflow of owner.description.workflows) {
      if (workflow.workflowId !== workflowId || seen.has(workflow)) continue;
      seen.add(workflow);
      for (const { source, workflowId: next } of workflowsAfter(owner.description, workflow)) {
        const target = source === undefined ? owner : owner.documents[source];
        if (target === undefined) continue;
        target.workflowIds.add(next);
        left.push({ owner: target, workflowId: next });
      }
    }
  }
}

function unusedOverrides({ loading, options: { overrides = {} } }: Library): Diagnostic[] {
  const names = loading.flatMap((document) =>
    document.description.sourceDescriptions.map(({ name }) => planName(document, name)),
  );
  return Object.keys(overrides).flatMap((name) => {
    if (names.includes(name)) return [];
    const message = `--source names "${name}", but the document has no source description of that name.`;
    const hint = didYouMean(name, names) ?? `It has ${names.join(', ')}.`;
    return [diagnose('source/unused-override', message, { hint })];
  });
}
