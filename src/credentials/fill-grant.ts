import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Filled } from './fill.ts';
import { type Binding, tokenEndpoint } from './token-endpoint.ts';
import { type ReadVariable, valuesOf } from './variable-reader.ts';
import type { Part } from './ways.ts';

/** Fills the part of an OAuth 2 grant: undefined when a variable is not set, a finding when one is unusable or the endpoint is not allowed. */
export function fillGrant(
  part: Part & { kind: 'grant' },
  read: ReadVariable,
  binding: Binding,
): Filled | Diagnostic | undefined {
  const { type, variables, described } = part;
  const isRefresh = type === 'refresh_token';
  const found = valuesOf({
    clientId: read(variables.clientId),
    clientSecret: read(variables.clientSecret),
    refreshToken: isRefresh ? read(variables.refreshToken) : undefined,
    given: read(variables.tokenUrl),
    clientAuth: read(variables.clientAuth),
  });
  if ('problem' in found) return found.problem;
  const { clientId, clientSecret, refreshToken, given, clientAuth = 'basic' } = found.values;
  const key = isRefresh ? refreshToken : clientSecret;
  if (clientId === undefined || key === undefined || (described === undefined && given === undefined))
    return undefined;
  if (clientAuth !== 'basic' && clientAuth !== 'body') {
    return diagnose('credentials/invalid-value', `${variables.clientAuth} is neither basic nor body.`, {
      hint: 'Leave it out for HTTP Basic; set it to body where the server takes the secret in the form only.',
    });
  }
  const tokenUrl = tokenEndpoint(binding, variables.tokenUrl, given, described);
  if (typeof tokenUrl !== 'string') return tokenUrl;
  const secrets = [clientSecret, refreshToken].filter((each) => each !== undefined);
  return {
    grant: {
      source: binding.source,
      type,
      tokenUrl,
      clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
      authentication: clientAuth,
      // What was granted is refreshed as a whole, so that all calls share one token.
      scopes: isRefresh ? [] : part.scopes.toSorted(),
      variables: [variables.clientId, ...(isRefresh ? [variables.refreshToken] : [variables.clientSecret])],
    },
    secrets,
  };
}
