import type { Plan } from '../plan/plan.ts';
import type { ProviderProfile, SourceIdentity } from '../providers/profile.ts';
import { profileOf as knownProfileOf } from '../providers/profiles.ts';
import { authenticated } from './authenticated.ts';
import { sourceIdentity } from './source-identity.ts';
import { variablesOf, type Way, waysOf } from './ways.ts';

/** The credentials that a source's calls can be authenticated with. */
export interface WantedCredentials {
  readonly source: string;
  /** The title of its provider, when there is a profile: `Stripe`. */
  readonly provider?: string;
  /** Sets of environment variables, the provider's usual names first; all of one set are needed. */
  readonly alternatives: readonly (readonly string[])[];
  /** Whether every call may do without. */
  readonly optional: boolean;
}

/**
 * What to set before a workflow (every workflow without `workflowId`) can run, by source in order of first use.
 * Sources whose calls need nothing are left out.
 */
export function wantedCredentials(
  plan: Plan,
  workflowId?: string,
  profileOf: (source: SourceIdentity) => ProviderProfile | undefined = knownProfileOf,
): readonly WantedCredentials[] {
  const calls = authenticated(plan, workflowId);
  return [...new Set(calls.map(({ source }) => source))].flatMap((source) => {
    const profile = profileOf(sourceIdentity(plan, source));
    const byCall = calls.filter((call) => call.source === source).map((call) => waysOf(call, profile));
    const alternatives = alternativesOf(byCall.flat());
    if (alternatives.length === 0) return [];
    const optional = byCall.every(
      (ways) => ways.length === 0 || ways.some(({ parts }) => parts.length === 0),
    );
    return [
      { source, ...(profile === undefined ? {} : { provider: profile.title }), alternatives, optional },
    ];
  });
}

/** The sets of variables of some ways, each once, the usual names before the general ones; without what is not supported. */
export function alternativesOf(ways: readonly Way[]): readonly (readonly string[])[] {
  const sets = ways
    .filter(({ parts }) => parts.length > 0 && parts.every(({ kind }) => kind !== 'unsupported'))
    .map((way) => [...new Set(variablesOf(way))]);
  const unique = [...new Map(sets.map((set) => [set.join(' '), set])).values()];
  const isGeneral = (set: readonly string[]): number => (set[0]!.startsWith('HEDDLE_') ? 1 : 0);
  return unique.toSorted((a, b) => isGeneral(a) - isGeneral(b));
}
