import type { ArazzoDescription } from '../arazzo/document.ts';
import type { ChannelEntry, ChannelOperationEntry } from '../asyncapi/description.ts';
import { findChannelAt } from '../asyncapi/find-channel.ts';
import type { OperationEntry } from '../openapi/description.ts';
import { findOperation, findOperationAt, type FoundOperation } from '../openapi/read/find-operation.ts';
import { decodeFragment } from '../text/decode-fragment.ts';
import { parsePointer } from '../text/pointer.ts';
import type { LoadedSource } from './loaded-source.ts';

/** What a step uses, as its description has it. */
export type UsedEntry =
  | { readonly kind: 'operation'; readonly entry: OperationEntry }
  | { readonly kind: 'channel'; readonly entry: ChannelEntry; readonly operation?: ChannelOperationEntry };

/** An operation that a step of the document calls, or a channel that it uses. */
export interface UsedOperation {
  /** The source that the step says it is of; absent when it does not say (clause E3). */
  readonly source?: string;
  /** As people know it: an operationId, or a pointer such as `/paths/~1pets/get`. */
  readonly name: string;
  /** It in a source, exactly, or by a path that is percent-encoded (clauses E4 and E5): several where an operationId is not unique. */
  readonly findIn: (source: LoadedSource) => readonly UsedEntry[];
}

/**
 * The operations that all workflows of a document use, or some, each once, in document order. What does not name an operation is left out:
 * that is for the compiler to say. With only one source, every operation is of it.
 */
export function usedOperations(
  { sourceDescriptions, workflows }: ArazzoDescription,
  workflowIds?: ReadonlySet<string>,
): readonly UsedOperation[] {
  const names = sourceDescriptions.map((source) => source.name);
  const only = names.length === 1 ? names[0] : undefined;
  const steps = workflows.flatMap((workflow) =>
    workflowIds?.has(workflow.workflowId) === false ? [] : workflow.steps,
  );
  const used = new Map<string, UsedOperation>();
  for (const { operationId, operationPath, channelPath } of steps) {
    const found =
      operationId === undefined
        ? byPath(operationPath ?? channelPath ?? '', names)
        : byId(operationId, names, only);
    if (found !== undefined) used.set(`${found.source ?? ''} ${found.name}`, found);
  }
  return [...used.values()];
}

function byId(
  operationId: string,
  names: readonly string[],
  only: string | undefined,
): UsedOperation | undefined {
  const qualified = /^\{?\$sourceDescriptions\.([A-Za-z0-9_-]+)\.(.+?)\}?$/.exec(operationId);
  if (qualified === null && operationId.startsWith('$')) return undefined;
  const source = qualified?.[1] ?? only;
  if (source !== undefined && !names.includes(source)) return undefined;
  const name = qualified?.[2] ?? operationId;
  return {
    ...(source === undefined ? {} : { source }),
    name,
    findIn: ({ kind, description }) =>
      kind === 'openapi'
        ? entriesOf(findOperation(description, name))
        : channelsOf(description.operations.filter((each) => each.operationId === name)),
  };
}

/** The source is named by an expression, or plainly, which only says what was meant: whether a step may write so is for the compiler. */
function byPath(operationPath: string, names: readonly string[]): UsedOperation | undefined {
  const form = /^\{?(?:\$sourceDescriptions\.)?([A-Za-z0-9_-]+)(?:\.url)?\}?#(.*)$/.exec(operationPath);
  const tokens = form === null ? undefined : parsePointer(form[2]!);
  if (form === null || tokens === undefined || !names.includes(form[1]!)) return undefined;
  return {
    source: form[1]!,
    name: form[2]!,
    findIn: (source) => {
      const plain = entriesAt(source, tokens);
      return plain.length > 0 ? plain : entriesAt(source, tokens.map(decodeFragment));
    },
  };
}

function entriesAt({ kind, description }: LoadedSource, tokens: readonly string[]): readonly UsedEntry[] {
  if (kind === 'openapi') return entriesOf(findOperationAt(description, tokens));
  const found = findChannelAt(description, tokens);
  if (found.kind === 'channel') return [{ kind: 'channel', entry: found.channel }];
  return found.kind === 'operation' ? channelsOf([found.operation]) : [];
}

function channelsOf(operations: readonly ChannelOperationEntry[]): readonly UsedEntry[] {
  return operations.map((operation) => ({ kind: 'channel', entry: operation.channel, operation }));
}

function entriesOf(found: FoundOperation): readonly UsedEntry[] {
  const entries = found.kind === 'found' ? [found.entry] : found.kind === 'ambiguous' ? found.entries : [];
  return entries.map((entry) => ({ kind: 'operation', entry }));
}
