import { sourceIdentity } from '../credentials/source-identity.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/near.ts';
import type { Loaded } from '../load.ts';
import type { Plan } from '../plan/plan.ts';
import type { ProfileSettings } from '../providers/profile-settings.ts';
import type { LocatedText } from '../text/located-text.ts';
import { escapeToken } from '../text/pointer.ts';

/** A plan with the descriptions that it was compiled from. */
export interface DescribedPlan {
  readonly plan: Plan;
  readonly sources: NonNullable<Loaded['sources']>;
}

/**
 * A warning for each look-up of a profile whose operation none of its provider's descriptions has: it would never be made. Nothing is said of a profile
 * whose origins no source has, since a configuration may be for other documents too.
 * @param located The configuration.
 */
export function unknownLookUps(
  profiles: readonly ProfileSettings[],
  described: readonly DescribedPlan[],
  located: LocatedText,
): readonly Diagnostic[] {
  return profiles.flatMap(({ name, origins, lookUps = {} }) => {
    const wanted = Object.keys(lookUps);
    const known = wanted.length === 0 ? [] : operationsAt(origins, described);
    if (known.length === 0) return [];
    return wanted
      .filter((operation) => !known.includes(operation))
      .map((operation) => {
        const message = `The profile "${name}" has a look-up for ${operation}, an operation that no description of its provider has: it is never made.`;
        const place = located.place(
          `/profiles/${escapeToken(name)}/lookUps/${escapeToken(operation)}`,
          'key',
        );
        const hint =
          didYouMean(operation, known) ?? 'Write method and path template as the description does.';
        return diagnose('config/unknown-operation', message, { place, hint });
      });
  });
}

/** By method and path template, all operations of the sources at these origins: `POST /orders`. */
function operationsAt(origins: readonly string[], described: readonly DescribedPlan[]): readonly string[] {
  return described.flatMap(({ plan, sources }) =>
    Object.entries(sources).flatMap(([id, source]) => {
      if (source.kind !== 'openapi') return [];
      if (!sourceIdentity(plan, id).origins.some((origin) => origins.includes(origin))) return [];
      return source.description.operations.map(({ method, path }) => `${method} ${path}`);
    }),
  );
}
