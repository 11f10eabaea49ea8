import { readFileSync } from 'node:fs';
import { checkAsyncApi } from './asyncapi/check-description.ts';
import { resolveCredentials } from './credentials/resolve.ts';
import { loadEngines } from './criterion/criterion-engines.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { type Diagnostic, stops } from './diagnostics/diagnostic.ts';
import { inOrder } from './diagnostics/in-order.ts';
import { tellOnce } from './diagnostics/tell-once.ts';
import { kindOfName } from './http/secret-name.ts';
import { load, type Loaded, type LoadOptions } from './load.ts';
import type { Place } from './diagnostics/place.ts';
import { criterionDialects } from './plan/compile/criterion-dialects.ts';
import { ownWorkflows } from './plan/compile/own-workflows.ts';
import { review } from './plan/review/review.ts';
import { bundledDescription } from './providers/bundled-description.ts';
import { profileOf } from './providers/profiles.ts';
import { unspokenProtocols } from './runtime/prepare-messages.ts';
import type { LoadedDocument } from './sources/loaded-document.ts';

/** How a document is checked. */
export interface CheckOptions extends Omit<LoadOptions, 'standIn' | 'standInUse' | 'looksOn'> {
  /** Where credentials would come from; the process's own environment unless given. Nothing of it is shown. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Finds everything that would stop a document from running or make it do the wrong thing. Sends nothing but requests for the sources.
 * A source of a known provider that cannot be had is a finding, and a bundled description stands in for it so that the rest
 * can be checked all the same; missing credentials are a warning here, because they are not the document's fault.
 */
export async function check(document: string, options: CheckOptions = {}): Promise<Loaded> {
  const loaded = await load(document, {
    ...options,
    looksOn: true,
    standIn: bundledDescription,
  });
  const { draft, documents } = loaded;
  if (draft === undefined || documents === undefined) return loaded;
  const named = options.mode === 'strict' ? fileName(document, documents[0]?.located.place('/arazzo')) : [];
  const found = new Map<string, Diagnostic>();
  for (const { workflowId } of ownWorkflows(draft)) {
    const { diagnostics } = resolveCredentials(draft, {
      workflowId,
      env: options.env ?? process.env,
      readFile: (path) => readFileSync(path, 'utf8'),
      profileOf,
      servers: {},
      placeOf: (id) => placeOf(documents, id),
    });
    // A server that is missing is told where the description lacks it.
    const isTold = ({ code, hint }: Diagnostic): boolean =>
      code === 'source/no-server' &&
      loaded.diagnostics.some((each) => each.code === code && each.hint === hint);
    for (const diagnostic of diagnostics) {
      if (!isTold(diagnostic)) found.set(diagnostic.message, asFinding(diagnostic));
    }
  }
  for (const unspoken of unspokenProtocols(draft, (id) => placeOf(documents, id)))
    found.set(unspoken.message, unspoken);
  const reviewed = review({
    documents,
    draft,
    engines: await loadEngines(criterionDialects(draft)),
    isSecretName: (name) => kindOfName(name) === 'secret',
    isKnownProvider: ({ id, url }) => profileOf({ name: id, url, origins: [] }) !== undefined,
  });
  // What is said of credentials that are there says more.
  const unsaid = reviewed.filter(({ message }) => !found.has(message));
  const files = documents.map(({ located }) => located.file);
  const told = [...inOrder(tellOnce([...loaded.diagnostics, ...unsaid]), files), ...named, ...found.values()];
  const diagnostics = withAsyncApi(told, loaded.sources);
  const { plan, ...rest } = loaded;
  return { ...rest, ...(plan === undefined || diagnostics.some(stops) ? {} : { plan }), diagnostics };
}

/** The specification recommends names for the file of an entry document (clause A7). */
function fileName(document: string, place: Place | undefined): readonly Diagnostic[] {
  const name = document.replace(/[?#].*$/s, '').replace(/^.*[/\\]/s, '');
  if (/^arazzo\.(?:json|yaml)$/.test(name)) return [];
  const message = `The specification recommends to name an entry document arazzo.json or arazzo.yaml; this one is "${name}".`;
  const hint = 'Nothing depends on it: a folder of several documents cannot follow it.';
  return [diagnose('document/file-name', message, { place, hint })];
}

/** What is wrong anywhere in the AsyncAPI descriptions, but for what is told already. */
function withAsyncApi(told: readonly Diagnostic[], sources: Loaded['sources'] = {}): readonly Diagnostic[] {
  const keyOf = ({ code, message, place }: Diagnostic): string =>
    JSON.stringify([code, message, place?.file, place?.pointer]);
  const found = new Map(told.map((each) => [keyOf(each), each]));
  for (const source of Object.values(sources)) {
    if (source.kind !== 'asyncapi') continue;
    for (const each of checkAsyncApi(source.description, told))
      if (!found.has(keyOf(each))) found.set(keyOf(each), each);
  }
  return [...found.values()];
}

function asFinding(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'credentials/missing' ? { ...diagnostic, severity: 'warning' } : diagnostic;
}

/** Where a source of a plan is declared. */
function placeOf(documents: readonly LoadedDocument[], id: string): Place | undefined {
  for (const { description, located, sources } of documents) {
    const index = description.sourceDescriptions.findIndex(({ name }) => sources[name]?.id === id);
    if (index !== -1) return located.place(`/sourceDescriptions/${index}/name`);
  }
  return undefined;
}
