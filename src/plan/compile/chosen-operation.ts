import type { ChannelOperationEntry } from '../../asyncapi/description.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { nameList } from '../../arazzo/name-list.ts';
import { didYouMean, isSpeltLike } from '../../diagnostics/near.ts';
import type { Repair } from '../../diagnostics/repair.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { findOperation, type FoundOperation } from '../../openapi/read/find-operation.ts';
import type { LoadedSource } from '../../sources/loaded-source.ts';
import type { CompileContext } from './compile-context.ts';
import { meantByParameters, type Written } from '../meant/meant-by-parameters.ts';

/** An operation of a description, of whichever kind that is. */
export type AnyEntry = OperationEntry | ChannelOperationEntry;

/** An operation with its source. */
export interface Found {
  readonly source: LoadedSource;
  readonly entry: AnyEntry;
}

/** The operation of a source by its operationId. */
export function findIn(source: LoadedSource, operationId: string): FoundOperation<AnyEntry> {
  return findOperation<AnyEntry>(source.description, operationId);
}

/**
 * The operation that was found. When there is none, or more than one, that is a finding, with a repair where one operation is spelt like it but for case
 * and punctuation; checking goes on with that one.
 */
export function chosen(
  context: CompileContext,
  source: LoadedSource,
  found: FoundOperation<AnyEntry>,
  wanted: string,
  written: Written,
): Found | undefined {
  if (found.kind === 'found') return { source, entry: found.entry };
  if (found.kind === 'ambiguous') {
    const where = nameList(found.entries.map(shown));
    const message = `"${wanted}" is the operationId of several operations of source "${source.name}": ${where}.`;
    const place = context.located.place(written.pointer);
    const entries = found.entries.filter((entry) => 'method' in entry);
    const { entry, repair } = meantByParameters(source, entries, written) ?? {};
    const hint = repair?.title ?? 'Use an operationPath.';
    context.report(diagnose('step/operation-ambiguous', message, { place, hint, repair }));
    return entry && { source, entry };
  }
  const spelt = found.near.filter(({ operationId }) => isSpeltLike(operationId ?? '', wanted));
  // A stand-in describes a part of the provider's API: what it does not have, the source itself may.
  if (source.standIn === 'check' && spelt.length === 0) return undefined;
  const message = `"${wanted}" does not exist in source "${source.name}".`;
  const isCase = spelt.some(({ operationId }) => operationId?.toLowerCase() === wanted.toLowerCase());
  const meant = didMean(spelt.length > 0 ? spelt : found.near);
  const hint = isCase ? `${meant} operationIds are case-sensitive.` : meant;
  const [only, ...others] = spelt;
  const isCertain = only !== undefined && others.length === 0;
  const repair = isCertain && source.standIn !== 'check' ? correctId(written, wanted, only) : undefined;
  notFound(context, written, message, hint, repair);
  return isCertain ? { source, entry: only } : undefined;
}

/** The declared source of a name, or the one whose name is spelt like it, which is a finding. Undefined too when that could not be loaded. */
export function sourceNamed(
  context: CompileContext,
  name: string,
  written: Written,
): LoadedSource | undefined {
  const { text, pointer } = written;
  const declared = context.description.sourceDescriptions.map((source) => source.name);
  const isDeclared = declared.includes(name);
  const [only, ...others] = declared.filter((each) => isSpeltLike(each, name));
  const meant = isDeclared ? name : others.length === 0 ? only : undefined;
  if (!isDeclared) {
    const prefix = '$sourceDescriptions.';
    const repaired = text.replace(prefix + name, () => prefix + (meant ?? name));
    const repair = meant === undefined ? undefined : respelling(pointer, text, repaired);
    const message = `There is no source description named "${name}".`;
    const place = context.located.place(pointer);
    const hint = didYouMean(name, declared) ?? `The sources are ${nameList(declared)}.`;
    context.report(diagnose('step/unknown-source', message, { place, hint, repair }));
  }
  if (meant !== undefined && Object.hasOwn(context.documents, meant)) {
    const message = `Source "${meant}" is an Arazzo document, which has workflows and no operations.`;
    const hint = `Call a workflow of it: workflowId: $sourceDescriptions.${meant}.<workflowId>.`;
    notFound(context, written, message, hint);
    return undefined;
  }
  return meant !== undefined && Object.hasOwn(context.sources, meant) ? context.sources[meant] : undefined;
}

/** An operationId that says which source it is of (clause E3). */
export function qualifiedId(source: string, operationId: string): string {
  return `$sourceDescriptions.${source}.${operationId}`;
}

/** Reports an operation that does not exist. */
export function notFound(
  context: CompileContext,
  { pointer }: Written,
  message: string,
  hint: string | undefined,
  repair?: Repair,
): void {
  const place = context.located.place(pointer);
  context.report(diagnose('step/operation-not-found', message, { place, hint, repair }));
}

/** The operationId of an entry in the place of the one wanted, however that is qualified. */
function correctId({ text, pointer }: Written, wanted: string, { operationId }: AnyEntry): Repair {
  const at = text.lastIndexOf(wanted);
  return respelling(pointer, text, text.slice(0, at) + operationId! + text.slice(at + wanted.length));
}

function shown(entry: AnyEntry): string {
  return 'method' in entry ? `${entry.method} ${entry.path}` : entry.address;
}

function didMean(candidates: readonly AnyEntry[]): string {
  if (candidates.length === 0)
    return 'Look the operation up in the description, or use the version of it that the document was written for.';
  const named = candidates.map((entry) => `${entry.operationId ?? entry.address} (${shown(entry)})`);
  return `Did you mean ${named.join(' or ')}?`;
}
