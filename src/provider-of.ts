import type { Operation } from './openapi/operation.ts';
import type { KnownOutcome } from './plan/known-outcome.ts';
import { profileOf } from './providers/profiles.ts';
import type { LoadedSource } from './sources/loaded-source.ts';

/** What the providers of the loaded sources are known to answer. */
export function outcomesOf(sources: readonly LoadedSource[]) {
  return (id: string, operation: Operation, body: unknown): readonly KnownOutcome[] => {
    const { method, path } = operation;
    return providerOf(sources, id, operation)?.outcomes?.({ method, path, body }) ?? [];
  };
}

/** Whether something is known of the provider behind a source: what its answers tell, and whether it honours idempotency keys. */
export function isKnown(sources: readonly LoadedSource[]) {
  return (id: string, operation: Operation): boolean => providerOf(sources, id, operation) !== undefined;
}

function providerOf(
  sources: readonly LoadedSource[],
  id: string,
  { servers }: Operation,
): ReturnType<typeof profileOf> {
  const { url } = sources.find((source) => source.id === id)!;
  const origins = servers.flatMap((server) => (URL.canParse(server.url) ? [new URL(server.url).origin] : []));
  return profileOf({ name: id, url, origins });
}
