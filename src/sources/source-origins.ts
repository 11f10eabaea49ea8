import { serverUrl } from '../openapi/choose-server.ts';
import { readServers } from '../openapi/read-servers.ts';
import type { LoadedSource } from './loaded-source.ts';
import type { UsedOperation } from './used-operations.ts';

/**
 * The origins that the operations of a source are called at, sorted: of the first server of each, or of every one that a user may choose. What
 * has no absolute URL, or variables without values, gives none.
 */
export function originsOf(
  { description }: LoadedSource,
  operations: readonly UsedOperation[],
  which: 'first' | 'every' = 'first',
): readonly string[] {
  const origins = new Set<string>();
  for (const entry of operations.flatMap((operation) => operation.findIn(description))) {
    const servers = readServers({ description, entry, diagnostics: [], serverGiven: true });
    for (const server of which === 'first' ? servers.slice(0, 1) : servers) {
      const described = serverUrl(server);
      if ('url' in described) origins.add(new URL(described.url).origin);
    }
  }
  return [...origins].toSorted();
}
