import type { LockedDocument } from '../sources/lock/lock-file.ts';
import { sanitize } from './sanitize.ts';

/** What changes in a source, as far as these lines tell it. */
interface Changes {
  readonly isOther: boolean;
  readonly isArazzo: boolean;
  readonly origins: readonly string[];
  readonly operations: Readonly<Record<string, readonly string[]>>;
}

/** What is pinned for a document, a line or two for each source. */
export function pinnedLines({ sources, repairs }: LockedDocument): readonly string[] {
  const lines = Object.entries(sources).flatMap(([name, source]) => {
    const { location, revision, hash, operations, origins, references } = source;
    const commit = revision === undefined ? '' : ` at commit ${revision.slice(0, 12)}`;
    const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
    const more = Object.keys(references).length;
    const facts = [
      hash.slice(0, 'sha256-'.length + 12),
      count(Object.keys(operations).length, 'operation'),
      ...(more === 0 ? [] : [`${count(more, 'document')} referred to`]),
      origins.length === 0 ? 'no origin' : origins.join(', '),
    ];
    return [`  ${name}: ${location}${commit}`, `    ${facts.join(' · ')}`];
  });
  return [...lines, ...repairs.map(({ title }) => `  repair: ${title}`)].map(sanitize);
}

/** What changes by an update, in the operations that the document uses. */
export function changeLines(changes: Readonly<Record<string, Changes>>): readonly string[] {
  const lines = Object.entries(changes).flatMap(([name, { isOther, isArazzo, origins, operations }]) => {
    const used = Object.entries(operations).flatMap(([operation, each]) =>
      each.map((change) => `  ${operation}: ${change}`),
    );
    const hosts = origins.map(
      (origin) => `  It would be called at ${origin}, where it has not been called before.`,
    );
    if (isOther && isArazzo)
      return [`Source "${name}" is another Arazzo document: what its workflows call may have changed.`];
    if (used.length + hosts.length > 0) return [`Source "${name}" changes:`, ...hosts, ...used];
    return isOther
      ? [
          `Source "${name}" is another text; in the operations used nothing has changed that requests are made from or checked by.`,
        ]
      : [];
  });
  return lines.map(sanitize);
}

/** Whether anything changes that the document uses. */
export function changesUsed(changes: Readonly<Record<string, Changes>>): boolean {
  return Object.values(changes).some(
    ({ isOther, isArazzo, origins, operations }) =>
      (isOther && isArazzo) || origins.length > 0 || Object.keys(operations).length > 0,
  );
}
