import type { ReceivedRequest } from '../received-request.ts';

/** The roots of runtime expressions, which begin them (docs/clauses.md 2.1). */
const expression =
  /\$(?:inputs|outputs|steps|workflows|sourceDescriptions|components|request|response|message)\.[A-Za-z0-9_.#/~-]{1,200}|\$(?:statusCode|url|method)\b/g;

/**
 * Runtime expressions that a request holds as text: in its path, query, header fields or body, percent-encoded or not. Empty for a request in which
 * everything was evaluated: the proof that nothing of a document went out unresolved.
 */
export function unresolvedExpressions({ path, query, headers, body }: ReceivedRequest): readonly string[] {
  const texts = [path, query, body, ...Object.values(headers)];
  const found = texts
    .flatMap((text) => [text, decoded(text)])
    .flatMap((text) => text.match(expression) ?? []);
  return [...new Set(found)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
