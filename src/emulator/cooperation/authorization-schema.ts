import type { JsonSchema } from '../../arazzo/document.ts';
import type { Operation } from '../../openapi/operation.ts';

/**
 * What an `Authorization` field has to be that a document passes itself: no description may declare it as a parameter (clause F7), but the
 * security schemes of the operation say which HTTP authentication schemes it may have (RFC 9110, 11.4). Undefined where they say nothing.
 */
export function authorizationSchema({ security }: Operation): JsonSchema | undefined {
  const names = security.flatMap((requirement) =>
    Object.values(requirement).flatMap(({ scheme }) => {
      if (scheme?.type === 'http') return scheme.scheme;
      return scheme?.type === 'oauth2' || scheme?.type === 'openIdConnect' ? 'bearer' : [];
    }),
  );
  const [first] = names.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  if (first === undefined) return undefined;
  const credentials = first === 'Basic' ? btoa('placeholder:placeholder') : 'placeholder';
  return { type: 'string', pattern: `^${first} \\S`, examples: [`${first} ${credentials}`] };
}
