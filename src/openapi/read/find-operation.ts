import { near } from '../../diagnostics/near.ts';
import { formatPointer, parsePointer } from '../../text/pointer.ts';
import type { OpenApiDescription, OperationEntry } from '../description.ts';

/** What a search for an operation gave. Nothing is chosen by likeness: near misses are for people (clause E4). */
export type FoundOperation<Entry = OperationEntry> =
  | { readonly kind: 'found'; readonly entry: Entry }
  /** The operationId is used by several operations. */
  | { readonly kind: 'ambiguous'; readonly entries: readonly Entry[] }
  /** `near`: those probably meant, best first; may be empty. */
  | { readonly kind: 'missing'; readonly near: readonly Entry[] };

/** The operation with exactly this operationId; ids are case-sensitive (clause E4). */
export function findOperation<Entry extends { readonly operationId?: string } = OperationEntry>(
  description: { readonly operations: readonly Entry[] },
  operationId: string,
): FoundOperation<Entry> {
  const found = description.operations.filter((entry) => entry.operationId === operationId);
  if (found.length > 1) return { kind: 'ambiguous', entries: found };
  if (found[0] !== undefined) return { kind: 'found', entry: found[0] };
  const ids = description.operations.flatMap((entry) => entry.operationId ?? []);
  const nearest = near(operationId, ids).flatMap((id) =>
    description.operations.filter((entry) => entry.operationId === id),
  );
  return { kind: 'missing', near: nearest };
}

/**
 * The operation at the decoded tokens of an operationPath's JSON Pointer, such as `paths`, `/pets/{id}`, `get` (clause E5).
 * A pointer at a path item misses, and its operations are near; else those of the same method at a path much alike.
 */
export function findOperationAt(description: OpenApiDescription, tokens: readonly string[]): FoundOperation {
  const address = formatPointer(tokens);
  const entry = description.operations.find((each) => each.address === address);
  if (entry !== undefined) return { kind: 'found', entry };
  const below = description.operations.filter((each) => each.address.startsWith(`${address}/`));
  if (tokens.length === 2 && below.length > 0) return { kind: 'missing', near: below };
  const [, path = '', method] = tokens;
  const candidates = description.operations.filter(
    (each) => parsePointer(each.address)?.at(-1) === method?.toLowerCase(),
  );
  const paths = near(
    path,
    candidates.map((each) => each.path),
  );
  return {
    kind: 'missing',
    near: paths.flatMap((found) => candidates.filter((each) => each.path === found)),
  };
}
