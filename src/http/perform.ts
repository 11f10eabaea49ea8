import type { EvaluatedCriterion } from '../criterion/condition.ts';
import type { CallEffect } from '../engine/effect.ts';
import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallFailure, CallOutcome, ProviderVerdict } from '../engine/outcome.ts';
import {
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportFailure,
} from '../engine/ports.ts';
import type { LinkedStep } from '../engine/program.ts';
import type { Scope } from '../expression/scope.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { UnserializableValue } from '../openapi/unserializable-value.ts';
import { genericVerdict } from '../providers/generic.ts';
import type { Exchange, ProviderProfile } from '../providers/profile.ts';
import type { Suppressions } from '../providers/suppressions.ts';
import type { BuildRequest, BuiltRequest } from './call.ts';
import { decodeBody } from './decode-body.ts';
import { idempotencyKey } from './idempotency-key.ts';
import type { Redactor } from './redact.ts';
import { retryAfterMilliseconds } from './retry-after.ts';

/** A step's call, ready to be made. */
export interface PreparedCall {
  readonly step: LinkedStep;
  readonly method: string;
  /** The path template. */
  readonly path: string;
  readonly build: BuildRequest;
  readonly profile?: ProviderProfile;
}

/** What making calls needs. */
export interface CallWorld {
  readonly runId: string;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly redactor: Redactor;
  readonly suppressions: Suppressions;
  readonly signal: AbortSignal;
}

/** Waits between repeats of one call that had no answer, in milliseconds; as many repeats as waits (stripe-twilio.md 1.5). */
const repeatDelays = [500, 1000];

const safe = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY', 'PUT', 'DELETE']);

/**
 * Makes a call and says what came of it: builds the request, sends it, evaluates criteria, outputs and actions, and keeps of the answer
 * only what the run needs. Repeats a call without answer only when repeating cannot do it twice: an idempotent method (RFC 9110, 9.2.2)
 * or a provider's idempotency key.
 */
export async function perform(
  call: PreparedCall,
  effect: CallEffect,
  world: CallWorld,
): Promise<CallOutcome> {
  const started = world.clock.now();
  const done = (outcome: Omit<CallOutcome, 'kind' | 'durationMilliseconds'>): CallOutcome => ({
    kind: 'call',
    ...outcome,
    durationMilliseconds: Math.max(0, world.clock.now() - started),
  });

  const built = build(call, effect, world.runId);
  if ('failure' in built)
    return done(unanswered(call, effect.scope, built.failure, 0, built.dependsOnAnswers));

  const request = { method: call.method, url: world.redactor.url(built.request.url) };
  const recipient = call.profile?.recipient?.({
    method: call.method,
    path: call.path,
    body: built.scope.body,
  });
  if (recipient !== undefined && (await world.suppressions.has(call.profile!.name, recipient))) {
    return done({ request, ...suppressed(call, effect.scope) });
  }

  const scope: Scope = { ...effect.scope, request: built.scope };
  const { response, failure, requests } = await send(call, built.request, world);
  if (response === undefined) {
    const provider = verdict(call, { request: built.request, path: call.path, failure: failure! });
    const said: CallFailure = {
      reason: failure!.reason,
      delivery: failure!.delivery,
      message: world.redactor.text(failure!.message),
    };
    return done({ request, ...unanswered(call, scope, said, requests, true, provider) });
  }

  const { statusCode, headers } = response;
  const body = decodeBody(response.body, headers['content-type']);
  const provider = verdict(call, {
    request: built.request,
    path: call.path,
    response: { statusCode, headers, body },
  });
  if (provider.classification === 'suppressed' && recipient !== undefined) {
    await world.suppressions.add(call.profile!.name, recipient);
  }
  const success = statusCode >= 200 && statusCode < 300;
  const evaluation = evaluateStep(
    call.step,
    { ...scope, response: { statusCode, header: headers, body } },
    true,
    success,
  );
  const wait = retryAfterMilliseconds(headers, world.clock.now());
  return done({
    request,
    statusCode,
    ...evaluation,
    criteria: shown(evaluation.criteria, world.redactor),
    actions: evaluation.actions.map((action) => ({
      ...action,
      criteria: shown(action.criteria, world.redactor),
    })),
    ...(wait === undefined ? {} : { retryAfterMilliseconds: wait }),
    provider,
    requests,
  });
}

function build(
  call: PreparedCall,
  effect: CallEffect,
  runId: string,
): BuiltRequest | { readonly failure: CallFailure; readonly dependsOnAnswers: boolean } {
  const protection = call.profile?.idempotency;
  const extra: Record<string, string> =
    protection?.methods.includes(call.method) === true
      ? { [protection.header.toLowerCase()]: idempotencyKey(runId, effect.keyName) }
      : {};
  try {
    return call.build(effect.scope, extra);
  } catch (error) {
    if (!(error instanceof UnresolvedValue || error instanceof UnserializableValue)) throw error;
    const failure: CallFailure = { reason: 'unbuildable', delivery: 'not-sent', message: error.message };
    // A value that an earlier answer did not give is a failure of the step; anything else is a mistake in document or inputs.
    const dependsOnAnswers =
      error instanceof UnresolvedValue && /^\$(steps|workflows)\./.test(error.expression);
    return { failure, dependsOnAnswers };
  }
}

async function send(
  call: PreparedCall,
  request: HttpRequest,
  world: CallWorld,
): Promise<{
  readonly response?: HttpResponse;
  readonly failure?: TransportFailure;
  readonly requests: number;
}> {
  const key = call.profile?.idempotency?.header.toLowerCase();
  const repeatable = safe.has(call.method) || (key !== undefined && request.headers[key] !== undefined);
  for (let requests = 1; ; requests++) {
    try {
      return { response: await world.transport.send(request, world.signal), requests };
    } catch (error) {
      if (!(error instanceof TransportFailure)) throw error;
      const delay = repeatDelays[requests - 1];
      const final =
        !repeatable || delay === undefined || error.reason === 'cancelled' || error.reason === 'too-large';
      if (final) return { failure: error, requests: error.delivery === 'not-sent' ? requests - 1 : requests };
      await world.clock.sleep(delay, world.signal);
    }
  }
}

function verdict(call: PreparedCall, exchange: Exchange): ProviderVerdict {
  return call.profile === undefined ? genericVerdict(exchange) : call.profile.verdict(exchange);
}

/** An outcome without an answer. Actions apply only where the failure may be answered by the document. */
function unanswered(
  call: PreparedCall,
  scope: Scope,
  failure: CallFailure,
  requests: number,
  actions: boolean,
  provider: ProviderVerdict = { facts: {}, decided: true, mayRetry: true, inDoubt: false },
): Omit<CallOutcome, 'kind' | 'durationMilliseconds'> {
  const evaluation = evaluateStep(call.step, scope, false, false);
  return { ...evaluation, actions: actions ? evaluation.actions : [], failure, provider, requests };
}

function suppressed(
  call: PreparedCall,
  scope: Scope,
): Omit<CallOutcome, 'kind' | 'durationMilliseconds' | 'request'> {
  const message = `${call.profile!.title} has said before that this recipient opted out, so nothing was sent`;
  const provider: ProviderVerdict = {
    facts: {},
    classification: 'suppressed',
    decided: true,
    mayRetry: false,
    inDoubt: false,
  };
  return unanswered(call, scope, { reason: 'suppressed', delivery: 'not-sent', message }, 0, true, provider);
}

/** Criteria as they may be stored: operands masked by the name they were read from. */
function shown(criteria: readonly EvaluatedCriterion[], redactor: Redactor): EvaluatedCriterion[] {
  return criteria.map((criterion) => ({
    ...criterion,
    operands: criterion.operands.map((operand) =>
      operand.value === undefined
        ? operand
        : { ...operand, value: redactor.value(operand.value, lastName(operand.text)) },
    ),
  }));
}

function lastName(expression: string): string {
  return /[^/.#]*$/.exec(expression)![0];
}
