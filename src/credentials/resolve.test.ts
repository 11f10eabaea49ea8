import { describe, expect, test } from 'vitest';
import { makeCertificate } from '../../test/support/certificate.ts';
import type { SecurityRequirement, SecurityScheme } from '../openapi/operation.ts';
import type { ActionPlan, CallPlan, ParameterPlan, Plan, StepPlan } from '../plan/plan.ts';
import { profileOf } from '../providers/profiles.ts';
import { callKey } from './credentials.ts';
import { resolveCredentials } from './resolve.ts';
import { wantedCredentials } from './wanted.ts';

const basic: SecurityScheme = { type: 'http', scheme: 'Basic' };
const bearer: SecurityScheme = { type: 'http', scheme: 'bearer' };
const oauth2: SecurityScheme = {
  type: 'oauth2',
  flows: { clientCredentials: { tokenUrl: 'https://shop.example/token' } },
};
const apiKey = (where: 'header' | 'query' | 'cookie', name: string): SecurityScheme => ({
  type: 'apiKey',
  in: where,
  name,
});

/** A requirement of schemes by name; undefined is one that the description does not declare. */
function require(
  schemes: Record<string, SecurityScheme | undefined>,
  scopes: readonly string[] = [],
): SecurityRequirement {
  return Object.fromEntries(
    Object.entries(schemes).map(([name, scheme]) => [name, { scopes, ...(scheme && { scheme }) }]),
  );
}

interface CallSketch {
  readonly source?: string;
  readonly server?: string;
  readonly security?: readonly SecurityRequirement[];
  readonly parameters?: readonly Omit<ParameterPlan, 'value'>[];
}

function step(stepId: string, sketch: CallSketch, onSuccess: readonly ActionPlan[] = []): StepPlan {
  const target: CallPlan = {
    kind: 'operation',
    source: sketch.source ?? 'shopApi',
    operation: {
      method: 'GET',
      path: '/a',
      pointer: '/paths/~1a/get',
      servers: [{ url: sketch.server ?? 'https://shop.example/v1', variables: {} }],
      parameters: [],
      responses: {},
      security: sketch.security ?? [],
    },
    parameters: (sketch.parameters ?? []).map((parameter) => ({
      ...parameter,
      value: { kind: 'literal', value: 'x' },
    })),
  };
  return { stepId, target, successCriteria: [], onSuccess, onFailure: [], outputs: [] };
}

function planOf(workflows: Record<string, readonly StepPlan[]>): Plan {
  const sources = Object.values(workflows)
    .flat()
    .flatMap(({ target }) => (target.kind === 'operation' ? [target.source] : []));
  return {
    format: 1,
    hash: 'sha256-0',
    title: 'Sample',
    version: '1',
    sources: Object.fromEntries(sources.map((name) => [name, { url: 'openapi.yaml', hash: '', title: '' }])),
    workflows: Object.entries(workflows).map(([workflowId, steps]) => ({ workflowId, steps, outputs: [] })),
    documents: { '': { sourceDescriptions: {}, documents: {} } },
  };
}

interface World {
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly servers?: Record<string, string>;
}

function resolve(plan: Plan, { env = {}, files = {}, servers = {} }: World = {}) {
  const { credentials, diagnostics } = resolveCredentials(plan, {
    workflowId: 'main',
    env,
    readFile(path) {
      const content = files[path];
      if (content === undefined) throw new Error('ENOENT');
      return content;
    },
    profileOf,
    servers,
  });
  return { credentials, diagnostics, codes: diagnostics.map(({ code }) => code) };
}

function resolveOne(sketch: CallSketch, world: World = {}) {
  const resolved = resolve(planOf({ main: [step('only', sketch)] }), world);
  const call = resolved.credentials.calls.get(callKey('main', 'only'));
  return {
    ...resolved,
    call,
    values: call?.placements.map(({ in: place, name, value }) => `${place} ${name}: ${value}`),
  };
}

describe('a key in a cookie', () => {
  const sketch = { security: [require({ a: apiKey('cookie', 'sid') })] };
  test.each(['a!b%3B1', '"quoted"', 'a=b'])('may be %s', (key) => {
    expect(resolveOne(sketch, { env: { HEDDLE_SHOPAPI_API_KEY: key } }).values).toEqual([
      `cookie sid: ${key}`,
    ]);
  });
  test.each(['c;1', 'a b', 'a,b', 'a\\b', '"open'])('is refused, and not told, when it is %s', (key) => {
    const { call, diagnostics } = resolveOne(sketch, { env: { HEDDLE_SHOPAPI_API_KEY: key } });
    expect(call).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'credentials/invalid-value' }]);
    expect(diagnostics[0]!.message).toBe(
      'HEDDLE_SHOPAPI_API_KEY has a character that the cookie "sid" cannot hold.',
    );
  });
});

const stripeServer = { source: 'stripeApi', server: 'https://api.stripe.com' };
const twilioServer = { source: 'twilioApi', server: 'https://api.twilio.com/2010-04-01' };
const encoded = (text: string): string => Buffer.from(text).toString('base64');

describe('the first alternative whose schemes all have values is used', () => {
  test.each<[string, CallSketch, Record<string, string>, string[]]>([
    [
      'bearer',
      { security: [require({ a: bearer })] },
      { HEDDLE_SHOPAPI_TOKEN: 't0ken' },
      ['header Authorization: Bearer t0ken'],
    ],
    [
      'basic',
      { security: [require({ a: basic })] },
      { HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: 'p' },
      [`header Authorization: Basic ${encoded('u:p')}`],
    ],
    [
      'basic with an empty password',
      { security: [require({ a: basic })] },
      { HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: '' },
      [`header Authorization: Basic ${encoded('u:')}`],
    ],
    [
      'a key in a header',
      { security: [require({ a: apiKey('header', 'X-Key') })] },
      { HEDDLE_SHOPAPI_API_KEY: 'k' },
      ['header X-Key: k'],
    ],
    [
      'a key in the query',
      { security: [require({ a: apiKey('query', 'key') })] },
      { HEDDLE_SHOPAPI_API_KEY: 'k&' },
      ['query key: k&'],
    ],
    [
      'a key in a cookie',
      { security: [require({ a: apiKey('cookie', 'sid') })] },
      { HEDDLE_SHOPAPI_API_KEY: 'k' },
      ['cookie sid: k'],
    ],
    [
      'two keys together',
      { security: [require({ a: apiKey('header', 'X-A'), 'b-2': apiKey('header', 'X-B') })] },
      { HEDDLE_SHOPAPI_A_API_KEY: '1', HEDDLE_SHOPAPI_B_2_API_KEY: '2' },
      ['header X-A: 1', 'header X-B: 2'],
    ],
    [
      'the second of two',
      { security: [require({ a: bearer }), require({ b: basic })] },
      { HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: 'p' },
      [`header Authorization: Basic ${encoded('u:p')}`],
    ],
    [
      'a key and a token',
      { security: [require({ a: bearer, b: apiKey('header', 'X-Key') })] },
      { HEDDLE_SHOPAPI_TOKEN: 't', HEDDLE_SHOPAPI_API_KEY: 'k' },
      ['header Authorization: Bearer t', 'header X-Key: k'],
    ],
    [
      'OAuth 2 by a supplied token',
      { security: [require({ a: oauth2 })] },
      { HEDDLE_SHOPAPI_TOKEN: 't' },
      ['header Authorization: Bearer t'],
    ],
    [
      'OpenID Connect by a supplied token',
      { security: [require({ a: { type: 'openIdConnect', openIdConnectUrl: 'https://a.example' } })] },
      { HEDDLE_SHOPAPI_TOKEN: 't' },
      ['header Authorization: Bearer t'],
    ],
    ['anonymous, when nothing is set', { security: [{}, require({ a: bearer })] }, {}, []],
    [
      'a token before anonymous',
      { security: [{}, require({ a: bearer })] },
      { HEDDLE_SHOPAPI_TOKEN: 't' },
      ['header Authorization: Bearer t'],
    ],
    ['nothing, when nothing is asked for', {}, { HEDDLE_SHOPAPI_TOKEN: 't' }, []],
    [
      'Stripe by its usual name',
      { ...stripeServer, security: [require({ a: bearer })] },
      { STRIPE_API_KEY: 'sk_test_1' },
      ['header Authorization: Bearer sk_test_1'],
    ],
    [
      'Stripe by its second name',
      { ...stripeServer, security: [require({ a: bearer })] },
      { STRIPE_SECRET_KEY: 'sk_test_2' },
      ['header Authorization: Bearer sk_test_2'],
    ],
    [
      'Stripe by bearer though Basic is first',
      { ...stripeServer, security: [require({ a: basic }), require({ b: bearer })] },
      { STRIPE_API_KEY: 'sk_test_1' },
      ['header Authorization: Bearer sk_test_1'],
    ],
    [
      'Stripe by Basic when that is all',
      { ...stripeServer, security: [require({ a: basic })] },
      { STRIPE_API_KEY: 'sk_test_1' },
      [`header Authorization: Basic ${encoded('sk_test_1:')}`],
    ],
    [
      'the general name before the usual one',
      { ...stripeServer, security: [require({ a: bearer })] },
      { STRIPE_API_KEY: 'sk_test_1', HEDDLE_STRIPEAPI_TOKEN: 'sk_test_3' },
      ['header Authorization: Bearer sk_test_3'],
    ],
    [
      'Twilio by its token',
      { ...twilioServer, security: [require({ a: basic })] },
      { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'tok' },
      [`header Authorization: Basic ${encoded('AC1:tok')}`],
    ],
    [
      'Twilio by its API key where both are set',
      { ...twilioServer, security: [require({ a: basic })] },
      {
        TWILIO_ACCOUNT_SID: 'AC1',
        TWILIO_AUTH_TOKEN: 'tok',
        TWILIO_API_KEY: 'SK1',
        TWILIO_API_SECRET: 'sec',
      },
      [`header Authorization: Basic ${encoded('SK1:sec')}`],
    ],
    [
      'Twilio by its token where the API key is half set',
      { ...twilioServer, security: [require({ a: basic })] },
      { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'tok', TWILIO_API_KEY: 'SK1' },
      [`header Authorization: Basic ${encoded('AC1:tok')}`],
    ],
  ])('%s', (_, sketch, env, expected) => {
    const { values, codes } = resolveOne(sketch, { env });
    expect(codes).toEqual([]);
    expect(values).toEqual(expected);
  });
});

describe('a value that the document passes itself needs no variable', () => {
  test.each<[string, CallSketch]>([
    [
      'Authorization',
      { security: [require({ a: bearer })], parameters: [{ name: 'authorization', in: 'header' }] },
    ],
    [
      'Authorization for an undeclared scheme',
      {
        ...stripeServer,
        security: [require({ a: undefined })],
        parameters: [{ name: 'Authorization', in: 'header' }],
      },
    ],
    [
      'Authorization where the description asks for nothing',
      { ...twilioServer, parameters: [{ name: 'Authorization', in: 'header' }] },
    ],
    [
      'a key',
      { security: [require({ a: apiKey('query', 'key') })], parameters: [{ name: 'key', in: 'query' }] },
    ],
    [
      'a scheme that is not supported',
      {
        security: [require({ a: { type: 'http', scheme: 'digest' } })],
        parameters: [{ name: 'Authorization', in: 'header' }],
      },
    ],
  ])('%s', (_, sketch) => {
    expect(resolveOne(sketch)).toMatchObject({ codes: [], values: [] });
  });

  test('and only what it passes', () => {
    const parameters = [{ name: 'KEY', in: 'query' }] as const;
    expect(resolveOne({ security: [require({ a: apiKey('query', 'key') })], parameters }).codes).toEqual([
      'credentials/missing',
    ]);
  });
});

describe('missing credentials refuse the run', () => {
  test.each<[string, CallSketch, Record<string, string>, string, string]>([
    [
      'a general source',
      { security: [require({ a: bearer }), require({ b: basic })] },
      {},
      'Source "shopApi" has no credentials.',
      'Set HEDDLE_SHOPAPI_TOKEN; or HEDDLE_SHOPAPI_USERNAME and HEDDLE_SHOPAPI_PASSWORD.',
    ],
    [
      'Stripe',
      { ...stripeServer, security: [require({ a: basic }), require({ b: bearer })] },
      { STRIPE_API_KEY: '' },
      'Source "stripeApi" (Stripe) has no credentials.',
      'Set STRIPE_API_KEY; or STRIPE_SECRET_KEY; or HEDDLE_STRIPEAPI_TOKEN; or HEDDLE_STRIPEAPI_USERNAME and HEDDLE_STRIPEAPI_PASSWORD.',
    ],
    [
      'Twilio, half set',
      { ...twilioServer, security: [require({ a: basic })] },
      { TWILIO_ACCOUNT_SID: 'AC1' },
      'Source "twilioApi" (Twilio) has no credentials: TWILIO_AUTH_TOKEN is not set.',
      'Set TWILIO_API_KEY and TWILIO_API_SECRET; or TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN; or HEDDLE_TWILIOAPI_USERNAME and HEDDLE_TWILIOAPI_PASSWORD.',
    ],
    [
      'one of two schemes',
      { security: [require({ a: bearer, b: apiKey('header', 'X-Key') })] },
      { HEDDLE_SHOPAPI_TOKEN: 't' },
      'Source "shopApi" has no credentials: HEDDLE_SHOPAPI_API_KEY is not set.',
      'Set HEDDLE_SHOPAPI_TOKEN and HEDDLE_SHOPAPI_API_KEY.',
    ],
    [
      'two ways that are begun',
      { security: [require({ a: basic, b: apiKey('header', 'X-Key') }), require({ a: basic })] },
      { HEDDLE_SHOPAPI_USERNAME: 'u' },
      'Source "shopApi" has no credentials: HEDDLE_SHOPAPI_PASSWORD is not set.',
      'Set HEDDLE_SHOPAPI_USERNAME and HEDDLE_SHOPAPI_PASSWORD and HEDDLE_SHOPAPI_API_KEY; or HEDDLE_SHOPAPI_USERNAME and HEDDLE_SHOPAPI_PASSWORD.',
    ],
  ])('of %s', (_, sketch, env, message, hint) => {
    const { diagnostics, call } = resolveOne(sketch, { env });
    expect(call).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'credentials/missing', severity: 'error', message });
    expect(diagnostics[0]!.hint).toBe(
      `${hint} A name with _FILE appended names a file that holds the value.`,
    );
  });

  test('once for each source, for all steps that can be reached', () => {
    const security = [require({ a: bearer })];
    const plan = planOf({
      main: [
        step('one', { security }),
        step('two', { security }, [{ type: 'goto', name: 'on', criteria: [], workflowId: 'next' }]),
      ],
      next: [step('three', { source: 'otherApi', security })],
      unreached: [step('four', { source: 'thirdApi', security })],
    });
    expect(resolve(plan).diagnostics.map(({ message }) => message)).toEqual([
      'Source "shopApi" has no credentials.',
      'Source "otherApi" has no credentials.',
    ]);
    const env = { HEDDLE_SHOPAPI_TOKEN: 't', HEDDLE_OTHERAPI_TOKEN: 't' };
    expect([...resolve(plan, { env }).credentials.calls.keys()]).toEqual([
      callKey('main', 'one'),
      callKey('main', 'two'),
      callKey('next', 'three'),
    ]);
  });
});

describe('a scheme that is not supported', () => {
  test.each<[string, SecurityScheme | undefined, Record<string, string>, string]>([
    ['an HTTP scheme that answers challenges', { type: 'http', scheme: 'Digest' }, {}, 'Digest'],
    [
      'even when a value is set',
      { type: 'http', scheme: 'negotiate' },
      { HEDDLE_SHOPAPI_AUTHORIZATION: 'Negotiate abcd' },
      'negotiate',
    ],
  ])('is told: %s', (_, scheme, env, named) => {
    const { codes, diagnostics } = resolveOne({ security: [require({ a: scheme })] }, { env });
    expect(codes).toEqual(['credentials/unsupported-scheme']);
    expect(diagnostics[0]!.message).toContain(named);
  });

  test('is told when two schemes need the one field', () => {
    const env = { HEDDLE_SHOPAPI_TOKEN: 't', HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: 'p' };
    const { codes } = resolveOne({ security: [require({ a: bearer, b: basic })] }, { env });
    expect(codes).toEqual(['credentials/unsupported-scheme']);
  });

  test('does not stand in the way of one that is', () => {
    const security = [require({ a: { type: 'http', scheme: 'digest' } }), require({ b: bearer })];
    expect(resolveOne({ security }, { env: { HEDDLE_SHOPAPI_TOKEN: 't' } }).codes).toEqual([]);
    expect(resolveOne({ security }).codes).toEqual(['credentials/missing']);
  });
});

describe('a grant of OAuth 2', () => {
  const client = { HEDDLE_SHOPAPI_CLIENT_ID: 'shop', HEDDLE_SHOPAPI_CLIENT_SECRET: 'hush' };
  const refresh = { HEDDLE_SHOPAPI_CLIENT_ID: 'shop', HEDDLE_SHOPAPI_REFRESH_TOKEN: 'again' };
  const personal: SecurityScheme = {
    type: 'oauth2',
    flows: { authorizationCode: { tokenUrl: 'https://shop.example/token', refreshUrl: '/refresh' } },
  };
  const openId: SecurityScheme = { type: 'openIdConnect', openIdConnectUrl: 'https://shop.example/oidc' };
  const grantOf = (security: readonly SecurityRequirement[], env: Record<string, string>) =>
    resolveOne({ security }, { env });

  test('of a client asks for the scopes of the operation, with the secret in a Basic field', () => {
    const { call, codes, credentials } = grantOf([require({ a: oauth2 }, ['write', 'read'])], client);
    expect(codes).toEqual([]);
    expect(call).toEqual({
      origin: 'https://shop.example',
      placements: [],
      grant: {
        source: 'shopApi',
        type: 'client_credentials',
        tokenUrl: 'https://shop.example/token',
        clientId: 'shop',
        clientSecret: 'hush',
        authentication: 'basic',
        scopes: ['read', 'write'],
        variables: ['HEDDLE_SHOPAPI_CLIENT_ID', 'HEDDLE_SHOPAPI_CLIENT_SECRET'],
      },
    });
    expect(credentials.secrets).toEqual(['hush']);
  });

  test('sends the secret in the form where the user says so, and knows no third way', () => {
    const security = [require({ a: oauth2 })];
    const inBody = grantOf(security, { ...client, HEDDLE_SHOPAPI_CLIENT_AUTH: 'body' });
    expect(inBody.call!.grant!.authentication).toBe('body');
    expect(grantOf(security, { ...client, HEDDLE_SHOPAPI_CLIENT_AUTH: 'header' }).codes).toEqual([
      'credentials/invalid-value',
    ]);
  });

  test('that refreshes is for flows with a person, at their refresh URL, with or without a secret', () => {
    const security = [require({ a: personal }, ['read'])];
    expect(grantOf(security, refresh).call!.grant).toMatchObject({
      type: 'refresh_token',
      tokenUrl: 'https://shop.example/refresh',
      refreshToken: 'again',
      scopes: [],
    });
    expect(grantOf(security, refresh).call!.grant).not.toHaveProperty('clientSecret');
    const secret = { ...refresh, ...client };
    expect(grantOf(security, secret).call!.grant).toMatchObject({ clientSecret: 'hush' });
    expect(grantOf(security, secret).credentials.secrets).toEqual(['hush', 'again']);
    expect(grantOf(security, client).codes).toEqual(['credentials/missing']);
  });

  test('gives way to a token that is supplied', () => {
    const { call } = grantOf([require({ a: oauth2 })], { ...client, HEDDLE_SHOPAPI_TOKEN: 't' });
    expect(call!.grant).toBeUndefined();
    expect(call!.placements).toHaveLength(1);
  });

  test('goes with an API key, and not with a second Authorization', () => {
    const both = { ...client, HEDDLE_SHOPAPI_API_KEY: 'k' };
    const { call } = grantOf([require({ a: oauth2, b: apiKey('header', 'X-Key') })], both);
    expect(call).toMatchObject({ placements: [{ name: 'X-Key' }], grant: { clientId: 'shop' } });
    const two = { ...client, HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: 'p' };
    expect(grantOf([require({ a: oauth2, b: basic })], two).codes).toEqual([
      'credentials/unsupported-scheme',
    ]);
  });

  test('of OpenID Connect needs the token endpoint to be named', () => {
    const security = [require({ a: openId })];
    expect(grantOf(security, client).diagnostics).toMatchObject([
      { code: 'credentials/missing', hint: expect.stringContaining('HEDDLE_SHOPAPI_TOKEN_URL') as string },
    ]);
    const env = { ...client, HEDDLE_SHOPAPI_TOKEN_URL: 'https://login.example/token' };
    expect(grantOf(security, env).call!.grant!.tokenUrl).toBe('https://login.example/token');
  });

  test('is passed over when the document passes the field itself', () => {
    const parameters = [{ name: 'Authorization', in: 'header' }] as const;
    const { call, codes } = resolveOne({ security: [require({ a: oauth2 })], parameters }, { env: client });
    expect({ call, codes }).toEqual({ call: { origin: 'https://shop.example', placements: [] }, codes: [] });
  });

  test.each<[string, string, Record<string, string>, string | undefined, string | undefined]>([
    ['the server itself', 'https://shop.example/token', {}, undefined, 'https://shop.example/token'],
    ['relative to the server', 'oauth/token', {}, undefined, 'https://shop.example/v1/oauth/token'],
    ['another origin', 'https://login.example/token', {}, undefined, undefined],
    ['an origin that begins alike', 'https://shop.example.evil/token', {}, undefined, undefined],
    ['another port', 'https://shop.example:8443/token', {}, undefined, undefined],
    [
      'another origin that the user names',
      'https://login.example/token',
      { HEDDLE_SHOPAPI_TOKEN_URL: 'https://login.example/token' },
      undefined,
      'https://login.example/token',
    ],
    [
      'the server that --server moved',
      'https://shop.example/token',
      {},
      'http://127.0.0.1:4010',
      'http://127.0.0.1:4010/token',
    ],
    ['elsewhere than --server', 'https://login.example/token', {}, 'http://127.0.0.1:4010', undefined],
  ])('sends its secret to %s: %s', (_, tokenUrl, env, server, expected) => {
    const security = [require({ a: { type: 'oauth2', flows: { clientCredentials: { tokenUrl } } } })];
    const servers: Record<string, string> = server === undefined ? {} : { shopApi: server };
    const { call, diagnostics } = resolveOne({ security }, { env: { ...client, ...env }, servers });
    expect(call?.grant?.tokenUrl).toBe(expected);
    expect(diagnostics.map(({ code }) => code)).toEqual(
      expected === undefined ? ['credentials/origin-not-allowed'] : [],
    );
  });

  test('goes elsewhere when the line is set that the finding tells', () => {
    const flows = { clientCredentials: { tokenUrl: 'https://login.example/token' } };
    const { diagnostics } = grantOf([require({ a: { type: 'oauth2', flows } })], client);
    expect(diagnostics[0]!.hint).toContain('HEDDLE_SHOPAPI_TOKEN_URL=https://login.example/token');
  });

  test("may go to a known provider's own origin", () => {
    const tokenUrl = 'https://api.stripe.com/oauth/token';
    const flows = { clientCredentials: { tokenUrl } };
    const env = { HEDDLE_STRIPEAPI_CLIENT_ID: 'i', HEDDLE_STRIPEAPI_CLIENT_SECRET: 's' };
    const sketch = { ...stripeServer, security: [require({ a: { type: 'oauth2', flows } })] };
    const servers = { stripeApi: 'https://proxy.example/stripe' };
    expect(resolveOne(sketch, { env }).call!.grant!.tokenUrl).toBe(tokenUrl);
    expect(resolveOne(sketch, { env, servers }).call!.grant!.tokenUrl).toBe(
      'https://proxy.example/oauth/token',
    );
  });

  test.each([
    ['http://login.example/token', 'credentials/invalid-value'],
    ['login.example', 'credentials/invalid-value'],
    ['https://me:pw@login.example/token', 'credentials/invalid-value'],
    ['http://127.0.0.1:9/token', undefined],
  ])('goes over https or stays on this machine: %s', (url, code) => {
    const env = { ...client, HEDDLE_SHOPAPI_TOKEN_URL: url };
    const { codes, diagnostics } = grantOf([require({ a: oauth2 })], env);
    expect(codes).toEqual(code === undefined ? [] : [code]);
    expect(JSON.stringify(diagnostics)).not.toContain('me:pw');
  });

  test('is not made with a described endpoint without TLS', () => {
    const flows = { clientCredentials: { tokenUrl: 'http://shop.example/token' } };
    expect(grantOf([require({ a: { type: 'oauth2', flows } })], client).codes).toEqual([
      'source/invalid-url',
    ]);
  });
});

describe('a value for the whole Authorization field', () => {
  const security = [require({ a: { type: 'http', scheme: 'vapid' } })];
  const value = (text: string) => resolveOne({ security }, { env: { HEDDLE_SHOPAPI_AUTHORIZATION: text } });

  test('serves HTTP schemes without variables of their own', () => {
    const { values, credentials } = value('Vapid t=abcd');
    expect(values).toEqual(['header Authorization: Vapid t=abcd']);
    expect(credentials.secrets).toEqual(['t=abcd', 'Vapid t=abcd']);
    expect(resolveOne({ security }).diagnostics[0]!.hint).toContain('Set HEDDLE_SHOPAPI_AUTHORIZATION.');
  });

  test('names the scheme that is asked for', () => {
    expect(value('hush').codes).toEqual(['credentials/invalid-value']);
    expect(JSON.stringify(value('Basic hush').diagnostics)).not.toContain('hush');
  });
});

describe('a client certificate', () => {
  const security = [require({ a: { type: 'mutualTLS' } })];
  const { cert, key } = makeCertificate('client');
  const files = { '/cert.pem': cert, '/key.pem': key, '/bad.pem': 'hush' };
  const env = { HEDDLE_SHOPAPI_CERTIFICATE_FILE: '/cert.pem', HEDDLE_SHOPAPI_KEY_FILE: '/key.pem' };

  test('comes from files, and is bound to the origin of the calls', () => {
    const { credentials, call, codes } = resolveOne({ security }, { env, files });
    expect(codes).toEqual([]);
    expect([...credentials.certificates]).toEqual([
      ['https://shop.example', { cert: cert.trimEnd(), key: key.trimEnd() }],
    ]);
    expect(call!.placements).toEqual([]);
  });

  test('goes with a token, and with the authority of the server', () => {
    const both = [require({ a: { type: 'mutualTLS' }, b: bearer })];
    const more = { ...env, HEDDLE_SHOPAPI_TOKEN: 't', HEDDLE_SHOPAPI_CA_FILE: '/cert.pem' };
    const { credentials, values } = resolveOne({ security: both }, { env: more, files });
    expect(values).toEqual(['header Authorization: Bearer t']);
    expect(credentials.certificates.get('https://shop.example')!.ca).toBe(cert.trimEnd());
  });

  test('is asked for by the names of its files', () => {
    const { diagnostics } = resolveOne({ security }, { env: { ...env, HEDDLE_SHOPAPI_KEY_FILE: '' }, files });
    expect(diagnostics).toMatchObject([
      {
        code: 'credentials/missing',
        message: 'Source "shopApi" has no credentials: HEDDLE_SHOPAPI_KEY_FILE is not set.',
      },
    ]);
    expect(wantedCredentials(planOf({ main: [step('only', { security })] }))[0]!.alternatives).toEqual([
      ['HEDDLE_SHOPAPI_CERTIFICATE_FILE', 'HEDDLE_SHOPAPI_KEY_FILE'],
    ]);
  });

  test('that a document passes an Authorization field does not replace it', () => {
    const parameters = [{ name: 'Authorization', in: 'header' }] as const;
    expect(resolveOne({ security, parameters }).codes).toEqual(['credentials/missing']);
  });

  test.each([
    ['no certificate', { HEDDLE_SHOPAPI_CERTIFICATE_FILE: '/bad.pem' }],
    ['no key', { HEDDLE_SHOPAPI_KEY_FILE: '/bad.pem' }],
    ['the key of another', { HEDDLE_SHOPAPI_KEY_FILE: '/other.pem' }],
  ])('with %s is a finding without their content', (_, wrong) => {
    const world = {
      env: { ...env, ...wrong } as Record<string, string>,
      files: { ...files, '/other.pem': makeCertificate('other').key },
    };
    const { diagnostics } = resolveOne({ security }, world);
    expect(diagnostics).toMatchObject([{ code: 'credentials/invalid-value' }]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/hush|BEGIN/);
  });

  test('is one for each origin', () => {
    const other = makeCertificate('other');
    const plan = planOf({ main: [step('a', { security }), step('b', { source: 'moreApi', security })] });
    const world = {
      env: { ...env, HEDDLE_MOREAPI_CERTIFICATE: other.cert, HEDDLE_MOREAPI_KEY: other.key },
      files,
    };
    expect(resolve(plan, world).codes).toEqual(['credentials/invalid-value']);
    const same = { HEDDLE_MOREAPI_CERTIFICATE: cert.trimEnd(), HEDDLE_MOREAPI_KEY: key.trimEnd() };
    expect(resolve(plan, { env: { ...env, ...same }, files }).codes).toEqual([]);
  });
});

describe('a scheme that the description does not declare', () => {
  test('is what the profile knows, with a warning', () => {
    const security = [require({ basicAuth: undefined }), require({ bearerAuth: undefined })];
    const { diagnostics, values } = resolveOne(
      { ...stripeServer, security },
      { env: { STRIPE_API_KEY: 'sk_test_1' } },
    );
    expect(values).toEqual(['header Authorization: Bearer sk_test_1']);
    expect(diagnostics).toMatchObject([{ code: 'credentials/undefined-scheme', severity: 'warning' }]);
    expect(diagnostics[0]!.message).toContain('basicAuth');
    expect(diagnostics[0]!.hint).toBe('STRIPE_API_KEY is sent as a bearer token.');
  });

  test('is whichever general variables are set, at other APIs', () => {
    const security = [require({ auth: undefined })];
    const env = { HEDDLE_SHOPAPI_USERNAME: 'u', HEDDLE_SHOPAPI_PASSWORD: 'p' };
    const { codes, values } = resolveOne({ security }, { env });
    expect(values).toEqual([`header Authorization: Basic ${encoded('u:p')}`]);
    expect(codes).toEqual(['credentials/undefined-scheme']);
    expect(resolveOne({ security }).codes).toEqual(['credentials/missing']);
  });

  test('is assumed at a known provider whose description asks for nothing', () => {
    const env = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'tok' };
    expect(resolveOne(twilioServer, { env })).toMatchObject({
      codes: ['credentials/undefined-scheme'],
      values: [`header Authorization: Basic ${encoded('AC1:tok')}`],
    });
    expect(resolveOne(twilioServer).codes).toEqual(['credentials/missing']);
  });
});

describe('credentials are bound to an origin', () => {
  const stripeCall = (server: string): CallSketch => ({
    source: 'stripeApi',
    server,
    security: [require({ a: bearer })],
  });
  const env = { STRIPE_API_KEY: 'sk_test_1' };

  test.each([
    ['another host', 'https://evil.example/v1'],
    ['another host of the provider', 'https://files.stripe.com'],
    ['another port', 'https://api.stripe.com:8443'],
    ['no TLS', 'http://api.stripe.com'],
    ['a host that begins alike', 'https://api.stripe.com.evil.example'],
    ['loopback', 'http://127.0.0.1:4010'],
  ])('and not sent to %s', (_, server) => {
    const { codes, call, credentials } = resolveOne(stripeCall(server), { env });
    expect(codes).toEqual(['credentials/origin-not-allowed']);
    expect(call).toBeUndefined();
    expect(credentials.secrets).toEqual([]);
  });

  test('of the provider, even when the document passes its own', () => {
    const sketch = {
      ...stripeCall('https://evil.example'),
      parameters: [{ name: 'Authorization', in: 'header' }],
    } as const;
    expect(resolveOne(sketch).codes).toEqual(['credentials/origin-not-allowed']);
  });

  test.each([
    ['https://api.stripe.com', undefined, 'https://api.stripe.com'],
    ['https://API.stripe.com:443/v1', undefined, 'https://api.stripe.com'],
    ['https://evil.example', 'http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['https://api.stripe.com', 'http://localhost:4010/base', 'http://localhost:4010'],
    ['https://api.stripe.com', 'http://[::1]:4010', 'http://[::1]:4010'],
    ['https://api.stripe.com', 'https://proxy.example', 'https://proxy.example'],
  ])('and sent for %s with --server %s to %s', (server, override, origin) => {
    const servers: Record<string, string> = override === undefined ? {} : { stripeApi: override };
    const { call, codes } = resolveOne(stripeCall(server), { env, servers });
    expect(codes).toEqual([]);
    expect(call!.origin).toBe(origin);
    expect(call!.placements).toHaveLength(1);
  });

  test('and never travel unencrypted, but on this machine', () => {
    const servers = { stripeApi: 'http://proxy.example' };
    expect(resolveOne(stripeCall('https://api.stripe.com'), { env, servers }).codes).toEqual([
      'credentials/origin-not-allowed',
    ]);
    const plain = { server: 'http://shop.example', security: [require({ a: bearer })] };
    expect(resolveOne(plain, { env: { HEDDLE_SHOPAPI_TOKEN: 't' } }).codes).toEqual([
      'credentials/origin-not-allowed',
    ]);
    expect(resolveOne({ server: 'http://shop.example' }).codes).toEqual([]);
    expect(
      resolveOne({ ...plain, server: 'http://127.0.0.1' }, { env: { HEDDLE_SHOPAPI_TOKEN: 't' } }).codes,
    ).toEqual([]);
    const almost = { ...plain, server: 'http://127.0.0.1.evil.example' };
    expect(resolveOne(almost, { env: { HEDDLE_SHOPAPI_TOKEN: 't' } }).codes).toEqual([
      'credentials/origin-not-allowed',
    ]);
  });

  test('and a source without a usable server is told', () => {
    expect(resolveOne({ server: '/v1' }).codes).toEqual(['source/no-server']);
    const servers = { shopApi: 'not a url' };
    expect(resolveOne({}, { servers }).codes).toEqual(['source/invalid-url']);
  });
});

describe('values', () => {
  const sketch = { security: [require({ a: bearer })] };

  test.each([
    ['t\n', 't'],
    ['t\r\n', 't'],
    ['t', 't'],
  ])('come from a file: %j', (content, expected) => {
    const world = { env: { HEDDLE_SHOPAPI_TOKEN_FILE: '/run/t' }, files: { '/run/t': content } };
    expect(resolveOne(sketch, world).values).toEqual([`header Authorization: Bearer ${expected}`]);
  });

  test('of the environment go before files', () => {
    const env = { HEDDLE_SHOPAPI_TOKEN: 't', HEDDLE_SHOPAPI_TOKEN_FILE: '/nowhere' };
    expect(resolveOne(sketch, { env }).values).toEqual(['header Authorization: Bearer t']);
  });

  test.each<[Record<string, string>, Record<string, string>, string, string]>([
    [
      { HEDDLE_SHOPAPI_TOKEN_FILE: '/nowhere' },
      {},
      'credentials/unreadable-file',
      'HEDDLE_SHOPAPI_TOKEN_FILE',
    ],
    [
      { HEDDLE_SHOPAPI_TOKEN_FILE: '/run/t' },
      { '/run/t': '\n' },
      'credentials/invalid-value',
      'HEDDLE_SHOPAPI_TOKEN_FILE',
    ],
    [
      { HEDDLE_SHOPAPI_TOKEN_FILE: '/run/t' },
      { '/run/t': 'hush\n\n' },
      'credentials/invalid-value',
      'HEDDLE_SHOPAPI_TOKEN_FILE',
    ],
    [{ HEDDLE_SHOPAPI_TOKEN: 'hush\r\nX-Evil: 1' }, {}, 'credentials/invalid-value', 'HEDDLE_SHOPAPI_TOKEN'],
    [{ HEDDLE_SHOPAPI_TOKEN: 'hüsh' }, {}, 'credentials/invalid-value', 'HEDDLE_SHOPAPI_TOKEN'],
    [{ HEDDLE_SHOPAPI_TOKEN: 'hush\u0000' }, {}, 'credentials/invalid-value', 'HEDDLE_SHOPAPI_TOKEN'],
  ])('that cannot be used are told by name: %j %j', (env, files, code, named) => {
    const { codes, diagnostics } = resolveOne(sketch, { env, files });
    expect(codes).toEqual([code]);
    expect(diagnostics[0]!.message).toContain(named);
    expect(JSON.stringify(diagnostics)).not.toMatch(/h[uü]sh|nowhere|run/);
  });

  test('of a user name have no colon', () => {
    const env = { HEDDLE_SHOPAPI_USERNAME: 'u:v', HEDDLE_SHOPAPI_PASSWORD: 'p' };
    expect(resolveOne({ security: [require({ a: basic })] }, { env }).codes).toEqual([
      'credentials/invalid-value',
    ]);
  });

  test.each([
    ['sk_live_1', true],
    ['rk_live_1', true],
    ['sk_test_1', false],
  ])('that are live keys are warned of: %s', (key, warned) => {
    for (const security of [[require({ a: bearer })], [require({ a: basic })]]) {
      const { diagnostics, call } = resolveOne(
        { ...stripeServer, security },
        { env: { STRIPE_API_KEY: key } },
      );
      expect(call!.placements).toHaveLength(1);
      expect(diagnostics.map(({ code }) => code)).toEqual(warned ? ['credentials/live-key'] : []);
      expect(JSON.stringify(diagnostics)).not.toContain(key);
    }
  });

  test('that are secret are listed in every form, for masking', () => {
    const secrets = (sketched: CallSketch, env: Record<string, string>) =>
      resolveOne(sketched, { env }).credentials.secrets;
    expect(secrets(sketch, { HEDDLE_SHOPAPI_TOKEN: 't' })).toEqual(['t']);
    expect(
      secrets(
        { ...twilioServer, security: [require({ a: basic })] },
        { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'tok' },
      ),
    ).toEqual(['tok', encoded('AC1:tok')]);
    expect(
      secrets({ ...stripeServer, security: [require({ a: basic })] }, { STRIPE_API_KEY: 'sk_test_1' }),
    ).toEqual(['sk_test_1', encoded('sk_test_1:')]);
    expect(
      secrets({ security: [require({ a: apiKey('query', 'k') })] }, { HEDDLE_SHOPAPI_API_KEY: 'a&b' }),
    ).toEqual(['a&b', 'a%26b']);
  });

  test('are never shared by two sources', () => {
    const security = [require({ a: bearer })];
    const plan = planOf({
      main: [step('a', { source: 'pet-store', security }), step('b', { source: 'pet_store', security })],
    });
    const { codes } = resolve(plan, { env: { HEDDLE_PET_STORE_TOKEN: 't' } });
    expect(codes).toEqual(['document/duplicate-name']);
  });
});

describe('the credentials wanted', () => {
  const plan = planOf({
    main: [
      step('pay', { ...stripeServer, security: [require({ a: bearer })] }),
      step('text', { ...twilioServer, security: [require({ a: basic })] }),
      step('free', { source: 'freeApi' }),
      step('maybe', { source: 'maybeApi', security: [require({ a: bearer }), {}] }),
    ],
    other: [step('shop', { security: [require({ a: oauth2 })] })],
  });

  test('are told by source, with the usual names first', () => {
    expect(wantedCredentials(plan, 'main')).toEqual([
      {
        source: 'stripeApi',
        provider: 'Stripe',
        alternatives: [['STRIPE_API_KEY'], ['STRIPE_SECRET_KEY'], ['HEDDLE_STRIPEAPI_TOKEN']],
        optional: false,
      },
      {
        source: 'twilioApi',
        provider: 'Twilio',
        alternatives: [
          ['TWILIO_API_KEY', 'TWILIO_API_SECRET'],
          ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
          ['HEDDLE_TWILIOAPI_USERNAME', 'HEDDLE_TWILIOAPI_PASSWORD'],
        ],
        optional: false,
      },
      { source: 'maybeApi', alternatives: [['HEDDLE_MAYBEAPI_TOKEN']], optional: true },
    ]);
  });

  test('of all workflows are those of each', () => {
    expect(wantedCredentials(plan).map(({ source }) => source)).toEqual([
      'stripeApi',
      'twilioApi',
      'maybeApi',
      'shopApi',
    ]);
  });
});
