import type { Step } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Repair } from '../diagnostics/repair.ts';
import type { OperationEntry } from '../openapi/description.ts';
import { findOperation, findOperationAt, type FoundOperation } from '../openapi/find-operation.ts';
import { respelling } from '../repair/respelling.ts';
import type { LoadedSource } from '../sources/loaded-source.ts';
import { parsePointer } from '../text/pointer.ts';
import type { CompileContext } from './compile-context.ts';
import { decodeFragment } from '../text/decode-fragment.ts';

/** The operation that a step calls, and the source that describes it. */
export interface Target {
  readonly source: LoadedSource;
  readonly entry: OperationEntry;
}

/**
 * Finds the operation that a step names (clauses E3 to E6). Nothing to be called is chosen by likeness: an operation that does not exist
 * is a finding with its near misses, which stops every run. When the source itself could not be loaded, that is already a finding and nothing more is said.
 */
export function findTarget(context: CompileContext, step: Step, pointer: string): Target | undefined {
  if (step.operationId !== undefined) return findById(context, step.operationId, `${pointer}/operationId`);
  // A step without any target is reported by the document's rules.
  if (step.operationPath === undefined) return undefined;
  return findByPath(context, step.operationPath, `${pointer}/operationPath`);
}

function findById(context: CompileContext, operationId: string, pointer: string): Target | undefined {
  const qualified = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.(.+?)\}?$/.exec(operationId);
  if (qualified !== null) {
    const source = sourceNamed(context, qualified[1]!, pointer);
    return (
      source &&
      chosen(
        context,
        source,
        findOperation(source.description, qualified[2]!),
        qualified[2]!,
        pointer,
        operationId,
      )
    );
  }
  const place = context.located.place(pointer);
  if (operationId.startsWith('$')) {
    const hint = 'Write $sourceDescriptions.<name>.<operationId>.';
    context.report(
      diagnose('step/operation-not-found', `"${operationId}" does not name an operation.`, { place, hint }),
    );
    return undefined;
  }
  const loaded = Object.values(context.sources);
  const holders = loaded.filter(
    (source) => findOperation(source.description, operationId).kind !== 'missing',
  );
  if (holders.length > 1) {
    const candidates = holders
      .map((source) => `$sourceDescriptions.${source.name}.${operationId}`)
      .join(' or ');
    const message = `"${operationId}" exists in several sources.`;
    context.report(diagnose('step/operation-ambiguous', message, { place, hint: `Write ${candidates}.` }));
    return undefined;
  }
  const [holder] = holders;
  if (holder === undefined) {
    const unprefixed = unprefixedSource(context, operationId);
    if (unprefixed !== undefined) {
      const qualifiedId = `$sourceDescriptions.${operationId}`;
      const message = `"${operationId}" is read as ${qualifiedId}, which only lenient mode does (clause E3).`;
      context.report(
        diagnose('step/operation-unqualified', message, { place, hint: `Write ${qualifiedId}.` }),
      );
      return findById(context, qualifiedId, pointer);
    }
    // While a source is missing, the operation may well be in it.
    if (loaded.length < context.description.sourceDescriptions.length) return undefined;
    const [only] = loaded;
    if (loaded.length === 1 && only !== undefined) {
      return chosen(context, only, findOperation(only.description, operationId), operationId, pointer);
    }
    const ids = loaded.flatMap((source) =>
      source.description.operations.flatMap((entry) => entry.operationId ?? []),
    );
    const message = `"${operationId}" does not exist in any source.`;
    context.report(
      diagnose('step/operation-not-found', message, { place, hint: didYouMean(operationId, ids) }),
    );
    return undefined;
  }
  if (context.description.sourceDescriptions.length > 1) {
    const message = `"${operationId}" does not say which of ${context.description.sourceDescriptions.length} sources it means.`;
    const hint = `Write $sourceDescriptions.${holder.name}.${operationId}.`;
    const severity = context.mode === 'strict' ? 'error' : 'warning';
    context.report(diagnose('step/operation-unqualified', message, { place, hint, severity }));
  }
  return chosen(context, holder, findOperation(holder.description, operationId), operationId, pointer);
}

/** The declared source that a text such as `pets.listPets` begins with, in lenient mode. */
function unprefixedSource(context: CompileContext, operationId: string): string | undefined {
  if (context.mode !== 'lenient') return undefined;
  const name = /^([A-Za-z0-9_-]+)\../.exec(operationId)?.[1];
  return context.description.sourceDescriptions.find((source) => source.name === name)?.name;
}

/** An operationPath: a reference to a source, `#`, and a plain JSON Pointer to the operation (clause E5). */
function findByPath(context: CompileContext, operationPath: string, pointer: string): Target | undefined {
  const form =
    /^(?:\{\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?\}|\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?)#(.*)$/.exec(
      operationPath,
    );
  const tokens = form === null ? undefined : parsePointer(form[3]!);
  if (form === null || tokens === undefined) {
    const place = context.located.place(pointer);
    const hint = "Write '{$sourceDescriptions.<name>.url}#/paths/~1path/get'.";
    context.report(
      diagnose('step/operation-not-found', `"${operationPath}" is not an operation path.`, { place, hint }),
    );
    return undefined;
  }
  const source = sourceNamed(context, (form[1] ?? form[2])!, pointer);
  if (source === undefined) return undefined;
  const found = findAsWritten(context, source, tokens, pointer);
  const operationId = found.kind === 'found' ? found.entry.operationId : undefined;
  if (operationId !== undefined && findOperation(source.description, operationId).kind === 'found') {
    const message = `The operation that this path leads to has an operationId, which is easier to read and to keep.`;
    const hint = `Write operationId: $sourceDescriptions.${source.name}.${operationId}.`;
    context.report(
      diagnose('step/prefer-operation-id', message, { place: context.located.place(pointer), hint }),
    );
  }
  return chosen(context, source, found, form[3]!, pointer);
}

/** The pointer is plain, and yet often percent-encoded: it is decoded when it finds nothing as it is written (clause E5). */
function findAsWritten(
  context: CompileContext,
  source: LoadedSource,
  tokens: readonly string[],
  pointer: string,
): FoundOperation {
  const found = findOperationAt(source.description, tokens);
  if (found.kind === 'found' || !tokens.some((token) => token.includes('%'))) return found;
  const decoded = findOperationAt(source.description, tokens.map(decodeFragment));
  if (decoded.kind !== 'found') return found;
  const message =
    'The pointer of this operation path is percent-encoded; it finds its operation only once it is decoded.';
  const hint = 'Write the path as the description does, with / as ~1: braces stay as they are.';
  context.report(diagnose('step/encoded-pointer', message, { place: context.located.place(pointer), hint }));
  return decoded;
}

function sourceNamed(context: CompileContext, name: string, pointer: string): LoadedSource | undefined {
  const declared = context.description.sourceDescriptions.map((source) => source.name);
  if (!declared.includes(name)) {
    const place = context.located.place(pointer);
    const message = `There is no source description named "${name}".`;
    context.report(diagnose('step/unknown-source', message, { place, hint: didYouMean(name, declared) }));
    return undefined;
  }
  return Object.hasOwn(context.sources, name) ? context.sources[name] : undefined;
}

/** An operationId of the source in the place of the one wanted, however that is qualified. */
function correctId(pointer: string, written: string, wanted: string, operationId: string): Repair {
  const at = written.lastIndexOf(wanted);
  return respelling(pointer, written, written.slice(0, at) + operationId + written.slice(at + wanted.length));
}

function chosen(
  context: CompileContext,
  source: LoadedSource,
  found: FoundOperation,
  wanted: string,
  pointer: string,
  written: string = wanted,
): Target | undefined {
  if (found.kind === 'found') return { source, entry: found.entry };
  const place = context.located.place(pointer);
  if (found.kind === 'ambiguous') {
    const where = found.entries.map((entry) => `${entry.method} ${entry.path}`).join(' and ');
    const message = `"${wanted}" is the operationId of several operations of source "${source.name}": ${where}.`;
    context.report(diagnose('step/operation-ambiguous', message, { place, hint: 'Use an operationPath.' }));
    return undefined;
  }
  const sameButForCase = found.near.filter(({ operationId }) => isSpeltLike(operationId, wanted));
  // A stand-in describes a part of the provider's API: what it does not have, the source itself may.
  if (source.standIn === true && sameButForCase.length === 0) return undefined;
  const message = `"${wanted}" does not exist in source "${source.name}".`;
  const hint =
    sameButForCase.length > 0
      ? `${meant(sameButForCase)} operationIds are case-sensitive.`
      : meant(found.near);
  const [only, ...others] = sameButForCase;
  const isCertain = only !== undefined && others.length === 0;
  const repair =
    isCertain && source.standIn !== true ? correctId(pointer, written, wanted, only.operationId!) : undefined;
  context.report(diagnose('step/operation-not-found', message, { place, hint, repair }));
  // The finding stops every run; going on with the only candidate lets the rest of the step be checked too.
  return isCertain ? { source, entry: only } : undefined;
}

/** Whether two operationIds are the same but for case and punctuation. */
function isSpeltLike(operationId: string | undefined, wanted: string): boolean {
  const bare = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  return operationId !== undefined && bare(operationId) === bare(wanted);
}

function meant(candidates: readonly OperationEntry[]): string {
  if (candidates.length === 0)
    return 'Look the operation up in the description, or use the version of it that the document was written for.';
  const named = candidates.map(
    (entry) => `${entry.operationId ?? entry.address} (${entry.method} ${entry.path})`,
  );
  return `Did you mean ${named.join(' or ')}?`;
}
