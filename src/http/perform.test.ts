import { describe, expect, test } from 'vitest';
import { answering } from '../../test/support/pets.ts';
import { smallPlan, type SmallStep } from '../../test/support/small-plan.ts';
import { manualClock } from '../emulator/manual-clock.ts';
import type { CallEffect } from '../engine/effect.ts';
import type { ProviderVerdict } from '../engine/outcome.ts';
import { never } from '../engine/never.ts';
import { TransportFailure } from '../engine/ports.ts';
import { link } from '../engine/program.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { type UndescribedType, undescribedType } from '../openapi/undescribed-type.ts';
import type { ProviderProfile } from '../providers/profile.ts';
import { memorySuppressions } from '../providers/suppressions.ts';
import type { BuildRequest } from './call.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { perform } from './perform.ts';
import { redactor } from './redact.ts';

const verdict: ProviderVerdict = { facts: {}, decided: true, mayRetry: true, inDoubt: false };

const profile = (more: Partial<ProviderProfile> = {}): ProviderProfile => ({
  name: 'pets',
  title: 'Pets',
  origins: [],
  recognises: () => true,
  description: '',
  headers: {},
  credentials: [],
  verdict: () => verdict,
  ...more,
});

const reset = new TransportFailure('reset', 'unknown', 'reset by sk_test_1234567890');

interface Given {
  readonly undescribedType?: UndescribedType;
  readonly method?: string;
  readonly step?: Partial<SmallStep>;
  readonly profile?: ProviderProfile;
  readonly build?: BuildRequest;
  readonly suppressions?: ReturnType<typeof memorySuppressions>;
}

/** Performs one call; `keys` are the idempotency keys that were sent. */
async function made(
  { method = 'POST', step, suppressions = memorySuppressions(), ...given }: Given,
  ...answers: Parameters<typeof answering>
) {
  const plan = smallPlan({ main: [{ id: 's', ...step }] });
  const linked = link(plan).workflows.get('main')!.steps[0]!;
  const build: BuildRequest = (_, extra) => {
    const url = 'https://pets.example/?token=abc';
    return {
      request: { method, url, headers: { ...extra } },
      scope: { url, method, header: {}, query: {}, path: {}, body: { to: '+15550001111' } },
    };
  };
  const effect: CallEffect = {
    kind: 'call',
    name: 'main/s#1.2',
    keyName: 'main/s#1.1',
    workflowId: 'main',
    stepId: 's',
    visit: 1,
    attempt: 2,
    scope: { inputs: {}, steps: {}, workflows: {} },
  };
  const transport = answering(...answers);
  const outcome = await perform(
    {
      kind: 'call',
      step: linked,
      method,
      path: '/',
      origin: 'https://pets.example',
      build,
      queryCredentials: [],
      undescribedType: () => undefined,
      ...given,
    },
    effect,
    {
      runId: 'run',
      transport,
      clock: manualClock(),
      signal: () => never,
      redactor: redactor(['topsecret']),
      suppressions,
    },
  );
  const keys = transport.requests.map(({ headers }) => headers['idempotency-key']);
  return { outcome, keys, tries: transport.requests.length, suppressions };
}

describe('a call that is made', () => {
  test('gives status, criteria, outputs and actions, and keeps nothing else of the answer', async () => {
    const step = {
      succeeds: ['$response.body#/id == 7'],
      outputs: { id: '$response.body#/id', gone: '$response.body#/none' },
      onSuccess: [{ type: 'end' as const, when: ['$steps.s.outputs.id == 7'] }],
    };
    const { outcome } = await made({ step }, { json: { id: 7, card: 'private' } });
    expect(outcome).toMatchObject({
      statusCode: 200,
      succeeded: true,
      outputs: { id: 7 },
      unresolved: ['gone'],
      actions: [{ name: 'end0', matched: true }],
      requests: 1,
    });
    expect(JSON.stringify(outcome)).not.toContain('private');
  });

  test('shows its URL and its criteria with secrets masked, and keeps its outputs as they are', async () => {
    const step = {
      succeeds: ['$response.body#/client_secret != null', "$response.body#/note != 'topsecret'"],
      outputs: { secret: '$response.body#/client_secret' },
    };
    const { outcome } = await made(
      { step },
      { json: { client_secret: 'pi_1_secret_2', note: 'x topsecret y' } },
    );
    expect(outcome.request?.url).toBe('https://pets.example/?token=***');
    expect(outcome.criteria.map(({ operands }) => operands[0]?.value)).toEqual(['***', 'x *** y']);
    expect(outcome.outputs).toEqual({ secret: 'pi_1_secret_2' });
  });

  test('masks a secret that an answer repeats where a fact is looked for', async () => {
    const facts = { requestId: 'topsecret', errorCode: 'a_topsecret', attempts: 2 };
    const { outcome } = await made(
      { profile: profile({ verdict: () => ({ ...verdict, facts }) }) },
      { json: {} },
    );
    expect(outcome.provider.facts).toEqual({ requestId: '***', errorCode: 'a_***', attempts: 2 });
  });

  test.each([31, 36, 40, 91, 96, 100, 200])(
    'says nothing of a secret that begins at character %s of a name that the answer gives',
    async (from) => {
      const name = `${'k'.repeat(from)}topsecret`;
      const described = undescribedType({
        responses: { '200': { description: 'It.', content: { 'application/json': {} } } },
      });
      const answer = { json: {}, headers: { 'content-type': `text/${name}; charset=${name}` } };
      const { outcome } = await made({ undescribedType: described }, answer);
      expect(outcome.unknownCharset).toBeDefined();
      expect(outcome.undescribedType).toBeDefined();
      expect(JSON.stringify(outcome)).not.toContain('top');
    },
  );

  test('carries the key of the attempt that it repeats, where the provider has keys', async () => {
    const idempotency = { header: 'Idempotency-Key', methods: ['POST'], lifeMilliseconds: 1000 };
    const key = idempotencyKey('run', 'main/s#1.1');
    expect((await made({ profile: profile({ idempotency }) }, { json: 1 })).keys).toEqual([key]);
    expect((await made({ profile: profile({ idempotency }), method: 'GET' }, { json: 1 })).keys).toEqual([
      undefined,
    ]);
    expect((await made({}, { json: 1 })).keys).toEqual([undefined]);
  });

  test('reads Retry-After in seconds and as a moment', async () => {
    const wait = async (field: string) =>
      (await made({}, { statusCode: 429, headers: { 'retry-after': field } })).outcome.retryAfterMilliseconds;
    expect(await wait('3')).toBe(3000);
    expect(await wait('Thu, 01 Jan 2026 00:01:00 GMT')).toBe(60_000);
    expect(await wait('later')).toBeUndefined();
  });
});

describe('a call without an answer', () => {
  test.each([
    ['GET', 3],
    ['PUT', 3],
    ['DELETE', 3],
    ['POST', 1],
    ['PATCH', 1],
  ])('is made again when %s cannot do anything twice', async (method, tries) => {
    const { outcome, tries: made3 } = await made({ method }, reset);
    expect(made3).toBe(tries);
    expect(outcome).toMatchObject({
      repeatable: tries === 3,
      requests: tries,
      succeeded: false,
      criteria: [],
    });
    expect(outcome.provider).toMatchObject({ decided: false, inDoubt: tries === 1 });
  });

  test('is made again under the same key when the provider honours keys', async () => {
    const idempotency = { header: 'Idempotency-Key', methods: ['POST'], lifeMilliseconds: 1000 };
    const { keys, outcome } = await made({ profile: profile({ idempotency }) }, reset, reset, { json: 1 });
    expect(new Set(keys).size).toBe(1);
    expect(outcome).toMatchObject({ statusCode: 200, requests: 3, repeatable: true });
  });

  test('says why without its secrets', async () => {
    expect((await made({}, reset)).outcome.failure).toEqual({
      reason: 'reset',
      delivery: 'unknown',
      message: 'reset by sk_test_***',
    });
  });
});

describe('a call that cannot be built', () => {
  const step = { onFailure: [{ type: 'end' as const }] };
  const missing =
    (expression: string): BuildRequest =>
    () => {
      throw new UnresolvedValue(expression, 'has no value');
    };

  test('sends nothing, and lets no failure action handle a mistake in document or inputs', async () => {
    const { outcome, tries } = await made({ step, build: missing('$inputs.a') }, { json: 1 });
    expect(tries).toBe(0);
    expect(outcome).toMatchObject({
      failure: { reason: 'unbuildable', delivery: 'not-sent', message: '$inputs.a has no value' },
      actions: [],
      requests: 0,
    });
    expect(outcome.request).toBeUndefined();
  });

  test.each(['$steps.a.outputs.b', '$workflows.a.outputs.b'])(
    'lets failure actions handle it when %s was left out by an earlier answer',
    async (expression) => {
      const { outcome } = await made({ step, build: missing(expression) }, { json: 1 });
      expect(outcome.actions).toMatchObject([{ name: 'end0', matched: true }]);
    },
  );

  test('for any other reason is a bug', async () => {
    const build = () => {
      throw new TypeError('bug');
    };
    await expect(made({ build })).rejects.toThrow('bug');
  });
});

describe('recipients who opted out', () => {
  const recipient: ProviderProfile['recipient'] = ({ body }) => (body as { to: string }).to;

  test('are remembered when the provider says so, and nothing more is sent to them', async () => {
    const refusing = profile({ recipient, verdict: () => ({ ...verdict, classification: 'suppressed' }) });
    const first = await made({ profile: refusing }, { statusCode: 400 });
    expect(first.tries).toBe(1);
    const second = await made({ profile: refusing, suppressions: first.suppressions }, { statusCode: 200 });
    expect(second.tries).toBe(0);
    expect(second.outcome).toMatchObject({
      succeeded: false,
      failure: { reason: 'suppressed', delivery: 'not-sent' },
      provider: { classification: 'suppressed', mayRetry: false, inDoubt: false },
      requests: 0,
    });
    expect(JSON.stringify(second.outcome)).not.toContain('+15550001111');
  });

  test('at one provider may be reached through another', async () => {
    const suppressions = memorySuppressions();
    await suppressions.add('others', '+15550001111');
    expect((await made({ profile: profile({ recipient }), suppressions }, { statusCode: 200 })).tries).toBe(
      1,
    );
  });
});
