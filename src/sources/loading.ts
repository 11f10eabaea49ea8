import type { ArazzoDescription } from '../arazzo/document.ts';
import { parse } from '../arazzo/parse.ts';
import { partAt } from '../arazzo/parts.ts';
import { rules } from '../arazzo/rules/index.ts';
import type { WorkflowsOf } from '../arazzo/rules/rule.ts';
import { usedParts } from '../arazzo/used-parts.ts';
import { type Diagnostic, stops } from '../diagnostics/diagnostic.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { LoadedDocument } from './loaded-document.ts';
import type { LoadedSource } from './loaded-source.ts';
import type { SourceResult } from './read-source.ts';

/** A document while its sources are being loaded. */
export interface Loading extends LoadedDocument {
  readonly sources: Record<string, LoadedSource>;
  readonly documents: Record<string, Loading>;
  readonly workflowIds: Set<string>;
  /** By index of the source description. */
  readonly results: Map<number, SourceResult>;
  /** Names of the sources that were loaded as ones that steps use, and of the others. */
  readonly needed: Set<string>;
  readonly asked: Set<string>;
}

/** What is wrong with the parts of a document that are used, and with its sources. Those of the first document's shape are known. */
export function findingsOf(document: Loading): Diagnostic[] {
  const { name, description, located, workflowIds, asked, results } = document;
  const loaded = [...results.entries()].toSorted(([a], [b]) => a - b);
  const ofSources = loaded.flatMap(([, { diagnostics }]) =>
    diagnostics.map((each) => placedIn(located, each)),
  );
  if (name === '') return [...ruled(description, document), ...ofSources];
  const used = usedParts(description, workflowIds, asked);
  const { diagnostics, description: whole = description } = parse(located, (part) => used.has(part));
  const ofRules = ruled(whole, document).filter(({ place }) => {
    const part = partAt(place?.pointer ?? '');
    return part === undefined || used.has(part);
  });
  return [...atMost([...diagnostics, ...ofRules], workflowIds.size > 0), ...ofSources];
}

function ruled(description: ArazzoDescription, { located, sources, documents }: Loading): Diagnostic[] {
  const workflowsOf: WorkflowsOf = (source) =>
    documents[source]?.description.workflows ?? (sources[source] === undefined ? undefined : 'none');
  return rules.flatMap((rule) => rule(description, located, workflowsOf));
}

/** What was found of a document when its text was another has its place in the text that it has now. */
function placedIn(located: LocatedText, finding: Diagnostic): Diagnostic {
  const { place } = finding;
  return place?.file === located.file ? { ...finding, place: located.place(place.pointer) } : finding;
}

/** What is wrong with a document that no workflow uses stops nothing (clause B5). */
export function atMost(diagnostics: readonly Diagnostic[], isUsed: boolean): readonly Diagnostic[] {
  if (isUsed) return diagnostics;
  return diagnostics.map((each) => (stops(each) ? { ...each, severity: 'warning' } : each));
}
