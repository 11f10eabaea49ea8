import { type Grant, grantKey } from '../credentials/grant.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { never } from '../engine/never.ts';
import { type Clock, type HttpRequest, type Transport, TransportFailure } from '../engine/ports.ts';
import { isObject } from '../text/json.ts';
import { send } from './send.ts';

/** The token of one grant. Calls at the same time share one request for it. Both reject with a {@link TransportFailure} when there is none. */
export interface TokenSource {
  /** The token as it is; a new one when there is none yet, or when it is about to expire. */
  current(): Promise<string>;
  /** One in the place of a token that was refused. */
  renewed(refused: string): Promise<string>;
}

/** The tokens of a preparation. Kept in memory alone; never stored, never shown. */
export interface Tokens {
  /** The source of a grant's token; the same for grants that share one. */
  readonly of: (grant: Grant) => TokenSource;
  /** Obtains every token, before the first call is made. A finding for each that cannot be had. */
  readonly obtain: () => Promise<readonly Diagnostic[]>;
  /** What was obtained, for masking by value: another list whenever there are others. */
  readonly secrets: () => readonly string[];
}

type World = { readonly transport: Transport; readonly clock: Clock };

/** A token with the time from which on it is not used any more. */
interface Token {
  readonly value: string;
  readonly until: number;
  readonly refreshToken?: string;
}

/** A token is renewed this long before its end, in milliseconds, but within the last tenth of a short life. */
const margin = 60_000;

/** The tokens that grants give (clause 4.6), one for each source, endpoint and set of scopes. */
export function tokens(transport: Transport, clock: Clock): Tokens {
  const sources = new Map<string, { readonly grant: Grant; readonly source: TokenSource }>();
  const recent = new Map<string, readonly string[]>();
  let secrets: readonly string[] = [];
  return {
    of(grant) {
      const key = grantKey(grant);
      let known = sources.get(key);
      if (known === undefined) {
        const learn = (...values: readonly string[]): void => {
          // The one before may still turn up in what is being reported.
          recent.set(key, [...values, ...(recent.get(key) ?? [])].slice(0, 4));
          secrets = [...recent.values()].flat();
        };
        sources.set(key, (known = { grant, source: tokenSource(grant, { transport, clock }, learn) }));
      }
      return known.source;
    },
    async obtain() {
      if (sources.size === 0) return [];
      const findings = [...sources.values()].map(({ grant, source }) =>
        source.current().then(
          () => [],
          (failure: unknown) => [noToken(grant, failure)],
        ),
      );
      return (await Promise.all(findings)).flat();
    },
    secrets: () => secrets,
  };
}

function tokenSource(grant: Grant, world: World, learn: (...values: readonly string[]) => void): TokenSource {
  let held: Token | undefined;
  let pending: Promise<string> | undefined;
  let { refreshToken } = grant;
  const obtain = async (): Promise<string> => {
    const token = await request(grant, refreshToken, world);
    refreshToken = token.refreshToken ?? refreshToken;
    learn(token.value, ...(token.refreshToken === undefined ? [] : [token.refreshToken]));
    held = token;
    return token.value;
  };
  const current = async (): Promise<string> => {
    if (held !== undefined && world.clock.now() < held.until) return held.value;
    pending ??= obtain().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  return {
    current,
    renewed(refused) {
      if (held?.value === refused) held = undefined;
      return current();
    },
  };
}

/** Asks the token endpoint once more. Whatever fails, the call that needs the token has not been sent. */
async function request(grant: Grant, refreshToken: string | undefined, world: World): Promise<Token> {
  const asked = world.clock.now();
  // A server that gives a new refresh token each time takes the second use of one for theft.
  const repeatable = grant.type === 'client_credentials';
  const { response, failure } = await send(tokenRequest(grant, refreshToken), repeatable, {
    ...world,
    signal: () => never,
  });
  const { origin, pathname } = new URL(grant.tokenUrl);
  const fail = (reason: TransportFailure['reason'], why: string): TransportFailure =>
    new TransportFailure(reason, 'not-sent', `the token endpoint ${origin}${pathname} ${why}`);
  if (response === undefined) throw fail(failure!.reason, `did not answer (${failure!.reason})`);
  const { statusCode } = response;
  const body = bodyOf(response.body);
  if (statusCode < 200 || statusCode > 299) {
    // The codes of RFC 6749 are safe to show; anything else that a server says may hold the secret.
    const code = typeof body.error === 'string' && errors.has(body.error) ? ` (${body.error})` : '';
    throw fail('protocol', `answered HTTP ${statusCode}${code}`);
  }
  const { access_token: value, token_type: type, expires_in: seconds } = body;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value))
    throw fail('protocol', 'gave no usable token');
  if (typeof type === 'string' && type.toLowerCase() !== 'bearer')
    throw fail('protocol', 'gave a token that is not a bearer token');
  const life = Number(seconds ?? Number.NaN) * 1000;
  return {
    value,
    until: Number.isNaN(life) ? Infinity : asked + life - Math.min(margin, life / 10),
    ...(typeof body.refresh_token === 'string' ? { refreshToken: body.refresh_token } : {}),
  };
}

/** The error codes of a token endpoint (RFC 6749, section 5.2). */
const errors = new Set([
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
]);

function tokenRequest(grant: Grant, refreshToken: string | undefined): HttpRequest {
  const { type, tokenUrl, clientId, clientSecret, scopes } = grant;
  const form = new URLSearchParams({ grant_type: type });
  if (refreshToken !== undefined) form.set('refresh_token', refreshToken);
  if (scopes.length > 0) form.set('scope', scopes.join(' '));
  const isBasic = grant.authentication === 'basic' && clientSecret !== undefined;
  if (!isBasic) form.set('client_id', clientId);
  if (!isBasic && clientSecret !== undefined) form.set('client_secret', clientSecret);
  return {
    method: 'POST',
    url: tokenUrl,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...(isBasic ? { authorization: `Basic ${basic(clientId, clientSecret)}` } : {}),
    },
    body: form.toString(),
  };
}

/** Id and secret are form-encoded before they are joined (RFC 6749, section 2.3.1). */
function basic(clientId: string, clientSecret: string): string {
  const encode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);
  return Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64');
}

function bodyOf(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function noToken({ source, variables }: Grant, failure: unknown): Diagnostic {
  if (!(failure instanceof TransportFailure)) throw failure;
  return diagnose('credentials/no-token', `Source "${source}" has no token: ${failure.message}.`, {
    hint: `Check ${variables.join(' and ')}, and that the client may use this grant with these scopes.`,
  });
}
