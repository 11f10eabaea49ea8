import { basicCredentials, type ReceivedRequest } from '../received-request.ts';
import { StripeFailure } from './errors.ts';

/**
 * Who asks: the key of a request, as Bearer token or as the user name of HTTP Basic, and the account it acts on.
 * Throws the 401 of no key or a wrong one (`apiKey`, or any secret or restricted test key when undefined; a live key is never
 * accepted, so that none is typed into a sandbox unnoticed), and the 403 of an account that the key has no access to.
 */
export function authenticate(
  { headers }: Pick<ReceivedRequest, 'headers'>,
  apiKey: string | undefined,
): { readonly account: string } {
  const { authorization = '' } = headers;
  const key = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? basicCredentials(authorization)?.username ?? '';
  if (key === '') {
    throw refused(401, {
      message: 'You did not provide an API key. Send your secret key as a Bearer token.',
    });
  }
  if (apiKey === undefined ? !/^[rs]k_test_\w+$/.test(key) : key !== apiKey) {
    throw refused(401, { message: `Invalid API Key provided: ${mask(key)}` });
  }
  const { 'stripe-account': account = '' } = headers;
  if (account !== '' && !/^acct_\w+$/.test(account)) {
    throw refused(403, {
      code: 'account_invalid',
      message: `The provided key '${mask(key)}' does not have access to account '${account}'.`,
    });
  }
  return { account };
}

function refused(
  statusCode: number,
  error: { readonly code?: string; readonly message: string },
): StripeFailure {
  return new StripeFailure(statusCode, { type: 'invalid_request_error', ...error });
}

/** `sk_test_********cdef`: never more than the kind and the last four characters, and those only of a long key. */
function mask(key: string): string {
  const kind = /^[a-z]{2}_(?:test|live)_/.exec(key)?.[0] ?? '';
  const rest = key.slice(kind.length);
  return `${kind}${'*'.repeat(8)}${rest.length >= 12 ? rest.slice(-4) : ''}`;
}
