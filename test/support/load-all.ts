import type { ArazzoDescription } from '../../src/arazzo/document.ts';
import type { LocatedText } from '../../src/text/located-text.ts';
import { fetchText as overTheNet } from '../../src/sources/fetch-text.ts';
import { loadSources, type SourcesOptions } from '../../src/sources/load-sources.ts';
import type { LoadedSource } from '../../src/sources/loaded-source.ts';
import { readFile } from '../../src/sources/read-file.ts';
import type { FetchText } from '../../src/sources/text-result.ts';
import { beginTexts } from '../../src/sources/texts.ts';

/** How sources are loaded, as far as it is not usual. */
export interface Unusual extends Partial<Omit<SourcesOptions, 'texts' | 'wanted' | 'idOf' | 'overrideOf'>> {
  readonly fetchText?: FetchText;
  readonly overrides?: Readonly<Record<string, string>>;
}

/** Loads all sources of a document, needed unless said otherwise. */
export async function loadAll(document: ArazzoDescription, located: LocatedText, unusual: Unusual) {
  const { fetchText = overTheNet, overrides = {}, ...options } = unusual;
  const names = new Set(document.sourceDescriptions.map(({ name }) => name));
  const results = await loadSources(document, located, {
    base: located.file,
    texts: beginTexts({ fetchText, readFile }),
    wanted: names,
    needed: names,
    bases: [],
    idOf: (name) => name,
    overrideOf: ({ name }) => (Object.hasOwn(overrides, name) ? overrides[name] : undefined),
    ...options,
  });
  const loaded = document.sourceDescriptions.map((_, index) => results.get(index)!);
  const sources = new Map<string, LoadedSource>(
    loaded.flatMap(({ source }) => (source === undefined ? [] : [[source.name, source]])),
  );
  return { loaded, sources, diagnostics: loaded.flatMap(({ diagnostics }) => diagnostics) };
}
