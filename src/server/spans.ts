import type * as Api from '@opentelemetry/api';
import type { Span, Tracer } from '@opentelemetry/api';
import type { CallEffect } from '../engine/effect.ts';
import type { CallOutcome } from '../engine/outcome.ts';
import type { LiveEvent, Runs } from '../runtime/runs.ts';

type OpenTelemetry = typeof Api;

/** The spans of a run that are open. */
interface OpenSpans {
  readonly run: Span;
  /** By visit: `workflowId/stepId#visit`, as effects are named without their attempts. */
  readonly steps: Map<string, Span>;
  /** By effect. */
  readonly attempts: Map<string, Span>;
}

/**
 * Traces runs with OpenTelemetry where `@opentelemetry/api` is installed; without a provider its spans are nothing. A span for each time that a run
 * is in hand, within it one for each visit of a step, and within those one for each attempt: a run that waits for days is several, with one `heddle.run.id`.
 * @returns Stops it, and ends what is open.
 */
export async function traceRuns(runs: Pick<Runs, 'watch'>): Promise<() => void> {
  const api = await openTelemetry();
  if (api === undefined) return () => undefined;
  const tracer = api.trace.getTracer('heddle');
  const open = new Map<string, OpenSpans>();
  const leave = runs.watch((live) => take(live, open, tracer, api));
  return () => {
    leave();
    for (const spans of open.values()) endAll(spans);
    open.clear();
  };
}

async function openTelemetry(): Promise<OpenTelemetry | undefined> {
  try {
    return await import('@opentelemetry/api');
  } catch (error) {
    // It is an optional peer.
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function take(
  { runId, event }: LiveEvent,
  open: Map<string, OpenSpans>,
  tracer: Tracer,
  api: OpenTelemetry,
): void {
  if (event.kind === 'begins' && event.effect.kind === 'call') {
    const spans = open.get(runId) ?? beginRun(runId, event.effect, tracer);
    open.set(runId, spans);
    beginAttempt(event.effect, spans, tracer, api);
    return;
  }
  const spans = open.get(runId);
  if (spans === undefined) return;
  if (event.kind === 'done') {
    if (event.outcome.kind === 'call') endAttempt(event.effect.name, event.outcome, spans, api);
    for (const { name, succeeded, decision } of event.decided) {
      if (decision.kind !== 'retry') endStep(visitOf(name), succeeded, spans, api);
    }
  } else if (event.kind === 'ended') {
    const { status } = event.state;
    spans.run.setAttribute('heddle.run.status', status);
    if (status === 'failed' || status === 'needs-attention') {
      spans.run.setStatus({ code: api.SpanStatusCode.ERROR });
    }
    endAll(spans);
    open.delete(runId);
  }
}

function beginRun(runId: string, { name }: CallEffect, tracer: Tracer): OpenSpans {
  const [outermost] = name.split('>') as [string];
  const workflowId = outermost.slice(0, outermost.lastIndexOf('/'));
  const attributes = { 'heddle.run.id': runId, 'heddle.workflow.id': workflowId };
  const run = tracer.startSpan(`run ${workflowId}`, { attributes, root: true });
  return { run, steps: new Map(), attempts: new Map() };
}

function beginAttempt(effect: CallEffect, spans: OpenSpans, tracer: Tracer, api: OpenTelemetry): void {
  const { name, stepId, attempt } = effect;
  const parent = api.trace.setSpan(api.ROOT_CONTEXT, stepSpan(visitOf(name), spans, tracer, api));
  const options = {
    kind: api.SpanKind.CLIENT,
    attributes: { 'heddle.effect': name, 'heddle.attempt': attempt },
  };
  spans.attempts.set(name, tracer.startSpan(`attempt ${stepId}`, options, parent));
}

/** The span of a visit, within that of the step whose workflow it belongs to. */
function stepSpan(visit: string, spans: OpenSpans, tracer: Tracer, api: OpenTelemetry): Span {
  const known = spans.steps.get(visit);
  if (known !== undefined) return known;
  const inner = visit.lastIndexOf('>');
  const parent = inner < 0 ? spans.run : stepSpan(visitOf(visit.slice(0, inner)), spans, tracer, api);
  const own = visit.slice(inner + 1);
  const stepId = own.slice(own.lastIndexOf('/') + 1, own.lastIndexOf('#'));
  const attributes = { 'heddle.step.id': stepId, 'heddle.visit': visit };
  const span = tracer.startSpan(
    `step ${stepId}`,
    { attributes },
    api.trace.setSpan(api.ROOT_CONTEXT, parent),
  );
  spans.steps.set(visit, span);
  return span;
}

/** The visit that an effect belongs to: its name without the attempt. */
function visitOf(name: string): string {
  return name.slice(0, name.lastIndexOf('.'));
}

function endAttempt(name: string, outcome: CallOutcome, { attempts }: OpenSpans, api: OpenTelemetry): void {
  const span = attempts.get(name);
  if (span === undefined) return;
  const { request, statusCode, failure, requests } = outcome;
  // As reports show them: with secret parts masked.
  if (request !== undefined) {
    span.setAttributes({ 'http.request.method': request.method, 'url.full': request.url });
  }
  if (statusCode !== undefined) span.setAttribute('http.response.status_code', statusCode);
  span.setAttribute('heddle.requests', requests);
  if (failure !== undefined || (statusCode ?? 0) >= 400) span.setStatus({ code: api.SpanStatusCode.ERROR });
  span.end();
  attempts.delete(name);
}

function endStep(visit: string, succeeded: boolean, { steps }: OpenSpans, api: OpenTelemetry): void {
  const span = steps.get(visit);
  if (!succeeded) span?.setStatus({ code: api.SpanStatusCode.ERROR });
  span?.end();
  steps.delete(visit);
}

function endAll({ run, steps, attempts }: OpenSpans): void {
  for (const span of [...attempts.values(), ...steps.values(), run]) span.end();
}
