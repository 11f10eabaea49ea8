import { expect, onTestFinished, test } from 'vitest';
import { servedShop } from '../../test/server/served-shop.ts';

async function shop(given: Parameters<typeof servedShop>[0] = {}) {
  const served = await servedShop(given);
  onTestFinished(() => served.close());
  return served;
}

/** The events of a stream, with their data. */
function eventsOf(text: string) {
  return text
    .split('\n\n')
    .filter((part) => part.startsWith('event'))
    .map((part) => {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(part)!;
      return { event, data: JSON.parse(data!) };
    });
}

test('who watches a run is told how it stands, what happens, and how it ends', async () => {
  const { call, shop: provider } = await shop();
  let letGo = (): void => undefined;
  provider.on('POST /orders', new Promise<void>((resolve) => (letGo = resolve)));
  const inputs = { amount: 1, email: 'jane@example.com' };
  await call('POST', '/runs', { workflow: 'buy', runId: 'a', inputs });
  await provider.called('POST /orders', 1);
  const streamed = call('GET', '/runs/a/events');
  setTimeout(() => letGo(), 20);
  const { type, text } = await streamed;
  expect(type).toMatch('text/event-stream');
  expect(text).not.toContain('jane');
  const events = eventsOf(text);
  expect(events.map(({ event }) => event)).toEqual(['run', 'done', 'ended', 'run']);
  expect(events[0]!.data).toMatchObject({ status: 'running' });
  expect(events[1]!.data).toMatchObject({
    attempt: { statusCode: 200 },
    steps: [{ stepId: 'post', succeeded: true }],
  });
  expect(events[3]!.data).toMatchObject({ status: 'completed', outputs: { order: 'post-1' } });
});

test('a run that has ended is told once; one that is cancelled while it waits is told to its end', async () => {
  const { call, runs, shop: provider } = await shop();
  provider.on('GET /orders', { statusCode: 500 });
  const aside = new Promise<void>((done) => {
    runs.watch(({ event }) => {
      if (event.kind === 'ended') setTimeout(done, 20);
    });
  });
  await call('POST', '/runs', { workflow: 'ask', runId: 'a' });
  await aside;
  const streamed = call('GET', '/runs/a/events');
  await new Promise((resolve) => setTimeout(resolve, 20));
  await call('POST', '/runs/a/cancel');
  const events = eventsOf((await streamed).text);
  expect(events.at(-1)).toMatchObject({ event: 'run', data: { status: 'cancelled' } });
  const again = eventsOf((await call('GET', '/runs/a/events')).text);
  expect(again.map(({ event }) => event)).toEqual(['run']);
  expect(await call('GET', '/runs/none/events')).toMatchObject({
    status: 404,
    json: { code: 'run/not-found' },
  });
});

test('only so many watch at a time, and none when the server stops', async () => {
  const stop = new AbortController();
  const { app, call, shop: provider } = await shop({ watchers: 2, stopping: stop.signal });
  let letGo = (): void => undefined;
  provider.on('POST /orders', new Promise<void>((resolve) => (letGo = resolve)));
  await call('POST', '/runs', { workflow: 'buy', runId: 'a', inputs: { amount: 1 } });
  const watch = () => app.request('http://localhost/runs/a/events', { headers: { host: 'localhost' } });
  const streams = [await watch(), await watch()];
  expect(await call('GET', '/runs/a/events')).toMatchObject({ status: 503, json: { code: 'serve/busy' } });
  stop.abort();
  for (const stream of streams) expect(eventsOf(await stream.text()).length).toBeGreaterThan(0);
  letGo();
});

test('what happened is counted', async () => {
  const { call, runs, shop: provider } = await shop();
  for (const runId of ['a', 'b']) {
    await call('POST', '/runs', { workflow: 'buy', runId, inputs: { amount: 1 } });
    await runs.ended(runId);
    provider.on('POST /orders', { statusCode: 402 });
  }
  await call('GET', '/runs/a');
  await call('GET', '/ready');
  await call('BREW', '/coffee');
  const { text, type } = await call('GET', '/metrics');
  expect(type).toMatch('text/plain; version=0.0.4');
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'heddle_runs_started_total{workflow="buy"} 2',
      'heddle_runs_ended_total{workflow="buy",status="completed"} 1',
      'heddle_runs_ended_total{workflow="buy",status="failed"} 1',
      'heddle_attempts_total{workflow="buy",answer="2xx"} 1',
      'heddle_attempts_total{workflow="buy",answer="4xx"} 1',
      'heddle_attempt_duration_seconds_count 2',
      'heddle_requests_total{method="POST",route="/runs",status="201"} 2',
      'heddle_requests_total{method="GET",route="/runs/:runId",status="200"} 1',
      'heddle_run_slots 100',
    ]),
  );
  expect(text).toContain('heddle_requests_total{method="GET",route="/ready",status="200"} 1');
  expect(text).toContain('heddle_requests_total{method="other",route="none",status="404"} 1');
});
