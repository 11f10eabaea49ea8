import { diagnose } from '../../diagnostics/diagnose.ts';
import { didYouMean, isSpeltLike } from '../../diagnostics/near.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { LoadedSource } from '../../sources/loaded-source.ts';
import {
  type AnyEntry,
  chosen,
  findIn,
  type Found,
  notFound,
  qualifiedId,
  sourceNamed,
} from './chosen-operation.ts';
import type { CompileContext } from './compile-context.ts';
import type { Written } from '../meant/meant-by-parameters.ts';
import { everySource, operational } from '../meant/meant-operation.ts';

/** The operation of an operationId, plain or qualified by its source (clauses E3, E4). */
export function findById(context: CompileContext, written: Written): Found | undefined {
  const operationId = written.text;
  const qualified = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.(.+?)\}?$/.exec(operationId);
  if (qualified !== null) {
    const [, name, wanted] = qualified as unknown as [string, string, string];
    const source = sourceNamed(context, name, written);
    return source && chosen(context, source, findIn(source, wanted), wanted, written);
  }
  if (operationId.startsWith('$')) {
    const hint = 'Write $sourceDescriptions.<name>.<operationId>.';
    notFound(context, written, `"${operationId}" does not name an operation.`, hint);
    return undefined;
  }
  const loaded = Object.values(context.sources);
  const holders = loaded.filter((source) => findIn(source, operationId).kind !== 'missing');
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
  return chosen(context, holder, findIn(holder, operationId), operationId, written);
}

/** Several sources, and the step does not say which one it means (clause E3). */
function reportUnqualified(context: CompileContext, { text, pointer }: Written, holder: LoadedSource): void {
  const message = `"${text}" does not say which of ${operational(context).length} sources it means.`;
  const meant = qualifiedId(holder.name, text);
  // A source that is missing may have it too.
  const isCertain = everySource(context).length > 0 && holder.standIn !== 'check';
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
function findUnheld(context: CompileContext, written: Written): Found | undefined {
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
    return chosen(context, only, findIn(only, operationId), operationId, written);
  }
  const entries = [only, ...others].flatMap((source) =>
    source.description.operations.map((entry: AnyEntry) => ({ source, entry })),
  );
  const spelt = entries.filter(({ entry }) => isSpeltLike(entry.operationId ?? '', operationId));
  const meant = spelt.length === 1 && spelt[0]!.source.standIn !== 'check' ? spelt[0] : undefined;
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
function unprefixedTarget(context: CompileContext, operationId: string): Found | undefined {
  const [, name, id] = /^([A-Za-z0-9_-]+)\.(.+)$/.exec(operationId) ?? [];
  if (name === undefined || !Object.hasOwn(context.sources, name)) return undefined;
  const source = context.sources[name]!;
  const found = findIn(source, id!);
  return found.kind === 'found' && source.standIn !== 'check' ? { source, entry: found.entry } : undefined;
}
