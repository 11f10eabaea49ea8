import type { SecurityRequirement, SecurityScheme } from '../../openapi/operation.ts';
import { basicCredentials } from '../received-request.ts';
import type { ReceivedParameters } from './read-parameter.ts';

/**
 * What a request lacks of the credentials that its operation asks for (clause 4.6): a sentence, or undefined when one of the alternatives is there.
 * That credentials are there and of the right form is all that can be told; certificates are shown where no mock looks.
 */
export function missingCredentials(
  security: readonly SecurityRequirement[],
  received: ReceivedParameters,
): string | undefined {
  if (security.length === 0) return undefined;
  const lacking: string[] = [];
  for (const requirement of security) {
    const missing = Object.entries(requirement).flatMap(
      ([name, { scheme }]) => lacks(name, scheme, received) ?? [],
    );
    if (missing.length === 0) return undefined;
    lacking.push(missing.join(' and '));
  }
  return `The request has no credentials: it lacks ${[...new Set(lacking)].join(', or ')}.`;
}

/** What is missing of one scheme. */
function lacks(
  name: string,
  scheme: SecurityScheme | undefined,
  { headers, query, cookies }: ReceivedParameters,
): string | undefined {
  const authorization = headers['authorization'] ?? '';
  if (scheme === undefined) {
    return authorization === '' ? `credentials of the scheme "${name}", which is not declared` : undefined;
  }
  switch (scheme.type) {
    case 'mutualTLS':
      return undefined;
    case 'apiKey': {
      const pairs = scheme.in === 'query' ? query : cookies;
      const isThere =
        scheme.in === 'header'
          ? (headers[scheme.name.toLowerCase()] ?? '') !== ''
          : pairs.some(([each, value]) => each === scheme.name && value !== '');
      return isThere ? undefined : `the ${scheme.in} "${scheme.name}" of the scheme "${name}"`;
    }
    case 'http':
      if (scheme.scheme === 'basic') {
        return basicCredentials(authorization) === undefined
          ? `HTTP Basic credentials ("${name}")`
          : undefined;
      }
      return authorization.toLowerCase().startsWith(`${scheme.scheme} `)
        ? undefined
        : `an Authorization field of the HTTP scheme ${scheme.scheme} ("${name}")`;
    case 'oauth2':
    case 'openIdConnect':
      return /^bearer \S/i.test(authorization) ? undefined : `a bearer token ("${name}")`;
  }
}
