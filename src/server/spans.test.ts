import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { expect, onTestFinished, test } from 'vitest';
import { servedShop } from '../../test/server/served-shop.ts';
import { traceRuns } from './spans.ts';

test('a run is traced with its steps and their attempts, and nothing personal', async () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  const { call, runs, shop, close } = await servedShop();
  const stop = await traceRuns(runs);
  onTestFinished(async () => {
    stop();
    trace.disable();
    await close();
  });
  const inputs = { amount: 1, email: 'jane@example.com' };
  for (const runId of ['a', 'b']) {
    await call('POST', '/runs', { workflow: 'buy', runId, inputs });
    await runs.ended(runId);
    shop.on('POST /orders', { statusCode: 402 });
  }
  const spans = exporter.getFinishedSpans().map((span) => ({
    name: span.name,
    id: span.spanContext().spanId,
    parent: span.parentSpanContext?.spanId,
    attributes: span.attributes,
    status: span.status.code,
  }));
  expect(spans.map(({ name }) => name)).toEqual([
    'attempt post',
    'step post',
    'run buy',
    'attempt post',
    'step post',
    'run buy',
  ]);
  const [attempt, step, run, refused, failedStep, failed] = spans;
  expect(attempt).toMatchObject({
    parent: step!.id,
    attributes: { 'http.request.method': 'POST', 'http.response.status_code': 200, 'heddle.attempt': 1 },
  });
  expect(step).toMatchObject({ parent: run!.id, attributes: { 'heddle.visit': 'buy/post#1' }, status: 0 });
  expect(run).toMatchObject({
    parent: undefined,
    attributes: { 'heddle.run.id': 'a', 'heddle.workflow.id': 'buy', 'heddle.run.status': 'completed' },
  });
  expect([refused, failedStep, failed].map((span) => span!.status)).toEqual([2, 2, 2]);
  expect(JSON.stringify(spans)).not.toContain('jane');
});
