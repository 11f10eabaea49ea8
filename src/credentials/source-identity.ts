import { serverUrl } from '../openapi/choose-server.ts';
import type { Plan } from '../plan/plan.ts';
import type { SourceIdentity } from '../providers/profile.ts';
import { reachableCalls } from './reachable-calls.ts';

/** What a profile recognises a source of a plan by. Its origins are those of the operations that the plan calls. */
export function sourceIdentity(plan: Plan, source: string): SourceIdentity {
  const origins = new Set<string>();
  for (const { call } of reachableCalls(plan)) {
    if (call.source !== source) continue;
    for (const server of call.operation.servers) {
      const described = serverUrl(server);
      if ('url' in described) origins.add(new URL(described.url).origin);
    }
  }
  const url = Object.hasOwn(plan.sources, source) ? plan.sources[source]!.url : '';
  return { name: source, url, origins: [...origins] };
}
