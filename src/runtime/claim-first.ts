import type { Entry } from '../journal/entry.ts';
import type { Store } from '../journal/store.ts';
import type { ProviderProfile } from '../providers/profile.ts';

/**
 * Takes the first of these things at a provider for a call that is found there, unless another run has it, or another call of this run; undefined when none
 * is left.
 */
export type ClaimFirst = (
  claims: readonly string[],
  effect: string,
  profile: ProviderProfile | undefined,
) => Promise<string | undefined>;

/** Takes things at providers for the calls of a run, one call after the other. */
export function claimFirst(store: Pick<Store, 'claim' | 'entries'>, runId: string): ClaimFirst {
  /** By claim, the effect that took it in this process; its outcome may not be in the journal yet. */
  const taken = new Map<string, string>();
  let last: Promise<unknown> = Promise.resolve();
  const take: ClaimFirst = async (claims, effect, profile) => {
    const entries = await store.entries(runId);
    const others = new Set(
      entries
        .filter((entry) => !isOf(entry, effect))
        .flatMap((entry) => profile?.claims?.(factsOf(entry)) ?? []),
    );
    const free = claims.filter((claim) => !others.has(claim) && (taken.get(claim) ?? effect) === effect);
    const own = await store.claim(runId, free);
    if (own !== undefined) taken.set(own, effect);
    return own;
  };
  return (...asked) => {
    const taking = last.then(() => take(...asked));
    last = taking.catch(() => undefined);
    return taking;
  };
}

function isOf(entry: Entry, effect: string): boolean {
  return entry.kind === 'outcome' && entry.effect === effect;
}

function factsOf(entry: Entry): Parameters<NonNullable<ProviderProfile['claims']>>[0] {
  const outcome = entry.kind === 'outcome' || entry.kind === 'settled' ? entry.outcome : undefined;
  return outcome?.kind === 'call' ? outcome.provider.facts : {};
}
