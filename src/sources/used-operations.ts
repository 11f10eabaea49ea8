import type { ArazzoDescription } from '../arazzo/document.ts';
import type { OpenApiDescription, OperationEntry } from '../openapi/description.ts';
import { findOperation, findOperationAt, type FoundOperation } from '../openapi/find-operation.ts';
import { decodeFragment } from '../text/decode-fragment.ts';
import { parsePointer } from '../text/pointer.ts';

/** An operation that a step of the document calls. */
export interface UsedOperation {
  /** The source that the step says it is of; absent when it does not say (clause E3). */
  readonly source?: string;
  /** As people know it: an operationId, or a pointer such as `/paths/~1pets/get`. */
  readonly name: string;
  /** It in a description, exactly, or by an `operationPath` that is percent-encoded (clauses E4 and E5): several where an operationId is not unique. */
  readonly findIn: (description: OpenApiDescription) => readonly OperationEntry[];
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
  for (const { operationId, operationPath } of steps) {
    const found =
      operationId === undefined ? byPath(operationPath ?? '', names) : byId(operationId, names, only);
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
    findIn: (description) => entriesOf(findOperation(description, name)),
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
    findIn: (description) => {
      const plain = entriesOf(findOperationAt(description, tokens));
      return plain.length > 0 ? plain : entriesOf(findOperationAt(description, tokens.map(decodeFragment)));
    },
  };
}

function entriesOf(found: FoundOperation): readonly OperationEntry[] {
  switch (found.kind) {
    case 'found':
      return [found.entry];
    case 'ambiguous':
      return found.entries;
    default:
      return [];
  }
}
