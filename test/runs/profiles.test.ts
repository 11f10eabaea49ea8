import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HttpRequest, type HttpResponse, TransportFailure } from '../../src/engine/ports.ts';
import type { Entry } from '../../src/journal/entry.ts';
import { load } from '../../src/load.ts';
import { prepare } from '../../src/prepare.ts';
import type { LookUpSettings, ProfileSettings } from '../../src/providers/profile-settings.ts';
import { migratePostgres } from '../../src/runtime/dbos/migrate.ts';
import type { PrepareWorkflow } from '../../src/runtime/prepared-workflows.ts';
import { endFindings } from '../../src/report/end-findings.ts';
import type { RunsSubject } from '../../src/suite/subject.ts';
import { dbosSubject } from '../support/dbos-subject.ts';
import { localSubjects } from '../support/local-subjects.ts';
import { type Cluster, onPostgres, startCluster, withoutPostgres } from '../support/postgres.mjs';

const document = `arazzo: 1.1.0
info: { title: Press, version: '1' }
sourceDescriptions: [{ name: press, url: https://press.example/openapi.yaml, type: openapi }]
workflows:
  - workflowId: print
    inputs: { type: object, properties: { reference: { type: string } } }
    steps:
      - stepId: order
        operationId: order
        requestBody: { payload: { reference: $inputs.reference } }
        successCriteria: [{ condition: $statusCode == 201 }]
        onFailure: [{ name: again, type: retry, retryAfter: 1, retryLimit: 3 }]
        outputs: { id: $response.body#/id }
    outputs: { id: $steps.order.outputs.id }
  - workflowId: twice
    inputs: { type: object, properties: { reference: { type: string } } }
    steps:
      - stepId: first
        operationId: order
        requestBody: { payload: { reference: $inputs.reference } }
      - stepId: second
        operationId: order
        requestBody: { payload: { reference: $inputs.reference } }
        outputs: { id: $response.body#/id }
    outputs: { id: $steps.second.outputs.id }
`;

const description = `openapi: 3.1.0
info: { title: Press, version: '1' }
servers: [{ url: https://press.example/v1 }]
paths:
  /orders:
    post:
      operationId: order
      requestBody: { content: { application/json: { schema: { type: object } } } }
      responses: { '201': { description: Made } }
`;

const profile: ProfileSettings = {
  name: 'press',
  origins: ['https://press.example'],
  headers: { 'press-version': '3' },
  idempotency: { header: 'Press-Once', methods: ['POST'], hours: 24 },
};

const lookUp: LookUpSettings = {
  read: '?reference={$request.body#/reference}',
  items: '/orders',
  match: { '/reference': '$request.body#/reference' },
  created: '/at',
  claim: '/id',
  settleSeconds: 30,
  statusCode: 201,
};

const bySearch: ProfileSettings = {
  name: 'press',
  origins: profile.origins,
  lookUps: { 'POST /orders': lookUp },
};

/** What becomes of an order: it is answered, its answer never comes or is lost, it never comes, or it fails at a status, made or not. */
type Fate =
  | 'answered'
  | 'silence'
  | 'reset'
  | 'lost'
  | { readonly statusCode: number; readonly isMade: boolean };

interface Order {
  readonly id: string;
  readonly reference: string;
  readonly at: string;
}

/** A printing press that takes orders, honours keys, and can be searched. */
function press(now: () => number) {
  const orders: Order[] = [];
  const byKey = new Map<string, Order>();
  const requests: HttpRequest[] = [];
  const fates: Fate[] = [];
  const refusals: number[] = [];
  let arrived = (): void => undefined;
  const answer = (statusCode: number, json: unknown): HttpResponse => ({
    statusCode,
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(JSON.stringify(json)),
  });
  const make = (request: HttpRequest): Order => {
    const key = request.headers['press-once'];
    const before = key === undefined ? undefined : byKey.get(key);
    if (before !== undefined) return before;
    const { reference } = JSON.parse(request.body as string) as Order;
    const order = { id: `o-${orders.length + 1}`, reference, at: new Date(now()).toISOString() };
    orders.push(order);
    if (key !== undefined) byKey.set(key, order);
    return order;
  };
  const take = async (request: HttpRequest): Promise<HttpResponse> => {
    const fate = fates.shift() ?? 'answered';
    const isMade = typeof fate === 'string' ? fate !== 'lost' : fate.isMade;
    const order = isMade ? make(request) : undefined;
    arrived();
    if (fate === 'silence' || fate === 'lost') return new Promise(() => undefined);
    if (fate === 'reset') throw new TransportFailure('reset', 'unknown', 'the connection was reset');
    return fate === 'answered' ? answer(201, order) : answer(fate.statusCode, {});
  };
  return {
    orders,
    requests,
    /** Waits until so many orders have arrived. */
    async arrived(times: number): Promise<void> {
      while (requests.length < times) await new Promise((resolve) => setImmediate(resolve));
    },
    /** From now on, what becomes of the next orders; resolves once one has arrived. */
    next(...given: readonly Fate[]): Promise<void> {
      fates.push(...given);
      return new Promise((resolve) => (arrived = resolve));
    },
    /** The next searches are answered with these statuses. */
    refuse(...statusCodes: readonly number[]): void {
      refusals.push(...statusCodes);
    },
    transport: {
      async send(request: HttpRequest): Promise<HttpResponse> {
        requests.push(request);
        if (request.method === 'POST') return take(request);
        const refusal = refusals.shift();
        if (refusal !== undefined) return answer(refusal, {});
        const wanted = new URL(request.url).searchParams.get('reference');
        return answer(200, { orders: orders.filter(({ reference }) => reference === wanted).toReversed() });
      },
    },
  };
}

/** Runs that order from a press with what is known of it. */
async function opened(
  profiles: readonly ProfileSettings[],
  subject: RunsSubject = localSubjects['in memory'],
  workflow = 'print',
  security = '',
  credentials = {},
) {
  const { plan, diagnostics } = await load('press.arazzo.yaml', {
    text: document,
    fetchText: async (location) => ({ ok: true, text: `${description}${security}`, location }),
  });
  if (plan === undefined) throw new Error(JSON.stringify(diagnostics));
  const place = await subject();
  const shop = press(() => place.clock.now());
  // As a server does: with what the run was started with, whatever is known now.
  const ready: PrepareWorkflow = (of, workflowId, given) =>
    prepare(of, { workflowId, transport: shop.transport, clock: place.clock, credentials, ...given });
  const known = async (more: readonly ProfileSettings[]) =>
    (await ready(plan, workflow, { servers: {}, supply: {}, profiles: more })).prepared!;
  const prepared = await known(profiles);
  const open = () => place.open({ prepare: ready });
  let runs = await open();
  const end = async (runId: string) => {
    const run = await runs.ended(runId);
    const reading = await runs.read(runId);
    const [next] = reading === undefined ? [] : endFindings(reading.record, false);
    return {
      status: run?.status,
      id: reading?.record.state.outputs?.['id'],
      why: run?.reason?.message,
      hint: next?.hint,
    };
  };
  return {
    ...shop,
    place,
    start: async (runId: string, now?: readonly ProfileSettings[]) =>
      runs.start({
        prepared: now === undefined ? prepared : await known(now),
        runId,
        inputs: { reference: 'r-1' },
      }),
    async killed() {
      await place.kill(runs);
      runs = await open();
    },
    resume: async (runId: string) => runs.resume(runId),
    run: async (runId: string) => runs.run(runId),
    troubles: () => runs.load().troubles,
    end,
    /** How a run ends while time passes. */
    async endInTime(runId: string) {
      let isOver = false;
      const ended = end(runId).finally(() => (isOver = true));
      for (let seconds = 0; seconds < 1000; seconds++) {
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (isOver) break;
        await place.pass(1000);
      }
      return ended;
    },
    /** Lets a run come to a wait that began with an entry of its journal. */
    async waits(runId: string, kind: Entry['kind']) {
      for (;;) {
        const reading = await runs.read(runId);
        if (reading?.run.status === 'waiting' && reading.entries.some((entry) => entry.kind === kind)) return;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    journal: async (runId: string) => (await runs.read(runId))?.entries,
    async close() {
      await runs.close();
      await place.remove();
    },
  };
}

/** A call whose process is killed is repeated with its key. */
async function repeatsWithKey(subject: RunsSubject): Promise<void> {
  const shop = await opened([profile], subject);
  const arrival = shop.next('silence');
  await shop.start('one');
  await arrival;
  await shop.killed();
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.orders).toHaveLength(1);
  const keys = shop.requests.map(({ headers }) => headers['press-once']);
  expect(keys).toEqual([expect.stringMatching(/^heddle-/), keys[0]]);
  expect(shop.requests.map(({ headers }) => headers['press-version'])).toEqual(['3', '3']);
  await shop.close();
}

/** A call whose process is killed is looked up, with the API key that it had in its query. */
async function looksUp(subject: RunsSubject): Promise<void> {
  const security = `components: { securitySchemes: { key: { type: apiKey, in: query, name: api key } } }
security: [{ key: [] }]
`;
  const shop = await opened([bySearch], subject, 'print', security, { HEDDLE_PRESS_API_KEY: 'top secret' });
  const arrival = shop.next('silence');
  await shop.start('one');
  await arrival;
  await shop.place.pass(60_000);
  await shop.killed();
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://press.example/v1/orders?api%20key=top%20secret',
    'GET https://press.example/v1/orders?reference=r-1&api%20key=top%20secret',
  ]);
  expect(JSON.stringify(await shop.journal('one'))).not.toMatch(/top.{1,3}secret/);
  await shop.close();
}

/** A provider that cannot tell what came of a call is asked again. */
async function asksAgain(subject: RunsSubject): Promise<void> {
  const shop = await opened([bySearch], subject);
  const arrival = shop.next('silence');
  shop.refuse(503, 429);
  await shop.start('one');
  await arrival;
  await shop.place.pass(60_000);
  await shop.killed();
  for (const asked of [2, 3]) {
    await shop.arrived(asked);
    await shop.waits('one', 'lookup');
    await shop.place.pass(60_000);
  }
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET']);
  await shop.close();
}

/** A run that is not yet allowed to call waits for its moment, which lies between two milliseconds. */
async function keepsPace(subject: RunsSubject): Promise<void> {
  const shop = await opened([{ ...profile, pace: { perSecond: 0.0003, burst: 1 } }], subject);
  await shop.start('one');
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  await shop.start('two');
  for (let run = await shop.run('two'); run?.status !== 'waiting'; run = await shop.run('two')) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(shop.orders).toHaveLength(1);
  await shop.place.pass(3_333_334);
  expect(await shop.end('two')).toMatchObject({ status: 'completed', id: 'o-2' });
  expect(shop.troubles()).toEqual([]);
  await shop.close();
}

test.each(Object.entries(localSubjects))(
  'a run waits until the pace of its provider lets it call, %s',
  async (_, subject) => expect(keepsPace(subject)).resolves.toBeUndefined(),
);

test.each(Object.entries(localSubjects))(
  'a call with a key of a configured provider is repeated with it after a kill, and does its work once, %s',
  async (_, subject) => expect(repeatsWithKey(subject)).resolves.toBeUndefined(),
);

test.each(Object.entries(localSubjects))(
  'a look-up carries the API key that the call has in its query, and keeps it nowhere, %s',
  async (_, subject) => expect(looksUp(subject)).resolves.toBeUndefined(),
);

test.each(Object.entries(localSubjects))(
  'a provider that cannot tell is asked again once it is time, %s',
  async (_, subject) => expect(asksAgain(subject)).resolves.toBeUndefined(),
);

describe.skipIf(withoutPostgres !== undefined)(`configured providers of runs ${onPostgres}`, () => {
  let cluster: Cluster;
  beforeAll(async () => {
    cluster = await startCluster();
    await cluster.prepare(migratePostgres);
  }, 120_000);
  afterAll(() => cluster?.stop(), 60_000);
  const subject = dbosSubject(() => cluster.database());

  test('a call with a key is repeated with it by whoever takes over', async () => {
    await expect(repeatsWithKey(subject)).resolves.toBeUndefined();
  }, 60_000);
  test('a run waits until the pace of its provider, which all share, lets it call', async () => {
    await expect(keepsPace(subject)).resolves.toBeUndefined();
  }, 60_000);
  test('a call without one is looked up by whoever takes over', async () => {
    await expect(looksUp(subject)).resolves.toBeUndefined();
  }, 60_000);
  test('a provider that cannot tell is asked again by whoever has the run then', async () => {
    await expect(asksAgain(subject)).resolves.toBeUndefined();
  }, 60_000);
});

test('the same call of a provider of which nothing is known needs a person', async () => {
  const shop = await opened([]);
  const arrival = shop.next('silence');
  await shop.start('one');
  await arrival;
  await shop.killed();
  expect(await shop.end('one')).toMatchObject({ status: 'needs-attention' });
  expect(shop.requests).toHaveLength(1);
  await shop.close();
});

test('a repeat after an answer that decides nothing carries the same key, after one that does another', async () => {
  const shop = await opened([profile]);
  void shop.next({ statusCode: 503, isMade: true }, { statusCode: 404, isMade: false }, 'answered');
  await shop.start('one');
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-2' });
  const [first, second, third] = shop.requests.map(({ headers }) => headers['press-once']);
  expect([second === first, third === second]).toEqual([true, false]);
  await shop.close();
});

test('a key that the provider may have forgotten is not used again: it is asked first', async () => {
  const shop = await opened([{ ...profile, lookUps: { 'POST /orders': lookUp } }]);
  const arrival = shop.next('silence');
  await shop.start('one');
  await arrival;
  await shop.place.pass(24 * 3_600_000);
  await shop.killed();
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST https://press.example/v1/orders',
    'GET https://press.example/v1/orders?reference=r-1',
  ]);
  expect(shop.requests[1]!.headers).toEqual({ accept: 'application/json', 'press-version': '3' });
  await shop.close();
});

test('a call that was carried out is found, and its answer taken from what is found', async () => {
  const shop = await opened([bySearch]);
  const arrival = shop.next('silence');
  await shop.start('one');
  await arrival;
  await shop.killed();
  await shop.place.pass(60_000);
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.orders).toHaveLength(1);
  await shop.close();
});

test.each([
  [true, { status: 'completed', id: 'o-1' }],
  [false, { status: 'needs-attention', id: null }],
])('what is not found was not carried out where the list is complete: %s', async (isComplete, expected) => {
  const settings = { ...bySearch, lookUps: { 'POST /orders': { ...lookUp, isComplete } } };
  const shop = await opened([settings]);
  const arrival = shop.next('lost');
  await shop.start('one');
  await arrival;
  await shop.killed();
  await shop.place.pass(60_000);
  expect(await shop.end('one')).toMatchObject(expected);
  await shop.close();
});

test.each([401, 403])(
  'credentials that may not look up need a person at once, who resumes with others: HTTP %i',
  async (statusCode) => {
    const shop = await opened([bySearch]);
    const arrival = shop.next('silence');
    shop.refuse(statusCode);
    await shop.start('one');
    await arrival;
    await shop.killed();
    await shop.place.pass(60_000);
    const end = await shop.end('one');
    expect(end.status).toBe('needs-attention');
    expect(end.why).toContain(`; the provider refused the credentials for the look-up (HTTP ${statusCode})`);
    expect(end.hint).toMatch(/credentials that may read there, and resume the run/);
    expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    await shop.resume('one');
    expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
    expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
    await shop.close();
  },
);

test.each([429, 503])(
  'a provider that cannot tell now is asked again a minute later: HTTP %i',
  async (statusCode) => {
    const shop = await opened([bySearch]);
    const arrival = shop.next('silence');
    shop.refuse(...Array.from({ length: 5 }, () => statusCode));
    await shop.start('one');
    await arrival;
    await shop.killed();
    const end = await shop.endInTime('one');
    expect(end.status).toBe('needs-attention');
    expect(end.why).toContain('; the provider could not be asked');
    expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET', 'GET', 'GET', 'GET']);
    await shop.close();
  },
);

test('what was sent a day ago is still looked for from then on when the first look-up had no answer', async () => {
  const complete = { ...lookUp, isComplete: true };
  const shop = await opened([{ ...profile, lookUps: { 'POST /orders': complete } }]);
  const arrival = shop.next('silence');
  shop.refuse(503);
  await shop.start('one');
  await arrival;
  await shop.place.pass(24 * 3_600_000);
  await shop.killed();
  expect(await shop.endInTime('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  expect(shop.orders).toHaveLength(1);
  await shop.close();
});

test('an answer that leaves it open whether a call was carried out is looked into, and no repeat is sent', async () => {
  const shop = await opened([{ ...bySearch, doubtful: ['5XX'] }]);
  void shop.next({ statusCode: 502, isMade: true });
  await shop.start('one');
  await shop.place.pass(60_000);
  expect(await shop.end('one')).toMatchObject({ status: 'completed', id: 'o-1' });
  expect(shop.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
  await shop.close();
});

test('no two runs take the same thing for theirs, and neither one from before their calls', async () => {
  const shop = await opened([bySearch]);
  await shop.start('before');
  await shop.end('before');
  await shop.place.pass(3_600_000);
  void shop.next('reset', 'lost');
  await shop.start('one');
  await shop.start('two');
  await shop.arrived(3);
  await shop.killed();
  await shop.place.pass(60_000);
  const ends = [await shop.end('one'), await shop.end('two')];
  expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['completed', 'needs-attention']));
  expect(ends.find(({ status }) => status === 'completed')?.id).toBe('o-2');
  expect(shop.orders).toHaveLength(2);
  await shop.close();
});

test.each([
  ['lost', { status: 'needs-attention' }],
  ['silence', { status: 'completed', id: 'o-2' }],
] as const)('no two calls of a run take the same thing for theirs: %s', async (fate, expected) => {
  const shop = await opened([bySearch], localSubjects['in memory'], 'twice');
  void shop.next('answered', fate);
  await shop.start('one');
  await shop.arrived(2);
  await shop.killed();
  await shop.place.pass(60_000);
  expect(await shop.end('one')).toMatchObject(expected);
  expect(shop.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
  await shop.close();
});

test('a run keeps what was known when it was started; the same id with other knowledge is a conflict', async () => {
  const shop = await opened([profile]);
  await shop.start('one');
  await shop.end('one');
  expect(await shop.start('one')).toMatchObject({ created: false, diagnostics: [] });
  const other = await shop.start('one', [{ ...profile, doubtful: [500] }]);
  expect(other.diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([
    'run/conflict There is a run "one" already, with other profiles.',
  ]);
  await shop.close();
});
