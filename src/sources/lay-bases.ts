import { type Attempt, readAt } from './load-source.ts';
import type { LoadedSource } from './loaded-source.ts';
import type { UsedOperation } from './used-operations.ts';

/**
 * Goes on through the bases of the user for sources that lack an operation, since bases are laid over one another: the first text that
 * has all operations is the one, else the first there is. Nothing is read where nothing is missing.
 */
export async function layBases(
  attempts: readonly Attempt[],
  used: readonly UsedOperation[],
): Promise<readonly Attempt[]> {
  const loaded = attempts.flatMap(({ source }) => source ?? []);
  const missing = used.filter((operation) => !loaded.some((source) => has(source, operation)));
  const open = attempts.filter(
    ({ declared, context, rest, document }) =>
      context.needed &&
      document === undefined &&
      rest.some(({ foundBy }) => foundBy === 'base') &&
      missing.some(({ source = declared.name }) => source === declared.name),
  );
  if (open.length === 0) return attempts;
  const alternatives = new Map<Attempt, readonly Attempt[]>();
  for (const attempt of open) {
    const others = attempt.rest.filter(({ foundBy }) => foundBy === 'base');
    const found = await Promise.all(
      others.map(async (place) => {
        const read = await readAt(attempt.declared, place, attempt.context);
        return 'reason' in read ? [] : [{ ...attempt, ...read, rest: [] }];
      }),
    );
    alternatives.set(attempt, [attempt, ...found.flat()]);
  }
  return attempts.map((attempt) => {
    const elsewhere = attempts
      .filter((each) => each !== attempt)
      .flatMap((each) => alternatives.get(each) ?? [each])
      .flatMap(({ source }) => source ?? []);
    const wanted = operationsOf(attempt.declared.name, used, elsewhere);
    const complete = alternatives
      .get(attempt)
      ?.find(({ source }) => source !== undefined && wanted.every((each) => has(source, each)));
    return complete ?? attempt;
  });
}

/**
 * The operations that a source must have to be the one that the document means: those that are said to be of it, and those of which it
 * is not said, and which no other source has.
 */
export function operationsOf(
  name: string,
  used: readonly UsedOperation[],
  others: readonly LoadedSource[],
): readonly UsedOperation[] {
  return used.filter((operation) =>
    operation.source === undefined
      ? !others.some((source) => has(source, operation))
      : operation.source === name,
  );
}

/** Whether a source has an operation that is, or may be, of it. */
export function has(source: LoadedSource, operation: UsedOperation): boolean {
  return (operation.source ?? source.name) === source.name && operation.findIn(source).length > 0;
}
