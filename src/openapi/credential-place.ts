import type { ParameterLocation, SecurityRequirement, SecurityScheme } from './operation.ts';

/** Where a parameter goes, and under which name. */
type Place = { readonly in: ParameterLocation; readonly name: string };

/** Whether a parameter stands where a scheme has its credential: but for API keys that is the field `Authorization` (clause 4.6). */
export function isPlaceOf(scheme: SecurityScheme | undefined, { in: location, name }: Place): boolean {
  if (scheme?.type === 'mutualTLS') return false;
  const wanted: Place = scheme?.type === 'apiKey' ? scheme : { in: 'header', name: 'Authorization' };
  const isSame =
    wanted.name === name || (location === 'header' && wanted.name.toLowerCase() === name.toLowerCase());
  return location === wanted.in && isSame;
}

/** Whether what a parameter holds is a credential: `Authorization` always does, another one where the operation has its API key. */
export function holdsCredential(security: readonly SecurityRequirement[], place: Place): boolean {
  return (
    isPlaceOf(undefined, place) ||
    security.some((requirement) => Object.values(requirement).some(({ scheme }) => isPlaceOf(scheme, place)))
  );
}

/** The names under which the API keys of an operation go in its query. */
export function queryCredentials(security: readonly SecurityRequirement[]): readonly string[] {
  const schemes = security.flatMap((requirement) => Object.values(requirement).map(({ scheme }) => scheme));
  const names = schemes.flatMap((scheme) =>
    scheme?.type === 'apiKey' && scheme.in === 'query' ? scheme.name : [],
  );
  return [...new Set(names)];
}
