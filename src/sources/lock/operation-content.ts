import type { Operation, Response } from '../../openapi/operation.ts';
import { readOperation } from '../../openapi/read-operation.ts';
import type { LoadedSource } from '../loaded-source.ts';
import type { UsedOperation } from '../used-operations.ts';

/** What of an operation requests are built from and answers are checked against: not where it stands, nor what is said of it for people. */
export interface OperationContent extends Omit<Operation, 'pointer' | 'responses' | 'operationId'> {
  /** By status. */
  readonly responses: Readonly<Record<string, Response['content']>>;
}

/**
 * The operations used of a source, by the names that the document uses. Those that it does not have are left out. Documents that its
 * references lead to are retrieved.
 */
export async function contentsOf(
  source: LoadedSource,
  operations: readonly UsedOperation[],
): Promise<Readonly<Record<string, OperationContent>>> {
  let contents = readContents(source, operations);
  while (await source.others.retrieve()) contents = readContents(source, operations);
  return contents;
}

function readContents(
  { description, name: source }: LoadedSource,
  operations: readonly UsedOperation[],
): Readonly<Record<string, OperationContent>> {
  const contents = operations.flatMap((operation) =>
    operation.findIn(description).map((entry) => {
      const read = readOperation(description, entry, { serverGiven: true, source });
      const { pointer: _pointer, operationId: _id, responses, ...request } = read.operation;
      const answers = Object.entries(responses).map(([status, { content }]) => [status, content] as const);
      return [operation.name, { ...request, responses: Object.fromEntries(answers) }] as const;
    }),
  );
  return Object.fromEntries(contents.toReversed());
}
