import type { ArazzoDescription } from './arazzo/document.ts';
import { parse } from './arazzo/parse.ts';
import { soundParts } from './arazzo/sound-parts.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import type { Mode } from './diagnostics/mode.ts';
import type { AppliedRepair } from './diagnostics/repair.ts';
import { inOrder } from './diagnostics/in-order.ts';
import { tellOnce } from './diagnostics/tell-once.ts';
import { compile } from './plan/compile.ts';
import type { Plan } from './plan/plan.ts';
import type { Supply } from './plan/supply.ts';
import { isKnown, outcomesOf } from './provider-of.ts';
import { profileOf } from './providers/profiles.ts';
import { retrieveDocument } from './retrieve-document.ts';
import { editText } from './repair/edit-text.ts';
import { lineRepair } from './repair/line-repair.ts';
import { mend } from './repair/mend.ts';
import { fetchText } from './sources/fetch-text.ts';
import { type AppliedLock, applyLock, type LockUse } from './sources/lock/apply-lock.ts';
import type { FetchedHash } from './sources/lock/drift.ts';
import { lockPlace } from './sources/lock/find-lock.ts';
import { otherOrigins } from './sources/lock/other-origins.ts';
import { type DocumentsOptions, loadDocuments } from './sources/load-documents.ts';
import type { LoadedDocument } from './sources/loaded-document.ts';
import type { LoadedSource } from './sources/loaded-source.ts';
import { readFile } from './sources/read-file.ts';
import type { ReadTextAt } from './sources/readings.ts';
import type { FetchText } from './sources/text-result.ts';
import { type SourceState, sourceStates } from './sources/source-states.ts';
import { beginTexts, type Texts } from './sources/texts.ts';
import type { LocatedText } from './text/located-text.ts';
import type { ServerChoice } from './credentials/server-choice.ts';
import { readText } from './text/read-text.ts';

/** How a document is read. */
export interface LoadOptions extends Pick<DocumentsOptions, 'standIn' | 'standInUse'> {
  /** By source description name, a path or URL to read instead of the document's own. Those of other documents: `billing.pets`. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Folders and URLs below which sources are looked for as well, in this order. */
  readonly bases?: readonly string[];
  /** Whether what is found in the place of a lost source is taken, when it has all operations and no other host; else it is only told. */
  readonly relocate?: DocumentsOptions['relocate'];
  /** By source description name, the server that a run will call: a URL instead of the described ones, or one of those. */
  readonly servers?: Readonly<Record<string, ServerChoice>>;
  /** Values for the requests of steps, which the document does not give; {@link prepare} wants them again. Only their names are kept in the plan. */
  readonly supply?: Supply | undefined;
  /** `standard` unless said otherwise. */
  readonly mode?: Mode;
  /** For documents that are no file: the text itself. Relative sources then resolve against the first argument of {@link load}. */
  readonly text?: string;
  /** How the lock beside the document is used: where there is one, unless said otherwise. */
  readonly lock?: LockUse;
  /** The working directory, in which the lock of a document from elsewhere lies; the process's own unless given. */
  readonly cwd?: string;
  /** What is known of texts that were fetched before, to tell drift without asking the network. */
  readonly fetchedHash?: FetchedHash;
  /** Reads texts of sources, where several loads share what was read: see `sharedReadings`. Each load reads for itself unless given. */
  readonly readTextAt?: ReadTextAt;
  /** Fetches sources and what they refer to; as a stranger would, unless given. */
  readonly fetchText?: FetchText;
  /** Where the types of the document are wrong somewhere, what else is wrong is told as well. For checking only. */
  readonly looksOn?: boolean;
  /** No server is needed: every call will go to a mock. */
  readonly mocked?: boolean;
  /** Makes the repairs that findings offer, in memory: the plan is that of the repaired document. */
  readonly repair?: boolean;
}

/** A document that has been read, with everything that was found. */
export interface Loaded {
  /** Ready to run; absent when a finding stops it. */
  readonly plan?: Plan;
  /** With `repair`, what is left after the repairs. */
  readonly diagnostics: readonly Diagnostic[];
  /** The repairs that were made; none unless asked for. */
  readonly repairs: readonly AppliedRepair[];
  /** The text of the document without and with the repairs; absent when none was made. */
  readonly repaired?: { readonly before: string; readonly after: string };
  /** What could be compiled, for further checks only: a run needs the plan. */
  readonly draft?: Plan;
  /** The document, when it has the shape of one, and its text with positions. */
  readonly description?: ArazzoDescription;
  readonly located?: LocatedText;
  /** The OpenAPI descriptions that could be read, by their names in the plan. */
  readonly sources?: Readonly<Record<string, LoadedSource>>;
  /** The document, and those that its workflows lead to. */
  readonly documents?: readonly LoadedDocument[];
  /** How every source description of the document stands, by name. */
  readonly states?: Readonly<Record<string, SourceState>>;
  /** Every text that was read, by the name that places of findings use: for code frames. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * Reads an Arazzo document and its sources, checks them, and compiles a plan. Sends nothing but requests for the sources.
 * @param document A path, an http(s) URL, or the name of a bundled workflow.
 * @returns Findings, and a plan when none of them stops. Never throws for what a document says.
 * @example
 * const { plan, diagnostics } = await load('failed-payment-dunning');
 */
export async function load(document: string, options: LoadOptions = {}): Promise<Loaded> {
  const readers = { fetchText: options.fetchText ?? fetchText, readFile };
  const found =
    options.text === undefined
      ? await retrieveDocument(document, readers.fetchText)
      : { text: options.text, location: document };
  if (!('text' in found)) return { diagnostics: [found], repairs: [], texts: new Map() };
  // A text that is given stands in no file that a lock could be of.
  const use = options.text === undefined ? (options.lock ?? 'use') : 'ignore';
  const lock = await applyLock(lockPlace(document, options.cwd ?? process.cwd()), found.text, readers, {
    use,
    fetchedHash: options.fetchedHash ?? (async () => undefined),
  });
  const loading: Loading = {
    document,
    location: found.location,
    options,
    lock,
    // Copies that a lock keeps are read for its document alone.
    texts: beginTexts(lock.readers, lock.readers === readers ? options.readTextAt : undefined),
    known: new Map(),
  };
  // They were made in this very text before.
  const edits = lock.repairs.flatMap((repair) => repair.edits);
  const accepted = editText(found.text, edits);
  const { loaded: whole, text, repairs } = await loadRepaired(accepted ?? found.text, loading);
  const loaded = options.looksOn === true ? await lookOn(whole, loading) : whole;
  const made = [...(accepted === undefined ? [] : lock.repairs), ...repairs];
  return made.length === 0
    ? loaded
    : { ...loaded, repairs: made, repaired: { before: found.text, after: text } };
}

/** Reads a text, and makes the repairs that are offered where that is asked for. */
async function loadRepaired(
  start: string,
  loading: Loading,
): Promise<{ readonly loaded: Loaded; readonly text: string; readonly repairs: readonly AppliedRepair[] }> {
  if (loading.options.repair !== true) {
    return { loaded: await loadText(start, loading), text: start, repairs: [] };
  }
  const { text, inspected, repairs } = await mend(start, async (draft) => {
    const loaded = await loadText(draft, loading);
    return { loaded, diagnostics: loaded.diagnostics, depth: depthOf(loaded) };
  });
  return { loaded: inspected.loaded, text, repairs };
}

/** What stays the same while one document is read, be it as it is or with more and more of it repaired. */
interface Loading {
  readonly document: string;
  readonly location: string;
  readonly options: LoadOptions;
  readonly lock: AppliedLock;
  readonly texts: Texts;
  /** Repairs hardly ever change which sources are asked for, so that nothing is looked for twice. */
  readonly known: DocumentsOptions['known'];
}

async function loadText(text: string, loading: Loading): Promise<Loaded> {
  const { document } = loading;
  const texts = new Map([[document, text]]);
  const diagnostics: Diagnostic[] = [...loading.lock.diagnostics];

  const read = readText(text, document, {
    whenEmpty: 'Check the path; an Arazzo document begins with the field arazzo.',
  });
  const { located } = read;
  const [first, ...others] = read.diagnostics;
  const repair = located === undefined ? lineRepair(text) : undefined;
  diagnostics.push(
    ...(first === undefined || repair === undefined ? read.diagnostics : [{ ...first, repair }, ...others]),
  );
  if (located === undefined) return { diagnostics, repairs: [], texts };
  const parsed = parse(located);
  diagnostics.push(...parsed.diagnostics);
  if (parsed.description === undefined) return { diagnostics, repairs: [], located, texts };
  return loadDescription(parsed.description, located, loading, diagnostics);
}

/** With what is wrong in the sound parts of a document that has not the types of one. It is not repaired before the rest is. */
async function lookOn(loaded: Loaded, loading: Loading): Promise<Loaded> {
  const { located, description } = loaded;
  if (located === undefined || description !== undefined) return loaded;
  const { spoilt } = parse(located);
  const sound = spoilt === undefined ? undefined : soundParts(located, spoilt);
  if (sound === undefined) return loaded;
  const { diagnostics, texts } = await loadDescription(sound.description, located, loading);
  const others = diagnostics.filter(sound.isIndependent).map(withoutRepair);
  return {
    ...loaded,
    diagnostics: inOrder(tellOnce([...loaded.diagnostics, ...others]), [located.file]),
    texts,
  };
}

/** Loads the sources of a document and compiles it. @param before What was found so far. */
async function loadDescription(
  description: ArazzoDescription,
  located: LocatedText,
  loading: Loading,
  before: readonly Diagnostic[] = [],
): Promise<Loaded> {
  const { document, options } = loading;
  const { mode = 'standard' } = options;
  const texts = new Map([[document, located.text]]);
  const diagnostics = [...before];
  const first = { located, location: loading.location };
  const { documents, diagnostics: sourceFindings } = await loadDocuments(description, first, {
    overrides: options.sources,
    bases: options.bases,
    pinned: loading.lock.pinned,
    relocate: options.relocate,
    knownOrigins: ({ name, url }) => profileOf({ name, url, origins: [] })?.origins ?? [],
    texts: loading.texts,
    known: loading.known,
    standIn: options.standIn,
    standInUse: options.standInUse,
  });
  diagnostics.push(...sourceFindings);
  const sources = documents.flatMap((each) => Object.values(each.sources));
  for (const { located: other } of [...documents.slice(1), ...sources]) texts.set(other.file, other.text);

  const input = {
    documents,
    mode,
    supply: options.supply,
    outcomesOf: outcomesOf(sources),
    isKnown: isKnown(sources),
    servers: givenServers(sources, options),
  };
  diagnostics.push(...otherOrigins(documents, input.servers));
  let compiled = await compile(input);
  // Nothing waits while it compiles: what a step needs of other documents is known only once it has been missed.
  while (await retrieveOthers(sources)) compiled = await compile(input);
  for (const { others } of sources) {
    for (const { located: other } of others.found()) texts.set(other.file, other.text);
  }
  diagnostics.push(...compiled.diagnostics);
  const told = tellOnce(diagnostics);
  const plan = told.some(stops) ? undefined : compiled.plan;
  return {
    ...(plan === undefined ? {} : { plan }),
    draft: compiled.draft,
    diagnostics: inOrder(
      told,
      documents.map(({ located: { file } }) => file),
    ).map((each) => repairable(each, document)),
    repairs: [],
    description,
    located,
    documents,
    sources: Object.fromEntries(sources.map((source) => [source.id, source])),
    states: sourceStates(documents[0]!, loading.lock.drift),
    texts,
  };
}

/** Names in the plan of the sources whose described servers do not matter. */
function givenServers(
  sources: readonly LoadedSource[],
  { servers = {}, mocked = false }: LoadOptions,
): ReadonlySet<string> {
  if (mocked) return new Set(sources.map(({ id }) => id));
  return new Set(Object.keys(servers).filter((name) => typeof servers[name] === 'string'));
}

/** How far a document could be read. */
function depthOf({ located, description }: Loaded): number {
  if (located === undefined) return 0;
  return description === undefined ? 1 : 2;
}

/** Only the document itself is repaired, not those that it leads to. */
function repairable(finding: Diagnostic, document: string): Diagnostic {
  if (finding.place?.file === document || finding.repair === undefined) return finding;
  return withoutRepair(finding);
}

function withoutRepair(finding: Diagnostic): Diagnostic {
  const { repair: _, ...rest } = finding;
  return rest;
}

/** Retrieves the documents that compiling found references to; false when there was none left to retrieve (clause 4.2). */
async function retrieveOthers(sources: readonly LoadedSource[]): Promise<boolean> {
  const retrieved = await Promise.all(sources.map(({ others }) => others.retrieve()));
  return retrieved.includes(true);
}
