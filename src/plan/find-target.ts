import type { Step } from '../arazzo/document.ts';
import type { ResolvedParameter } from '../arazzo/resolve-reusable.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { didYouMean, isSpeltLike } from '../diagnostics/near.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { OperationEntry } from '../openapi/description.ts';
import { findOperation, findOperationAt, type FoundOperation } from '../openapi/find-operation.ts';
import { respelling } from '../diagnostics/respelling.ts';
import type { LoadedSource } from '../sources/loaded-source.ts';
import { parsePointer } from '../text/pointer.ts';
import type { CompileContext } from './compile-context.ts';
import { decodeFragment } from '../text/decode-fragment.ts';
import { meantByParameters, type Written } from './meant-by-parameters.ts';
import { everySource, meantByPath, operational } from './meant-operation.ts';

/** The operation that a step calls, and the source that describes it. */
export interface Target {
  readonly source: LoadedSource;
  readonly entry: OperationEntry;
}

/**
 * Finds the operation that a step names (clauses E3 to E6). Nothing to be called is chosen by likeness: an operation that does not exist
 * is a finding with its near misses, which stops every run. `parameters` are those of the step and its workflow. When the source itself could not be loaded, that is already a finding and nothing more is said.
 * Where a repair is offered, checking goes on with what it would write, so that everything else is found at the same time.
 */
export function findTarget(
  context: CompileContext,
  step: Step,
  pointer: string,
  parameters: readonly ResolvedParameter[],
): Target | undefined {
  const { operationId, operationPath } = step;
  const inPath = parameters.flatMap(({ parameter }) => (parameter.in === 'path' ? [parameter.name] : []));
  if (operationId !== undefined) {
    return findById(context, { text: operationId, pointer: `${pointer}/operationId`, inPath });
  }
  // A step without any target is reported by the document's rules.
  if (operationPath === undefined) return undefined;
  return findByPath(context, { text: operationPath, pointer: `${pointer}/operationPath`, inPath });
}

function findById(context: CompileContext, written: Written): Target | undefined {
  const operationId = written.text;
  const qualified = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.(.+?)\}?$/.exec(operationId);
  if (qualified !== null) {
    const [, name, wanted] = qualified as unknown as [string, string, string];
    const source = sourceNamed(context, name, written);
    return source && chosen(context, source, findOperation(source.description, wanted), wanted, written);
  }
  if (operationId.startsWith('$')) {
    const hint = 'Write $sourceDescriptions.<name>.<operationId>.';
    notFound(context, written, `"${operationId}" does not name an operation.`, hint);
    return undefined;
  }
  const loaded = Object.values(context.sources);
  const holders = loaded.filter(
    (source) => findOperation(source.description, operationId).kind !== 'missing',
  );
  if (holders.length > 1) {
    const candidates = holders.map((source) => qualifiedId(source.name, operationId)).join(' or ');
    const message = `"${operationId}" exists in several sources.`;
    const place = context.located.place(written.pointer);
    context.report(diagnose('step/operation-ambiguous', message, { place, hint: `Write ${candidates}.` }));
    return undefined;
  }
  const [holder] = holders;
  if (holder === undefined) return findUnheld(context, written);
  if (operational(context).length > 1) reportUnqualified(context, written, holder);
  return chosen(context, holder, findOperation(holder.description, operationId), operationId, written);
}

/** Several sources, and the step does not say which one it means (clause E3). */
function reportUnqualified(context: CompileContext, { text, pointer }: Written, holder: LoadedSource): void {
  const message = `"${text}" does not say which of ${operational(context).length} sources it means.`;
  const meant = qualifiedId(holder.name, text);
  // A source that is missing may have it too.
  const isCertain = everySource(context).length > 0 && holder.standIn !== true;
  context.report(
    diagnose('step/operation-unqualified', message, {
      place: context.located.place(pointer),
      hint: `Write ${meant}.`,
      severity: context.mode === 'strict' ? 'error' : 'warning',
      repair: isCertain ? respelling(pointer, text, meant) : undefined,
    }),
  );
}

/** An operationId that no source has. */
function findUnheld(context: CompileContext, written: Written): Target | undefined {
  const operationId = written.text;
  const unprefixed = unprefixedTarget(context, operationId);
  if (unprefixed !== undefined) {
    const meant = `$sourceDescriptions.${operationId}`;
    const repair = respelling(written.pointer, operationId, meant);
    if (context.mode === 'lenient') {
      const message = `"${operationId}" is read as ${meant}, which only lenient mode does (clause E3).`;
      const place = context.located.place(written.pointer);
      context.report(
        diagnose('step/operation-unqualified', message, { place, hint: `Write ${meant}.`, repair }),
      );
    } else {
      notFound(context, written, `"${operationId}" does not exist in any source.`, `Write ${meant}.`, repair);
    }
    return unprefixed;
  }
  const [only, ...others] = everySource(context);
  // While a source is missing, the operation may well be in it.
  if (only === undefined) return undefined;
  if (others.length === 0) {
    return chosen(context, only, findOperation(only.description, operationId), operationId, written);
  }
  const entries = [only, ...others].flatMap((source) =>
    source.description.operations.map((entry) => ({ source, entry })),
  );
  const spelt = entries.filter(({ entry }) => isSpeltLike(entry.operationId ?? '', operationId));
  const meant = spelt.length === 1 && spelt[0]!.source.standIn !== true ? spelt[0] : undefined;
  const to = meant && qualifiedId(meant.source.name, meant.entry.operationId!);
  const hint = didYouMean(
    operationId,
    entries.flatMap(({ entry }) => entry.operationId ?? []),
  );
  const repair = to === undefined ? undefined : respelling(written.pointer, operationId, to);
  notFound(context, written, `"${operationId}" does not exist in any source.`, hint, repair);
  return meant;
}

/** What a text such as `pets.listPets` names, which begins with a declared source. */
function unprefixedTarget(context: CompileContext, operationId: string): Target | undefined {
  const [, name, id] = /^([A-Za-z0-9_-]+)\.(.+)$/.exec(operationId) ?? [];
  if (name === undefined || !Object.hasOwn(context.sources, name)) return undefined;
  const source = context.sources[name]!;
  const found = findOperation(source.description, id!);
  return found.kind === 'found' && source.standIn !== true ? { source, entry: found.entry } : undefined;
}

/** An operationPath: a reference to a source, `#`, and a plain JSON Pointer to the operation (clause E5). */
function findByPath(context: CompileContext, written: Written): Target | undefined {
  const form =
    /^(?:\{\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?\}|\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?)#(.*)$/.exec(
      written.text,
    );
  const tokens = form === null ? undefined : parsePointer(form[3]!);
  if (form === null || tokens === undefined) {
    const meant = meantByPath(context, written.text);
    const hint = `Write '${meant?.operationPath ?? '{$sourceDescriptions.<name>.url}#/paths/~1path/get'}'.`;
    const repair = meant && respelling(written.pointer, written.text, meant.operationPath);
    notFound(context, written, `"${written.text}" is not an operation path.`, hint, repair);
    return meant;
  }
  const source = sourceNamed(context, (form[1] ?? form[2])!, written);
  if (source === undefined) return undefined;
  const found = findAsWritten(context, source, tokens, written);
  const operationId = found.kind === 'found' ? found.entry.operationId : undefined;
  if (operationId !== undefined && findOperation(source.description, operationId).kind === 'found') {
    const message = `The operation that this path leads to has an operationId, which is easier to read and to keep.`;
    const hint = `Write operationId: ${qualifiedId(source.name, operationId)}.`;
    const place = context.located.place(written.pointer);
    context.report(diagnose('step/prefer-operation-id', message, { place, hint }));
  }
  const meant = found.kind === 'found' ? undefined : meantByPath(context, written.text);
  if (meant === undefined) return chosen(context, source, found, form[3]!, written);
  const message = `"${form[3]!}" does not lead to an operation of source "${source.name}".`;
  const repair = respelling(written.pointer, written.text, meant.operationPath);
  notFound(context, written, message, `Write '${meant.operationPath}'.`, repair);
  return meant;
}

/** The pointer is plain, and yet often percent-encoded: it is decoded when it finds nothing as it is written (clause E5). */
function findAsWritten(
  context: CompileContext,
  source: LoadedSource,
  tokens: readonly string[],
  { text, pointer }: Written,
): FoundOperation {
  const found = findOperationAt(source.description, tokens);
  if (found.kind === 'found' || !tokens.some((token) => token.includes('%'))) return found;
  const decoded = findOperationAt(source.description, tokens.map(decodeFragment));
  if (decoded.kind !== 'found') return found;
  const message =
    'The pointer of this operation path is percent-encoded; it finds its operation only once it is decoded.';
  const hint = 'Write the path as the description does, with / as ~1: braces stay as they are.';
  const place = context.located.place(pointer);
  const meant = text.slice(0, text.indexOf('#') + 1) + decoded.entry.address;
  const repair = source.standIn === true ? undefined : respelling(pointer, text, meant);
  context.report(diagnose('step/encoded-pointer', message, { place, hint, repair }));
  return decoded;
}

function sourceNamed(context: CompileContext, name: string, written: Written): LoadedSource | undefined {
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
    context.report(
      diagnose('step/unknown-source', message, { place, hint: didYouMean(name, declared), repair }),
    );
  }
  if (meant !== undefined && Object.hasOwn(context.documents, meant)) {
    const message = `Source "${meant}" is an Arazzo document, which has workflows and no operations.`;
    const hint = `Call a workflow of it: workflowId: $sourceDescriptions.${meant}.<workflowId>.`;
    notFound(context, written, message, hint);
    return undefined;
  }
  return meant !== undefined && Object.hasOwn(context.sources, meant) ? context.sources[meant] : undefined;
}

function chosen(
  context: CompileContext,
  source: LoadedSource,
  found: FoundOperation,
  wanted: string,
  written: Written,
): Target | undefined {
  if (found.kind === 'found') return { source, entry: found.entry };
  if (found.kind === 'ambiguous') {
    const where = found.entries.map((entry) => `${entry.method} ${entry.path}`).join(' and ');
    const message = `"${wanted}" is the operationId of several operations of source "${source.name}": ${where}.`;
    const place = context.located.place(written.pointer);
    const { entry, repair } = meantByParameters(source, found.entries, written) ?? {};
    const hint = repair?.title ?? 'Use an operationPath.';
    context.report(diagnose('step/operation-ambiguous', message, { place, hint, repair }));
    return entry && { source, entry };
  }
  const spelt = found.near.filter(({ operationId }) => isSpeltLike(operationId ?? '', wanted));
  // A stand-in describes a part of the provider's API: what it does not have, the source itself may.
  if (source.standIn === true && spelt.length === 0) return undefined;
  const message = `"${wanted}" does not exist in source "${source.name}".`;
  const hint = spelt.length > 0 ? `${didMean(spelt)} operationIds are case-sensitive.` : didMean(found.near);
  const [only, ...others] = spelt;
  const isCertain = only !== undefined && others.length === 0;
  const repair = isCertain && source.standIn !== true ? correctId(written, wanted, only) : undefined;
  notFound(context, written, message, hint, repair);
  return isCertain ? { source, entry: only } : undefined;
}

/** The operationId of an entry in the place of the one wanted, however that is qualified. */
function correctId({ text, pointer }: Written, wanted: string, { operationId }: OperationEntry): Repair {
  const at = text.lastIndexOf(wanted);
  return respelling(pointer, text, text.slice(0, at) + operationId! + text.slice(at + wanted.length));
}

function qualifiedId(source: string, operationId: string): string {
  return `$sourceDescriptions.${source}.${operationId}`;
}

function notFound(
  context: CompileContext,
  { pointer }: Written,
  message: string,
  hint: string | undefined,
  repair?: Repair,
): void {
  const place = context.located.place(pointer);
  context.report(diagnose('step/operation-not-found', message, { place, hint, repair }));
}

function didMean(candidates: readonly OperationEntry[]): string {
  if (candidates.length === 0)
    return 'Look the operation up in the description, or use the version of it that the document was written for.';
  const named = candidates.map(
    (entry) => `${entry.operationId ?? entry.address} (${entry.method} ${entry.path})`,
  );
  return `Did you mean ${named.join(' or ')}?`;
}
