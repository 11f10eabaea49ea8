import { isPlaceOf } from '../openapi/credential-place.ts';
import type { SecurityRequirement, SecurityScheme } from '../openapi/operation.ts';
import type { CredentialVariables, ProviderProfile } from '../providers/profile.ts';
import type { Authenticated } from './authenticated.ts';
import type { Grant } from './grant.ts';
import { generalVariables, type GeneralVariables } from './general-variables.ts';

/** One scheme's part in authenticating a call: the names of the variables that fill it. */
export type Part =
  | { readonly kind: 'bearer'; readonly token: string }
  /** Without `password`, the password is empty and the user name is the secret. */
  | { readonly kind: 'basic'; readonly username: string; readonly password?: string }
  | {
      readonly kind: 'apiKey';
      readonly in: 'header' | 'query' | 'cookie';
      readonly name: string;
      readonly key: string;
    }
  /** The whole Authorization field, of another HTTP scheme. */
  | { readonly kind: 'authorization'; readonly scheme: string; readonly value: string }
  /** A token to be obtained; without `described`, the user names the token endpoint. */
  | {
      readonly kind: 'grant';
      readonly type: Grant['type'];
      readonly described?: string;
      readonly scopes: readonly string[];
      readonly variables: GeneralVariables;
    }
  /** A client certificate and its key. */
  | { readonly kind: 'certificate'; readonly variables: GeneralVariables }
  /** Something Heddle cannot do yet; `variables` tell whether the user counts on it. */
  | { readonly kind: 'unsupported'; readonly what: string; readonly variables: readonly string[] };

/** One way to authenticate a call: its parts are used together. No parts: anonymous use is allowed, or the document passes its own. */
export interface Way {
  readonly parts: readonly Part[];
  /** Names of schemes in it that the description does not declare; empty text when the description asks for nothing at all. */
  readonly undeclared: readonly string[];
}

/** As much of a call as decides how it is authenticated. */
type Asking = Pick<Authenticated, 'source' | 'security' | 'parameters'>;

/**
 * The ways to authenticate a call, best first (clause 4.6): the description's alternatives in order, anonymous use last; within one, the general variables
 * before the provider's usual ones. A provider whose profile knows a better kind (bearer before Basic) gets that first. Empty when nothing is asked for.
 *
 * A scheme that the description does not declare is authenticated as the profile knows, or by whichever general variables are set. So is
 * an API of a known provider whose description forgets to ask.
 */
export function waysOf(call: Asking, profile: ProviderProfile | undefined): readonly Way[] {
  const { security } = call;
  const asked: readonly SecurityRequirement[] =
    security.length === 0 && profile !== undefined && profile.credentials.length > 0
      ? [{ '': { scopes: [] } }]
      : security;
  const preferred = profile?.credentials[0]?.kind;
  const rank = ({ parts }: Way): number =>
    preferred === undefined || parts.length === 0 || parts.some(({ kind }) => kind === preferred) ? 0 : 1;
  const ways = asked
    .filter((requirement) => !isAnonymous(requirement))
    .flatMap((requirement) => waysOfRequirement(call, requirement, profile));
  return [
    ...ways.toSorted((a, b) => rank(a) - rank(b)),
    ...(asked.some(isAnonymous) ? [{ parts: [], undeclared: [] }] : []),
  ];
}

function isAnonymous(requirement: SecurityRequirement): boolean {
  return Object.keys(requirement).length === 0;
}

/** The variables of a way, all of which must be set; those of certificates as the files that people have them in. */
export function variablesOf({ parts }: Way): readonly string[] {
  return parts.flatMap((part) => {
    switch (part.kind) {
      case 'bearer':
        return [part.token];
      case 'apiKey':
        return [part.key];
      case 'basic':
        return part.password === undefined ? [part.username] : [part.username, part.password];
      case 'authorization':
        return [part.value];
      case 'grant': {
        const { clientId, clientSecret, refreshToken, tokenUrl } = part.variables;
        const key = part.type === 'refresh_token' ? refreshToken : clientSecret;
        return [clientId, key, ...(part.described === undefined ? [tokenUrl] : [])];
      }
      case 'certificate':
        return [`${part.variables.certificate}_FILE`, `${part.variables.key}_FILE`];
      case 'unsupported':
        return part.variables;
    }
  });
}

/** Every combination of the schemes' own ways. */
function waysOfRequirement(
  call: Asking,
  requirement: SecurityRequirement,
  profile: ProviderProfile | undefined,
): readonly Way[] {
  const variables = generalVariables(call.source);
  const schemes = Object.entries(requirement);
  const keys = schemes.filter(([, { scheme }]) => scheme?.type === 'apiKey').length;
  let ways: readonly Way[] = [{ parts: [], undeclared: [] }];
  for (const [name, { scheme, scopes }] of schemes) {
    const apiKey = variables.apiKey(keys > 1 ? name : undefined);
    const options = isPassed(call, scheme) ? [[]] : partsOf(scheme, scopes, variables, apiKey, profile);
    const undeclared = scheme === undefined && !isPassed(call, scheme) ? [name] : [];
    ways = ways.flatMap((way) =>
      options.map((parts) => ({
        parts: [...way.parts, ...parts],
        undeclared: [...way.undeclared, ...undeclared],
      })),
    );
  }
  return ways.map((way) => (way.parts.filter(isAuthorization).length > 1 ? twoAuthorizations(way) : way));
}

function isAuthorization({ kind }: Part): boolean {
  return kind === 'bearer' || kind === 'basic' || kind === 'authorization' || kind === 'grant';
}

function twoAuthorizations(way: Way): Way {
  const what = 'two schemes for the one Authorization field';
  return { ...way, parts: [{ kind: 'unsupported', what, variables: variablesOf(way) }] };
}

/** Whether the document itself passes what a scheme asks for; its own value wins (clause 4.6). */
function isPassed(call: Asking, scheme: SecurityScheme | undefined): boolean {
  return call.parameters.some((parameter) => isPlaceOf(scheme, parameter));
}

/** The alternatives for one scheme; each is a list of parts. */
function partsOf(
  scheme: SecurityScheme | undefined,
  scopes: readonly string[],
  variables: GeneralVariables,
  apiKey: string,
  profile: ProviderProfile | undefined,
): readonly (readonly Part[])[] {
  const bearer: Part = { kind: 'bearer', token: variables.token };
  const basic: Part = { kind: 'basic', username: variables.username, password: variables.password };
  const usual = (profile?.credentials ?? []).flatMap(partOf);
  if (scheme === undefined) return [bearer, basic, ...usual].map((part) => [part]);
  if (scheme.type === 'apiKey') return [[{ kind: 'apiKey', in: scheme.in, name: scheme.name, key: apiKey }]];
  if (scheme.type === 'mutualTLS') return [[{ kind: 'certificate', variables }]];
  if (scheme.type === 'http') {
    const kind = scheme.scheme.toLowerCase();
    if (answersChallenges.has(kind)) return [[unsupported(`the HTTP scheme "${scheme.scheme}"`)]];
    if (kind !== 'bearer' && kind !== 'basic')
      return [[{ kind: 'authorization', scheme: scheme.scheme, value: variables.authorization }]];
    return [kind === 'bearer' ? bearer : basic, ...usual.filter((part) => part.kind === kind)].map((part) => [
      part,
    ]);
  }
  return [bearer, ...grantsOf(scheme, scopes, variables)].map((part) => [part]);
}

/** HTTP schemes whose credentials answer a challenge of the server, so that no value can be set in advance. */
const answersChallenges = new Set([
  'digest',
  'hoba',
  'mutual',
  'negotiate',
  'ntlm',
  'scram-sha-1',
  'scram-sha-256',
]);

/** Flows of OAuth 2 in which a person took part; what came of it can be refreshed without one. */
const personal = ['authorizationCode', 'deviceAuthorization', 'password'];

/** The grants that need no person. OpenID Connect is not discovered: the user names its token endpoint. */
function grantsOf(
  scheme: SecurityScheme & { type: 'oauth2' | 'openIdConnect' },
  scopes: readonly string[],
  variables: GeneralVariables,
): readonly Part[] {
  const grant = (type: Grant['type'], described: string | undefined): Part => ({
    kind: 'grant',
    type,
    ...(described === undefined ? {} : { described }),
    scopes,
    variables,
  });
  if (scheme.type === 'openIdConnect')
    return [grant('refresh_token', undefined), grant('client_credentials', undefined)];
  const { flows } = scheme;
  const refreshed = personal.flatMap((name) => (Object.hasOwn(flows, name) ? [flows[name]!] : []))[0];
  const client = Object.hasOwn(flows, 'clientCredentials') ? flows['clientCredentials'] : undefined;
  return [
    ...(refreshed === undefined ? [] : [grant('refresh_token', refreshed.refreshUrl ?? refreshed.tokenUrl)]),
    ...(client === undefined ? [] : [grant('client_credentials', client.tokenUrl)]),
  ];
}

function partOf({ kind, token, username, password }: CredentialVariables): readonly Part[] {
  if (kind === 'bearer') return token === undefined ? [] : [{ kind, token }];
  if (username === undefined) return [];
  return [{ kind, username, ...(password === undefined ? {} : { password }) }];
}

function unsupported(what: string, variables: readonly string[] = []): Part {
  return { kind: 'unsupported', what, variables };
}
