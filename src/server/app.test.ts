import { describe, expect, onTestFinished, test } from 'vitest';
import { description, document, servedShop } from '../../test/server/served-shop.ts';
import { provider as providerOf } from '../suite/provider.ts';
import { openWorkflows } from './workflows.ts';

type Given = Parameters<typeof servedShop>[0];

async function shop(given: Given = {}) {
  const served = await servedShop(given);
  onTestFinished(() => served.close());
  return served;
}

describe('a start', () => {
  test('is acknowledged, and the run can be seen to its end', async () => {
    const { call, runs } = await shop();
    const started = await call('POST', '/runs', { workflow: 'buy', runId: 'a/b ü', inputs: { amount: 1 } });
    expect(started).toMatchObject({ status: 201, json: { created: true, run: { workflowId: 'buy' } } });
    await runs.ended('a/b ü');
    const location = started.headers.get('location')!;
    expect(location).toBe('/runs/a%2Fb%20%C3%BC');
    const shown = await call('GET', location);
    expect(shown.json).toMatchObject({ runId: 'a/b ü', status: 'completed', outputs: { order: 'post-1' } });
  });

  test('with the same id is one run, and a conflict with other inputs', async () => {
    const { call, runs, shop: provider } = await shop();
    const ask = { workflow: 'buy', runId: 'order-7', inputs: { amount: 1 } };
    const replies = await Promise.all(Array.from({ length: 20 }, () => call('POST', '/runs', ask)));
    expect(replies.filter(({ status }) => status === 201).length).toBe(1);
    expect(replies.filter(({ status }) => status === 200).length).toBe(19);
    await runs.ended('order-7');
    expect(provider.calls).toEqual(['POST /orders']);
    const other = await call('POST', '/runs', { ...ask, inputs: { amount: 2 } });
    expect(other).toMatchObject({
      status: 409,
      type: 'application/problem+json',
      json: { type: 'urn:heddle:run/conflict', code: 'run/conflict', status: 409 },
    });
  });

  test.each([
    ['without an input that is required', { workflow: 'buy', inputs: {} }, 422, 'inputs/missing'],
    ['of a workflow that is not there', { workflow: 'bye' }, 404, 'workflow/not-found'],
    ['of none of two workflows', {}, 400, 'workflow/ambiguous'],
    ['of a document that is not served', { document: 'shap', workflow: 'buy' }, 404, 'workflow/not-found'],
    [
      'with an id of two lines',
      { workflow: 'buy', runId: 'a\nb', inputs: { amount: 1 } },
      400,
      'usage/invalid',
    ],
    [
      'with a member that is not known',
      { workflow: 'buy', input: { amount: 1 } },
      400,
      'serve/invalid-request',
    ],
    ['with a member of another type', { workflow: 7 }, 400, 'serve/invalid-request'],
    ['with a member twice', '{"workflow":"buy","workflow":"ask"}', 400, 'serve/invalid-request'],
    ['in YAML', 'workflow: buy', 400, 'serve/invalid-request'],
    ['that is a list', '[]', 400, 'serve/invalid-request'],
    [
      'that is nested too deep',
      `{"inputs":${'['.repeat(300)}${']'.repeat(300)}}`,
      400,
      'serve/invalid-request',
    ],
    ['that is too large', { inputs: { text: 'x'.repeat(20_000) } }, 413, 'serve/too-large'],
  ])('%s is refused', async (_, body, status, code) => {
    const { call, shop: provider } = await shop();
    expect(await call('POST', '/runs', body)).toMatchObject({ status, json: { code, status } });
    expect(provider.calls).toEqual([]);
  });

  test('must be said to be JSON, which pages of other sites cannot say unasked', async () => {
    const { call } = await shop();
    const reply = await call('POST', '/runs', {}, { 'content-type': 'text/plain' });
    expect(reply).toMatchObject({ status: 415, json: { code: 'serve/media-type' } });
  });
});

describe('runs', () => {
  test('are listed, the latest first, with filters and a cursor', async () => {
    const { call, runs, shop: provider } = await shop();
    provider.on('POST /orders', { statusCode: 400 });
    for (const runId of ['a', 'b', 'c']) {
      await call('POST', '/runs', { workflow: runId === 'b' ? 'ask' : 'buy', runId, inputs: { amount: 1 } });
      await runs.ended(runId);
    }
    const ids = async (query: string): Promise<readonly string[]> =>
      (await call('GET', `/runs${query}`)).json.runs.map((run: { runId: string }) => run.runId);
    expect(await ids('')).toEqual(['c', 'b', 'a']);
    expect(await ids('?status=failed&status=cancelled')).toEqual(['c', 'a']);
    expect(await ids('?workflow=ask')).toEqual(['b']);
    const page = await call('GET', '/runs?limit=2');
    expect(await ids(`?limit=2&cursor=${page.json.cursor}`)).toEqual(['a']);
    for (const query of ['?status=done', '?limit=0', '?cursor=x', '?colour=red']) {
      expect(await call('GET', `/runs${query}`)).toMatchObject({
        status: 400,
        json: { code: 'serve/invalid-request' },
      });
    }
  });

  test('that wait are cancelled or resumed; those that are not there are not found', async () => {
    const { call, runs, shop: provider } = await shop();
    provider.on('GET /orders', (times) => ({ statusCode: times === 1 ? 500 : 200 }));
    for (const runId of ['a', 'b']) await call('POST', '/runs', { workflow: 'ask', runId });
    await new Promise<void>((done) => {
      const seen = new Set<string>();
      const look = async (): Promise<void> => {
        for (const runId of ['a', 'b']) if ((await runs.run(runId))?.status !== 'running') seen.add(runId);
        if (seen.size === 2) done();
        else setTimeout(() => void look(), 5);
      };
      void look();
    });
    const waiting = (await call('GET', '/runs?status=waiting')).json.runs[0].runId as string;
    const cancelled = await call('POST', `/runs/${waiting}/cancel`);
    expect(cancelled).toMatchObject({ status: 200, json: { run: { status: 'cancelled' } } });
    const other = waiting === 'a' ? 'b' : 'a';
    expect((await call('POST', `/runs/${other}/resume`)).status).toBe(200);
    expect(await call('POST', '/runs/none/cancel')).toMatchObject({
      status: 404,
      json: { code: 'run/not-found' },
    });
    expect(await call('POST', '/runs/none/resume')).toMatchObject({ status: 404 });
    expect(await call('GET', '/runs/none')).toMatchObject({ status: 404, json: { code: 'run/not-found' } });
  });

  test('in doubt go on with what is said of the call', async () => {
    const { call, runs, shop: provider } = await shop();
    provider.on('POST /orders', 'reset');
    await call('POST', '/runs', { workflow: 'buy', runId: 'a', inputs: { amount: 1 } });
    await runs.ended('a');
    expect((await call('GET', '/runs/a')).json).toMatchObject({
      status: 'needs-attention',
      diagnostics: [{ code: 'run/in-doubt' }, { code: 'run/output-unresolved' }],
    });
    for (const body of [
      {},
      { happened: false, answer: { statusCode: 200 } },
      { happened: true, answer: {} },
    ]) {
      expect((await call('POST', '/runs/a/settle', body)).status).toBe(400);
    }
    const answer = {
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: { id: 'found' },
    };
    expect((await call('POST', '/runs/a/settle', { happened: true, answer })).status).toBe(200);
    await runs.ended('a');
    expect((await call('GET', '/runs/a')).json).toMatchObject({ outputs: { order: 'found' } });
    expect(await call('POST', '/runs/a/settle', { happened: true })).toMatchObject({
      status: 409,
      json: { code: 'run/not-in-doubt' },
    });
    expect(provider.calls).toEqual(['POST /orders']);
  });
});

test('a call is not taken as happened without its answer where a later step needs it', async () => {
  const { call, runs, shop: provider } = await shop();
  provider.on('POST /orders', 'reset');
  await call('POST', '/runs', { workflow: 'needy', runId: 'a' });
  await runs.ended('a');
  expect(await call('POST', '/runs/a/settle', { happened: true })).toMatchObject({
    status: 422,
    json: { code: 'run/answer-needed', title: expect.stringContaining('step "get" needs it') },
  });
  const answer = { statusCode: 200, body: { id: 'found' } };
  expect((await call('POST', '/runs/a/settle', { happened: true, answer })).status).toBe(200);
  expect((await runs.ended('a'))?.status).toBe('completed');
});

describe('who is served', () => {
  const token = 'a-token-of-some-length';

  test('with a token, only who has it; health and readiness are for all', async () => {
    const { call } = await shop({ token });
    const refused = await call('GET', '/runs');
    expect(refused).toMatchObject({ status: 401, json: { code: 'serve/unauthorized' } });
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    for (const authorization of [`Bearer ${token}x`, `Basic ${token}`, 'Bearer ', token]) {
      expect((await call('GET', '/runs', undefined, { authorization })).status).toBe(401);
    }
    expect((await call('GET', '/runs', undefined, { authorization: `Bearer ${token}` })).status).toBe(200);
    expect((await call('GET', '/health')).status).toBe(200);
    expect(await call('GET', '/ready')).toMatchObject({ status: 200, json: { status: 'ready', running: 0 } });
  });

  test('without one, no page of another site', async () => {
    const { call } = await shop();
    const refused = { status: 403, json: { code: 'serve/foreign-origin' } };
    expect(await call('GET', '/runs', undefined, { host: 'evil.example:8080' })).toMatchObject(refused);
    expect(await call('GET', '/runs', undefined, { origin: 'https://evil.example' })).toMatchObject(refused);
    expect((await call('GET', '/runs', undefined, { origin: 'http://localhost:8080' })).status).toBe(200);
    expect((await call('GET', '/runs', undefined, { host: '127.0.0.1:8080' })).status).toBe(200);
  });
});

test('a server that is about to stop begins nothing, and says so', async () => {
  const { call } = await shop({ stopping: AbortSignal.abort() });
  expect(await call('POST', '/runs', { workflow: 'ask' })).toMatchObject({
    status: 503,
    json: { code: 'serve/stopping' },
  });
  const ready = await call('GET', '/ready');
  expect(ready.status).toBe(503);
  expect(ready.headers.get('connection')).toBe('close');
  expect((await call('GET', '/runs')).status).toBe(200);
});

test('a path that is nothing, and a store that fails, are problems without a word of what is inside', async () => {
  const { call, runs, lines } = await shop();
  expect(await call('GET', '/nothing')).toMatchObject({ status: 404, json: { code: 'serve/not-found' } });
  runs.list = async () => {
    throw new Error('secret-of-the-house');
  };
  const failed = await call('GET', '/runs?key=customer-4711');
  expect(failed).toMatchObject({ status: 500, json: { code: 'internal/unexpected' } });
  expect(failed.text).not.toContain('secret');
  expect(lines.join('\n')).not.toMatch(/secret|4711/);
  expect(lines.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ message: 'request', method: 'GET', route: '/runs', status: 500 }),
  );
});

test('a run is shown without the credentials that the server has, whatever they are called in it', async () => {
  const secured = `${description()}
security: [{ token: [] }]
components: { securitySchemes: { token: { type: http, scheme: bearer } } }
`;
  const { workflows } = await openWorkflows(
    { shop: { location: 'shop.arazzo.yaml', sources: { shop: 'https://shop.example/openapi.yaml' } } },
    {
      load: { text: document, fetchText: async (location) => ({ ok: true, text: secured, location }) },
      prepare: { transport: providerOf(), credentials: { HEDDLE_SHOP_TOKEN: 'tokTOPSECRET9' } },
    },
  );
  const { call, runs } = await shop({ workflows: workflows! });
  const inputs = { amount: 1, note: 'tokTOPSECRET9', password: 'swordfish', said: 'a swordfish' };
  await call('POST', '/runs', { workflow: 'buy', runId: 'r', inputs });
  await runs.ended('r');
  const shown = await call('GET', '/runs/r');
  expect(shown.json).toMatchObject({
    status: 'completed',
    inputs: { amount: 1, note: '***', password: '***', said: 'a ***' },
  });
  const { text } = await call('GET', '/runs/r/events');
  expect(text).toContain('event: run');
  expect(text + shown.text).not.toMatch(/TOPSECRET|swordfish/);
});
