import { serverUrl } from '../openapi/choose-server.ts';
import { readServers } from '../openapi/read-servers.ts';
import type { LoadedSource } from './loaded-source.ts';
import type { UsedOperation } from './used-operations.ts';

/**
 * The origins that the operations of a source are called at, sorted: of the first server of each, which is the one that is called. What has
 * no absolute URL, or variables without values, gives none.
 */
export function originsOf(
  { description }: LoadedSource,
  operations: readonly UsedOperation[],
): readonly string[] {
  const origins = new Set<string>();
  for (const entry of operations.flatMap((operation) => operation.findIn(description))) {
    const [server] = readServers({ description, entry, diagnostics: [], serverGiven: true });
    const described = server === undefined ? undefined : serverUrl(server);
    if (described !== undefined && 'url' in described) origins.add(new URL(described.url).origin);
  }
  return [...origins].toSorted();
}
