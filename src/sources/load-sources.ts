import type { ArazzoDescription, SourceDescription } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { LocatedText } from '../text/located-text.ts';
import { readBases } from './bases.ts';
import { fetchText } from './fetch-text.ts';
import { layBases } from './lay-bases.ts';
import { type Attempt, loadSource } from './load-source.ts';
import type { LoadedSource } from './loaded-source.ts';
import { readFile } from './read-file.ts';
import { readSource } from './read-source.ts';
import { type FilesNamed, filesNamed } from './relocation/files-named.ts';
import { relocate } from './relocation/relocate.ts';
import type { FetchText, ReadFile } from './text-result.ts';
import { usedOperations } from './used-operations.ts';

/** How the sources of a document are found. */
export interface SourcesOptions {
  /** The path or URL of the document, against which relative URLs resolve. */
  readonly base: string;
  /** By source description name, the path or URL to use instead (`--source name=path`). */
  readonly overrides?: Readonly<Record<string, string>> | undefined;
  /** Folders and URLs below which sources are looked for as well (`--base`), in this order. */
  readonly bases?: readonly string[] | undefined;
  /** Whether what is found elsewhere in the place of a lost source is taken; else it is only told (`--repair`). */
  readonly relocate?: boolean | undefined;
  /** Origins that a source is known to be called at, from elsewhere than its description. */
  readonly knownOrigins?: ((source: SourceDescription) => readonly string[]) | undefined;
  /** Searches the repositories of this machine; one that is shared walks each of them once. */
  readonly filesNamed?: FilesNamed | undefined;
  readonly fetchText?: FetchText | undefined;
  readonly readFile?: ReadFile | undefined;
  /** Names of the sources that steps use; all, when absent. */
  readonly needed?: ReadonlySet<string> | undefined;
  /** The path of a bundled description for a source that cannot be had. For checking only: never run against one. */
  readonly standIn?: ((source: SourceDescription) => string | undefined) | undefined;
}

/** The sources that could be loaded, by name, in a record without prototype; and the findings, in document order. */
export interface SourcesResult {
  readonly sources: Readonly<Record<string, LoadedSource>>;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Loads every source description of a document, all at the same time. One that cannot be loaded is an error only when a step uses it
 * (clause B5). Of two with one name the first counts; that there are two is for the document's own check to say (clause B1).
 */
export async function loadSources(
  document: ArazzoDescription,
  located: LocatedText,
  options: SourcesOptions,
): Promise<SourcesResult> {
  const { overrides = {}, needed } = options;
  const bases = readBases(options.bases ?? []);
  const found = await Promise.all(
    document.sourceDescriptions.map((source, index) =>
      loadSource(source, {
        place: located.place(`/sourceDescriptions/${index}/url`),
        base: options.base,
        self: document.$self,
        override: Object.hasOwn(overrides, source.name) ? overrides[source.name] : undefined,
        bases,
        needed: needed?.has(source.name) ?? true,
        fetchText: options.fetchText ?? fetchText,
        readFile: options.readFile ?? readFile,
      }),
    ),
  );
  const used = usedOperations(document);
  const relocated = await relocate(await layBases(found, used), {
    used,
    accept: options.relocate === true,
    knownOrigins: options.knownOrigins ?? (() => []),
    filesNamed: options.filesNamed ?? filesNamed(),
  });
  const results = await Promise.all(relocated.map((attempt) => standInFor(attempt, options.standIn)));
  const sources = Object.create(null) as Record<string, LoadedSource>;
  for (const { source } of results) {
    if (source !== undefined && !(source.name in sources)) sources[source.name] = source;
  }
  const names = document.sourceDescriptions.map(({ name }) => name);
  const diagnostics = [
    ...results.flatMap((result) => result.diagnostics),
    ...Object.keys(overrides).flatMap((name) => (names.includes(name) ? [] : [reportUnused(name, names)])),
  ];
  return { sources: Object.freeze(sources), diagnostics };
}

/** Reads the bundled description in the place of a source that cannot be had, which stays reported. */
async function standInFor(
  attempt: Attempt,
  standIn: SourcesOptions['standIn'],
): Promise<Pick<Attempt, 'source' | 'diagnostics'>> {
  const { declared, context } = attempt;
  const path = attempt.failure !== undefined && context.needed ? standIn?.(declared) : undefined;
  if (path === undefined) return attempt;
  const copy = await context.readFile(path);
  if (!copy.ok) throw new Error(`The bundled description ${path} is missing. ${copy.message}`);
  const { source, diagnostics } = await readSource(declared, copy, context);
  const message = `The steps that use source "${declared.name}" are checked against the description of that API that comes with Heddle. What the source itself says may differ.`;
  return {
    ...(source === undefined ? {} : { source: { ...source, standIn: true } }),
    diagnostics: [
      ...attempt.diagnostics,
      diagnose('source/stand-in', message, { place: context.place }),
      ...diagnostics,
    ],
  };
}

function reportUnused(name: string, names: readonly string[]): Diagnostic {
  const message = `--source names "${name}", but the document has no source description of that name.`;
  const hint = didYouMean(name, names) ?? `It has ${names.join(', ')}.`;
  return diagnose('source/unused-override', message, { hint });
}
