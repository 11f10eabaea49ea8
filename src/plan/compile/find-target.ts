import type { Step } from '../../arazzo/document.ts';
import type { ResolvedParameter } from '../../arazzo/resolve-reusable.ts';
import type { ChannelOperationEntry } from '../../asyncapi/description.ts';
import type { ChannelUse } from '../../asyncapi/read-channel.ts';
import { diagnose } from '../../diagnostics/diagnose.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { findOperation, findOperationAt, type FoundOperation } from '../../openapi/read/find-operation.ts';
import type { LoadedAsyncApi, LoadedOpenApi } from '../../sources/loaded-source.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';
import { parsePointer } from '../../text/pointer.ts';
import { chosen, type Found, notFound, qualifiedId, sourceNamed } from './chosen-operation.ts';
import type { CompileContext } from './compile-context.ts';
import { findById } from './find-by-id.ts';
import type { LoadedSource } from '../../sources/loaded-source.ts';
import { channelOfOperation, findChannel } from './find-channel.ts';
import type { Written } from '../meant/meant-by-parameters.ts';
import { meantByPath } from '../meant/meant-operation.ts';

/** The operation that a step calls, or the channel that it uses, and the source that describes it. */
export type Target =
  | { readonly kind: 'operation'; readonly source: LoadedOpenApi; readonly entry: OperationEntry }
  | { readonly kind: 'channel'; readonly source: LoadedAsyncApi; readonly use: ChannelUse };

/** A step, and where it stands. */
interface StepAt {
  readonly step: Step;
  readonly pointer: string;
}

/**
 * Finds the operation or channel that a step names (clauses E3 to E6, E8). Nothing to be called is chosen by likeness: an operation that does not exist
 * is a finding with its near misses, which stops every run. `parameters` are those of the step and its workflow. When the source itself could not be loaded, that is already a finding and nothing more is said.
 * Where a repair is offered, checking goes on with what it would write, so that everything else is found at the same time.
 */
export function findTarget(
  context: CompileContext,
  step: Step,
  pointer: string,
  parameters: readonly ResolvedParameter[],
): Target | undefined {
  const { operationId, operationPath, channelPath } = step;
  const at = { step, pointer };
  const inPath = parameters.flatMap(({ parameter }) => (parameter.in === 'path' ? [parameter.name] : []));
  if (operationId !== undefined) {
    const found = findById(context, { text: operationId, pointer: `${pointer}/operationId`, inPath });
    return found && targetOf(context, found, at);
  }
  if (operationPath !== undefined) {
    return findByPath(context, { text: operationPath, pointer: `${pointer}/operationPath`, inPath }, at);
  }
  // A step without any target is reported by the document's rules.
  if (channelPath === undefined) return undefined;
  return findByChannelPath(context, { text: channelPath, pointer: `${pointer}/channelPath`, inPath }, at);
}

/** An operation as the step uses it: what belongs to channels does not go with an operation over HTTP, and the other way round (clause E8). */
function targetOf(
  context: CompileContext,
  { source, entry }: Found,
  { step, pointer }: StepAt,
): Target | undefined {
  if (source.kind === 'asyncapi') {
    if (isTooNew(context, source, `${pointer}/operationId`)) return undefined;
    const use = channelOfOperation(context, step, entry as ChannelOperationEntry, pointer);
    return use && { kind: 'channel', source, use };
  }
  if (step.action !== undefined) {
    const place = context.located.place(`${pointer}/action`, 'key');
    const message = `"action" is for steps on channels, and source "${source.name}" is an OpenAPI description.`;
    const hint = step.correlationId === undefined ? 'Remove it.' : 'Remove it, and the correlationId.';
    context.report(diagnose('document/conflicting-fields', message, { place, hint }));
  }
  return { kind: 'operation', source, entry: entry as OperationEntry };
}

/** Sources of channels came with Arazzo 1.1, like the fields of steps on them (clause A4). */
function isTooNew(context: CompileContext, source: LoadedSource, pointer: string): boolean {
  if (!context.description.arazzo.startsWith('1.0.')) return false;
  const message = `Source "${source.name}" is an AsyncAPI description, which came with Arazzo 1.1; the document declares 1.0.`;
  const hint = 'Declare arazzo: 1.1.0, or name a source of type openapi.';
  context.report(diagnose('document/newer-field', message, { place: context.located.place(pointer), hint }));
  return true;
}

/** A channelPath: a reference to a source, `#`, and a plain JSON Pointer to the channel (clause E8). */
function findByChannelPath(
  context: CompileContext,
  written: Written,
  { step, pointer }: StepAt,
): Target | undefined {
  const place = context.located.place(written.pointer);
  const path = readPath(written.text);
  if (path === undefined) {
    const hint = "Write '{$sourceDescriptions.<name>.url}#/channels/<channel>'.";
    const message = `"${written.text}" is not a channel path.`;
    context.report(diagnose('step/channel-not-found', message, { place, hint }));
    return undefined;
  }
  const source = sourceNamed(context, path.source, written);
  if (source === undefined) return undefined;
  if (source.kind !== 'asyncapi') {
    const message = `Source "${source.name}" is an OpenAPI description, which has no channels.`;
    const hint = 'Name an operation of it, by operationId, or a source of type asyncapi.';
    context.report(diagnose('step/channel-not-found', message, { place, hint }));
    return undefined;
  }
  const use = findChannel(context, step, { source, path, pointer, field: 'channelPath' });
  return use && { kind: 'channel', source, use };
}

/** An operationPath: a reference to a source, `#`, and a plain JSON Pointer to the operation (clause E5). */
function findByPath(context: CompileContext, written: Written, at: StepAt): Target | undefined {
  const path = readPath(written.text);
  if (path === undefined) {
    const meant = meantByPath(context, written.text);
    const hint = `Write '${meant?.operationPath ?? '{$sourceDescriptions.<name>.url}#/paths/~1path/get'}'.`;
    const repair = meant && respelling(written.pointer, written.text, meant.operationPath);
    notFound(context, written, `"${written.text}" is not an operation path.`, hint, repair);
    return meant && targetOf(context, meant, at);
  }
  const source = sourceNamed(context, path.source, written);
  if (source === undefined) return undefined;
  if (source.kind === 'asyncapi') {
    const { step, pointer } = at;
    if (isTooNew(context, source, written.pointer)) return undefined;
    const use = findChannel(context, step, { source, path, pointer, field: 'operationPath' });
    return use && { kind: 'channel', source, use };
  }
  const found = findAsWritten(context, source, path.tokens, written);
  const operationId = found.kind === 'found' ? found.entry.operationId : undefined;
  if (operationId !== undefined && findOperation(source.description, operationId).kind === 'found') {
    const message = `The operation that this path leads to has an operationId, which is easier to read and to keep.`;
    const hint = `Write operationId: ${qualifiedId(source.name, operationId)}.`;
    const place = context.located.place(written.pointer);
    context.report(diagnose('step/prefer-operation-id', message, { place, hint }));
  }
  const meant = found.kind === 'found' ? undefined : meantByPath(context, written.text);
  if (meant === undefined) {
    const operation = chosen(context, source, found, path.fragment, written);
    return operation && targetOf(context, operation, at);
  }
  const message = `"${path.fragment}" does not lead to an operation of source "${source.name}".`;
  const repair = respelling(written.pointer, written.text, meant.operationPath);
  notFound(context, written, message, `Write '${meant.operationPath}'.`, repair);
  return targetOf(context, meant, at);
}

/** The pointer is plain, and yet often percent-encoded: it is decoded when it finds nothing as it is written (clause E5). */
function findAsWritten(
  context: CompileContext,
  source: LoadedOpenApi,
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
  const repair = source.standIn === 'check' ? undefined : respelling(pointer, text, meant);
  context.report(diagnose('step/encoded-pointer', message, { place, hint, repair }));
  return decoded;
}

/** A source and a pointer into it; braces and `.url` are optional (clauses E5, E8). Undefined for any other text. */
function readPath(
  text: string,
): { readonly source: string; readonly tokens: readonly string[]; readonly fragment: string } | undefined {
  const form =
    /^(?:\{\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?\}|\$sourceDescriptions\.([A-Za-z0-9_-]+)(?:\.url)?)#(.*)$/.exec(
      text,
    );
  const tokens = form === null ? undefined : parsePointer(form[3]!);
  if (form === null || tokens === undefined) return undefined;
  return { source: (form[1] ?? form[2])!, tokens, fragment: form[3]! };
}
