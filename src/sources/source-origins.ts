import { readServers as readChannelServers } from '../asyncapi/read-servers.ts';
import { filledUrl } from '../openapi/choose-server.ts';
import type { Server } from '../openapi/operation.ts';
import { readServers } from '../openapi/read/read-servers.ts';
import type { LoadedSource } from './loaded-source.ts';
import type { UsedEntry, UsedOperation } from './used-operations.ts';

/**
 * The origins that the operations of a source are called at, and its channels used, sorted: of the first server of each, or of every one that a user may
 * choose. What has no absolute URL, or variables without values, gives none.
 */
export function originsOf(
  source: LoadedSource,
  operations: readonly UsedOperation[],
  which: 'first' | 'every' = 'first',
): readonly string[] {
  const origins = new Set<string>();
  for (const used of operations.flatMap((operation) => operation.findIn(source))) {
    const servers = serversOf(source, used);
    for (const server of which === 'first' ? servers.slice(0, 1) : servers) {
      const described = filledUrl(server);
      if (!('url' in described) || !URL.canParse(described.url)) continue;
      const { protocol, host } = new URL(described.url);
      origins.add(`${protocol}//${host}`);
    }
  }
  return [...origins].toSorted();
}

function serversOf({ kind, description }: LoadedSource, used: UsedEntry): readonly Server[] {
  if (kind === 'openapi' && used.kind === 'operation') {
    return readServers({ description, entry: used.entry, diagnostics: [], serverGiven: true });
  }
  if (kind === 'openapi' || used.kind === 'operation') return [];
  const { entry, operation } = used;
  return readChannelServers({ diagnostics: [] }, description, entry, { operation, serverGiven: true });
}
