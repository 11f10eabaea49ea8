import type { CallEffect } from '../engine/effect.ts';
import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallOutcome, ProviderVerdict } from '../engine/outcome.ts';
import type { HttpRequest, HttpResponse } from '../engine/ports.ts';
import type { LinkedStep } from '../engine/program.ts';
import type { Scope } from '../expression/scope.ts';
import type { UndescribedType } from '../openapi/undescribed-type.ts';
import { genericVerdict, isIdempotent } from '../providers/generic.ts';
import type { Exchange, ProviderProfile } from '../providers/profile.ts';
import type { Suppressions } from '../providers/suppressions.ts';
import type { BuildRequest, BuiltRequest } from './call.ts';
import { decodeBody, isBrokenJson, unknownCharset } from './decode-body.ts';
import { idempotencyKey } from './idempotency-key.ts';
import { maskEvaluation } from './mask-evaluation.ts';
import type { Redactor } from './redact.ts';
import { type RecordedExchange, recordedExchange } from './recorded-exchange.ts';
import { retryAfterMilliseconds } from './retry-after.ts';
import { send, type SendWorld } from './send.ts';
import { sendWithToken } from './send-with-token.ts';
import type { TokenSource } from './tokens.ts';
import { orUnbuilt, type Came, notBuilt, type Unbuilt, unsent } from './unbuilt.ts';
import { withinTime } from './within-time.ts';

/** A step's call, ready to be made. */
export interface PreparedCall {
  readonly kind: 'call';
  readonly step: LinkedStep;
  readonly method: string;
  /** The path template. */
  readonly path: string;
  /** Scheme, host and port of the server that it goes to. */
  readonly origin: string;
  readonly build: BuildRequest;
  /** The names under which its credentials stand in the query of its requests. */
  readonly queryCredentials: readonly string[];
  /** Of the token that its requests carry, when they carry one that must be obtained. */
  readonly token?: TokenSource;
  readonly profile?: ProviderProfile;
  /** Of the answers that its operation describes. */
  readonly undescribedType: UndescribedType;
}

/** What making calls needs. */
export interface CallWorld extends SendWorld {
  readonly runId: string;
  readonly redactor: Redactor;
  readonly suppressions: Suppressions;
  /** Told what went over the wire for an effect, where that is to be kept. */
  readonly record?: ((effect: string, exchange: RecordedExchange) => void) | undefined;
}

/** A call that is about to be sent. */
export interface ReadyCall {
  readonly call: PreparedCall;
  readonly built: BuiltRequest;
  /** Whether it cannot take effect twice, however often it is sent. */
  readonly repeatable: boolean;
}

/** Asked about a call whose request is built, before it is sent; false: it is not to be sent now. */
export type Ready = (call: ReadyCall) => Promise<boolean>;

/**
 * Makes a call and says what came of it: builds the request, sends it, evaluates criteria, outputs and actions, and keeps of the answer
 * only what the run needs. Undefined when it was not ready to be sent, so that nothing was.
 */
export function perform(call: PreparedCall, effect: CallEffect, world: CallWorld): Promise<CallOutcome>;
export function perform(
  call: PreparedCall,
  effect: CallEffect,
  world: CallWorld,
  ready: Ready,
): Promise<CallOutcome | undefined>;
export async function perform(
  call: PreparedCall,
  effect: CallEffect,
  world: CallWorld,
  ready?: Ready,
): Promise<CallOutcome | undefined> {
  const { clock, redactor, suppressions } = world;
  let started = clock.now();
  const took = (): number => Math.max(0, clock.now() - started);
  const built = buildRequest(call, effect, world.runId);
  if ('failure' in built) {
    const came = notBuilt(call.step, effect.scope, built);
    return { kind: 'call', durationMilliseconds: took(), ...came };
  }
  const scope: Scope = { request: built.scope, ...effect.scope };
  const recipient = recipientOf(call, built);
  const suppressed = recipient !== undefined && (await suppressions.has(call.profile!.name, recipient));
  if (ready !== undefined && !suppressed) {
    if (!(await ready({ call, built, repeatable: isRepeatable(call, built.request) }))) return undefined;
    // The time that it took to become ready is not the call's.
    started = clock.now();
  }
  const came = suppressed ? suppress(call, scope) : await exchange(call, built.request, scope, world, effect);
  if (came.provider.classification === 'suppressed' && recipient !== undefined && !suppressed) {
    await suppressions.add(call.profile!.name, recipient);
  }
  const request = { method: call.method, url: redactor.url(built.request.url) };
  return { kind: 'call', durationMilliseconds: took(), request, ...came };
}

/** The request of a call as people may see it; nothing when it cannot be built any more. */
export function shownRequest(
  call: PreparedCall,
  effect: CallEffect,
  { runId, redactor }: Pick<CallWorld, 'runId' | 'redactor'>,
): Pick<CallOutcome, 'request'> {
  const built = buildRequest(call, effect, runId);
  return 'failure' in built ? {} : { request: { method: call.method, url: redactor.url(built.request.url) } };
}

/** The outcome that a call would have had with this answer: for one that arrived in another way than to the call itself. */
export function adoptAnswer(
  call: PreparedCall,
  effect: CallEffect,
  answer: { readonly statusCode: number; readonly headers: HttpResponse['headers']; readonly body: unknown },
  world: Pick<CallWorld, 'runId' | 'redactor' | 'clock'>,
): CallOutcome {
  const built = buildRequest(call, effect, world.runId);
  if ('failure' in built) throw new Error(`The request of ${effect.name} cannot be built any more.`);
  const scope: Scope = { request: built.scope, ...effect.scope };
  return {
    kind: 'call',
    durationMilliseconds: 0,
    request: { method: call.method, url: world.redactor.url(built.request.url) },
    ...answered(call, built.request, scope, answer, world),
    repeatable: isRepeatable(call, built.request),
    // As far as is known: its own was not kept.
    requests: 1,
  };
}

/** The request of an attempt with its idempotency key, or why it cannot be built. */
export function buildRequest(call: PreparedCall, effect: CallEffect, runId: string): BuiltRequest | Unbuilt {
  const key = call.profile?.idempotency;
  const extra: Record<string, string> =
    key?.methods.includes(call.method) === true
      ? { [key.header.toLowerCase()]: idempotencyKey(runId, effect.keyName) }
      : {};
  return orUnbuilt(() => call.build(effect.scope, extra));
}

function recipientOf(call: PreparedCall, { scope: { body } }: BuiltRequest): string | undefined {
  return call.profile?.recipient?.({ method: call.method, path: call.path, body });
}

/** The outcome for a recipient who has opted out before: nothing is sent. */
function suppress(call: PreparedCall, scope: Scope): Came {
  const message = `${call.profile!.title} has said before that this recipient opted out, so nothing was sent`;
  return {
    ...evaluateStep(call.step, scope, false, false),
    failure: { reason: 'suppressed', delivery: 'not-sent', message },
    provider: { ...unsent, classification: 'suppressed', mayRetry: false },
    repeatable: true,
    requests: 0,
  };
}

async function exchange(
  call: PreparedCall,
  request: HttpRequest,
  scope: Scope,
  world: CallWorld,
  effect: CallEffect,
): Promise<Came> {
  const { path, token } = call;
  const repeatable = isRepeatable(call, request);
  const { response, failure, requests } = await withinTime(effect, world, (within) =>
    token === undefined
      ? send(request, repeatable, within)
      : sendWithToken(request, token, repeatable, within),
  );
  world.record?.(effect.name, recordedExchange(request, response, world.redactor));
  if (response === undefined) {
    const { reason, delivery, message } = failure!;
    return {
      ...evaluateStep(call.step, scope, false, false),
      failure: { reason, delivery, message: world.redactor.text(message) },
      provider: verdictOn(call, { request, path, failure: failure! }, world.redactor),
      repeatable,
      requests,
    };
  }
  const { statusCode, headers } = response;
  const body = decodeBody(response.body, headers['content-type']);
  const charset = unknownCharset(response.body, headers['content-type']);
  const other =
    response.body.length === 0 ? undefined : call.undescribedType(statusCode, headers['content-type']);
  return {
    repeatable,
    requests,
    ...answered(call, request, scope, { statusCode, headers, body }, world),
    ...(isBrokenJson(response.body, headers['content-type'], body) ? { brokenJson: true } : {}),
    ...(charset === undefined ? {} : { unknownCharset: world.redactor.text(charset) }),
    ...(other === undefined ? {} : { undescribedType: world.redactor.text(other) }),
  };
}

/** What an answer means. */
function answered(
  call: PreparedCall,
  request: HttpRequest,
  before: Scope,
  response: {
    readonly statusCode: number;
    readonly headers: HttpResponse['headers'];
    readonly body: unknown;
  },
  { clock, redactor }: Pick<CallWorld, 'clock' | 'redactor'>,
): Omit<Came, 'repeatable' | 'requests'> {
  const { statusCode, headers, body } = response;
  const scope: Scope = { response: { statusCode, header: headers, body }, ...before };
  const wait = retryAfterMilliseconds(headers, clock.now());
  const evaluation = evaluateStep(call.step, scope, true, statusCode >= 200 && statusCode < 300);
  const { succeeded, criteria, outputs, unresolved, actions } = maskEvaluation(evaluation, redactor);
  return {
    statusCode,
    succeeded,
    criteria,
    outputs,
    unresolved,
    actions,
    ...(wait === undefined ? {} : { retryAfterMilliseconds: wait }),
    provider: verdictOn(call, { request, path: call.path, response }, redactor),
  };
}

function verdictOn(call: PreparedCall, about: Exchange, redactor: Redactor): ProviderVerdict {
  return maskedFacts(call.profile?.verdict(about) ?? genericVerdict(about), redactor);
}

/** A verdict as it may be stored: an answer may repeat a credential where a fact is looked for. */
function maskedFacts(verdict: ProviderVerdict, redactor: Redactor): ProviderVerdict {
  const facts = Object.entries(verdict.facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' ? redactor.text(fact) : fact,
  ]);
  return { ...verdict, facts: Object.fromEntries(facts) as ProviderVerdict['facts'] };
}

function isRepeatable(call: PreparedCall, request: HttpRequest): boolean {
  const header = call.profile?.idempotency?.header.toLowerCase();
  return isIdempotent(call.method) || (header !== undefined && request.headers[header] !== undefined);
}
