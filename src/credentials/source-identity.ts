import { serverUrl } from '../openapi/choose-server.ts';
import type { Plan } from '../plan/plan.ts';
import type { SourceIdentity } from '../providers/profile.ts';
import { authenticated } from './authenticated.ts';

/** What a profile recognises a source of a plan by. Its origins are those of the operations that the plan calls. */
export function sourceIdentity(plan: Plan, source: string): SourceIdentity {
  const origins = new Set<string>();
  for (const target of authenticated(plan)) {
    if (target.source !== source) continue;
    for (const server of target.servers) {
      const described = serverUrl(server);
      if ('url' in described) origins.add(new URL(described.url).origin);
    }
  }
  const url = Object.hasOwn(plan.sources, source) ? plan.sources[source]!.url : '';
  return { name: source, url, origins: [...origins] };
}
