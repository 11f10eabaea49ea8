import type { ArazzoDescription, SourceDescription } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { Base } from './bases.ts';
import { layBases } from './lay-bases.ts';
import { type Attempt, loadSource, type PinnedSource, type SourceContext, uriOf } from './load-source.ts';
import type { StandInUse } from './loaded-source.ts';
import { readFile } from './read-file.ts';
import { readSource, type SourceResult } from './read-source.ts';
import { type FilesNamed, filesNamed } from './relocation/files-named.ts';
import { relocate } from './relocation/relocate.ts';
import type { Texts } from './texts.ts';
import { usedOperations } from './used-operations.ts';

/** How the sources of a document are found. */
export interface SourcesOptions {
  /** The path or URL of the document, against which relative URLs resolve. */
  readonly base: string;
  readonly texts: Texts;
  /** Names of the sources to load. */
  readonly wanted: ReadonlySet<string>;
  /** Names of those that steps use. */
  readonly needed: ReadonlySet<string>;
  /** The name of a source in a plan. */
  readonly idOf: (name: string) => string;
  /** The path or URL to use instead of the document's (`--source id=path`). */
  readonly overrideOf: (source: SourceDescription) => string | undefined;
  /** Trees in which sources are looked for as well (`--base`), in this order. */
  readonly bases: readonly Base[];
  /** What a lock says of a source. */
  readonly pinnedOf?: ((name: string) => PinnedSource | undefined) | undefined;
  /** Whether what is found elsewhere in the place of a lost source is taken; else it is only told (`--repair`). */
  readonly relocates?: ((name: string) => boolean) | undefined;
  /** Origins that a source is known to be called at, from elsewhere than its description. */
  readonly knownOrigins?: ((source: SourceDescription) => readonly string[]) | undefined;
  /** Searches the repositories of this machine; one that is shared walks each of them once. */
  readonly filesNamed?: FilesNamed | undefined;
  /** The path of a bundled description for a source that cannot be had. For checking and simulating: never run against one. */
  readonly standIn?: ((source: SourceDescription) => string | undefined) | undefined;
  /** What that serves for; to check unless given. */
  readonly standInUse?: StandInUse | undefined;
}

/**
 * Loads source descriptions of a document, by their index. What is at hand comes first, and then, all at the same time, what must come over the
 * network: a file may call itself by the URI that another source is asked for (clause A12). One that cannot be loaded is an error only when a
 * step uses it (clause B5).
 */
export async function loadSources(
  document: ArazzoDescription,
  located: LocatedText,
  options: SourcesOptions,
): Promise<ReadonlyMap<number, SourceResult>> {
  const { base, texts, wanted, needed, idOf, overrideOf, bases } = options;
  const sources = [...document.sourceDescriptions.entries()].flatMap(([index, declared]) => {
    if (!wanted.has(declared.name)) return [];
    const context: SourceContext = {
      id: idOf(declared.name),
      place: located.place(`/sourceDescriptions/${index}/url`),
      base,
      self: document.$self,
      override: overrideOf(declared),
      bases,
      pinned: options.pinnedOf?.(declared.name),
      needed: needed.has(declared.name),
      texts,
    };
    return [{ index, declared, context }];
  });
  const attempts = new Map<number, Attempt>();
  const attempt = async (some: typeof sources): Promise<void> => {
    const found = await Promise.all(some.map(({ declared, context }) => loadSource(declared, context)));
    for (const [position, { index }] of some.entries()) attempts.set(index, found[position]!);
  };
  await attempt(sources.filter(isAtHand));
  await attempt(sources.filter((source) => !isAtHand(source)));
  // What could not be had may have come under another URL.
  await attempt(
    sources.filter(({ index, declared, context }) => {
      const uri = attempts.get(index)!.failure === undefined ? undefined : uriOf(declared, context);
      return uri !== undefined && texts.named(uri) !== undefined;
    }),
  );
  const found = sources.map(({ index }) => attempts.get(index)!);
  const used = usedOperations(document);
  const relocated = await relocate(await layBases(found, used), {
    used,
    accepts: options.relocates ?? (() => false),
    knownOrigins: options.knownOrigins ?? (() => []),
    filesNamed: options.filesNamed ?? filesNamed(),
  });
  const results = await Promise.all(relocated.map((each) => standInFor(each, options)));
  return new Map(sources.map(({ index }, position) => [index, results[position]!]));
}

/** Whether a source needs no network. */
function isAtHand({
  declared,
  context,
}: {
  readonly declared: SourceDescription;
  readonly context: SourceContext;
}): boolean {
  return context.override !== undefined || uriOf(declared, context)?.startsWith('file:') === true;
}

/** Reads the bundled description in the place of a source that cannot be had, which stays reported: as an error where it is checked, since a run would need it. */
async function standInFor(
  attempt: Attempt,
  { standIn, standInUse: use = 'check' }: SourcesOptions,
): Promise<SourceResult> {
  const { declared, context } = attempt;
  // What a person names is meant, and nothing else is simulated in its place.
  const isGiven = use === 'simulation' && context.override !== undefined;
  const isLost = attempt.failure !== undefined && context.needed && !isGiven;
  const path = isLost ? standIn?.(declared) : undefined;
  if (path === undefined) return attempt;
  // It is of Heddle, and no text of the document.
  const copy = await readFile(path);
  if (!copy.ok) throw new Error(`The bundled description ${path} is missing. ${copy.message}`);
  const { source, diagnostics } = await readSource(declared, copy, context);
  return {
    ...(source === undefined ? {} : { source: { ...source, standIn: use } }),
    diagnostics: [...(use === 'check' ? checkedAgainst(attempt) : simulatedBy(attempt)), ...diagnostics],
  };
}

function checkedAgainst({
  declared: { name },
  context: { place },
  diagnostics,
}: Attempt): readonly Diagnostic[] {
  const message = `The steps that use source "${name}" are checked against the description of that API that comes with Heddle. What the source itself says may differ.`;
  const hint = 'Make the source itself available before the document is run.';
  return [...diagnostics, diagnose('source/stand-in', message, { place, hint })];
}

function simulatedBy({
  declared: { name },
  context: { place },
  failure,
  diagnostics,
}: Attempt): readonly Diagnostic[] {
  const message = `Source "${name}" cannot be had: ${failure!.message} The description of that API that comes with Heddle stands in for it in the simulation. What the source itself says may differ.`;
  const hint = `Give a copy with --source ${name}=path to simulate with that.`;
  const others = diagnostics.filter(({ code }) => code !== 'source/unavailable');
  return [...others, diagnose('source/stand-in', message, { severity: 'warning', place, hint })];
}
