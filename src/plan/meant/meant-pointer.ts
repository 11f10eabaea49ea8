import type { Expression } from '../../expression/expression.ts';
import { parseNavigation } from '../../expression/navigation.ts';
import type { OperationEntry } from '../../openapi/description.ts';
import { child, children } from '../../openapi/read/resolve-reference.ts';
import { schemaAt } from '../../openapi/schema/schema-at.ts';

/**
 * The tokens that are meant by a pointer into an answer whose names hold dots or brackets that lead on, as in `/items[0]/id` and `/items.0.id`: where no
 * answer that may be a success documents what is written, and one documents what is meant. Undefined for any other pointer.
 */
export function meantPointer(
  entry: OperationEntry,
  tokens: readonly string[],
): readonly string[] | undefined {
  const meant = tokens.flatMap((token) => {
    const steps = parseNavigation(token.startsWith('[') ? token : `.${token}`);
    return steps?.map(String) ?? [token];
  });
  if (meant.length === tokens.length) return undefined;
  const named = children(child(entry.node, 'responses')).map(([name]) => name);
  const successes = named.filter((name) => /^2\d\d$/.test(name)).map(Number);
  const statuses = successes.length > 0 ? successes : [200];
  const isUnwritten = statuses.every((status) => schemaAt(entry, status, tokens) === 'absent');
  const isMeant = statuses.some((status) => typeof schemaAt(entry, status, meant) !== 'string');
  return isUnwritten && isMeant ? meant : undefined;
}

/** An expression with the {@link meantPointer}, if it looks into the body of an answer so. */
export function withMeantPointer(entry: OperationEntry | undefined, expression: Expression): Expression {
  if (entry === undefined || expression.kind !== 'response' || expression.source !== 'body')
    return expression;
  const pointer = meantPointer(entry, expression.pointer ?? []);
  return pointer === undefined ? expression : { ...expression, pointer };
}
