import type { Placement } from '../credentials/credentials.ts';
import type { CallEffect } from '../engine/effect.ts';
import { evaluateStep } from '../engine/evaluate-step.ts';
import type { CallFailure, CallOutcome, ChannelUsed, ProviderVerdict } from '../engine/outcome.ts';
import { type OutgoingMessage, TransportFailure } from '../engine/ports.ts';
import type { Scope } from '../expression/scope.ts';
import { idempotencyKey } from '../http/idempotency-key.ts';
import { maskEvaluation } from '../http/mask-evaluation.ts';
import type { CallWorld } from '../http/perform.ts';
import type { TokenSource } from '../http/tokens.ts';
import { orUnbuilt, type Came, notBuilt, unsent } from '../http/unbuilt.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import { carries } from './correlation.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { BuiltMessage, PreparedMessage } from './prepared-message.ts';

/** What sending and receiving needs. */
export interface MessageWorld extends CallWorld {
  readonly mailboxes: Mailboxes;
}

/**
 * Sends or receives the message of a step and says what came of it (clause E13). Rejects when a receive is interrupted: nothing was sent,
 * and it can be begun again.
 */
export async function performMessage(
  message: PreparedMessage,
  effect: CallEffect,
  world: MessageWorld,
): Promise<CallOutcome> {
  const started = world.clock.now();
  const { came, address } = await (message.plan.action === 'send' ? sending : receiving)(
    message,
    effect,
    world,
  );
  return {
    kind: 'call',
    durationMilliseconds: Math.max(0, world.clock.now() - started),
    channel: {
      action: message.plan.action,
      address: world.redactor.text(address),
      server: world.redactor.url(message.place.server),
    },
    ...came,
  };
}

/** The channel of a message as people may see it; its address as the description has it when it cannot be filled in any more. */
export function shownChannel(
  { plan, place, address }: PreparedMessage,
  { scope }: CallEffect,
  { redactor }: Pick<MessageWorld, 'redactor'>,
): ChannelUsed {
  const made = orUnbuilt(() => ({ address: address(scope) }));
  return {
    action: plan.action,
    address: redactor.text('failure' in made ? place.address : made.address),
    server: redactor.url(place.server),
  };
}

interface Result {
  readonly came: Came;
  readonly address: string;
}

async function sending(message: PreparedMessage, effect: CallEffect, world: MessageWorld): Promise<Result> {
  const { step, place } = message;
  const made = orUnbuilt(() => ({ address: message.address(effect.scope), ...message.build(effect.scope) }));
  if ('failure' in made) return { came: notBuilt(step, effect.scope, made), address: place.address };
  const { address } = made;
  const scope: Scope = { ...effect.scope, message: made.scope };
  const id = idempotencyKey(world.runId, effect.keyName);
  const failure = await handOver(message, { made, id, place: { ...place, address } }, effect.timeout, world);
  if (failure !== undefined && failure.reason === 'unbuildable')
    return { came: notBuilt(step, effect.scope, { failure, dependsOnAnswers: false }), address };
  const evaluation = evaluateStep(step, scope, failure === undefined, true);
  const came = {
    ...maskEvaluation(evaluation, world.redactor),
    ...(failure === undefined ? {} : { failure }),
    provider: failure === undefined ? unsent : verdictOn(failure),
    repeatable: false,
    requests: failure?.delivery === 'not-sent' && failure.reason !== 'rejected' ? 0 : 1,
  };
  return { came, address };
}

/** A message that may or may not have left is in doubt, as any call is that could take effect twice. */
function verdictOn({ delivery, reason }: CallFailure): ProviderVerdict {
  const isUnknown = delivery === 'unknown';
  return {
    ...unsent,
    ...(reason === 'rejected' && !isUnknown ? { classification: 'invalid-request' } : {}),
    decided: !isUnknown,
    inDoubt: isUnknown,
  };
}

/** What is handed over. */
interface HandOver extends Pick<OutgoingMessage, 'id' | 'place'> {
  readonly made: BuiltMessage;
}

/** Hands a message to its transport; the failure when it could not, or may not have. */
async function handOver(
  { transport, placements, token }: PreparedMessage,
  { made, ...own }: HandOver,
  limit: number | undefined,
  { clock, redactor }: MessageWorld,
): Promise<CallFailure | undefined> {
  const controller = new AbortController();
  const cancel = limit === undefined ? undefined : clock.after(limit, () => controller.abort());
  try {
    const bearer = token === undefined ? [] : [await bearing(token)];
    const { headers, contentType, payload } = made;
    const type = contentType === undefined ? {} : { contentType };
    const credentials = [...placements, ...bearer];
    await transport.send({ ...own, headers, ...type, payload, credentials }, controller.signal);
    return undefined;
  } catch (error) {
    if (error instanceof UnserializableValue)
      return { reason: 'unbuildable', delivery: 'not-sent', message: error.message };
    if (!(error instanceof TransportFailure)) throw error;
    const { reason, delivery } = error;
    if (reason === 'cancelled' && controller.signal.aborted) {
      const message = `the message was not taken over within the ${limit} ms that the step allows`;
      return { reason: 'timeout', delivery, message };
    }
    return { reason, delivery, message: redactor.text(error.message) };
  } finally {
    cancel?.();
  }
}

/** A token in its place. Without one nothing is sent, whatever became of the request for it. */
async function bearing(token: TokenSource): Promise<Placement> {
  try {
    return { in: 'header', name: 'Authorization', value: `Bearer ${await token.current()}` };
  } catch (failure) {
    if (!(failure instanceof TransportFailure)) throw failure;
    throw new TransportFailure(failure.reason, 'not-sent', failure.message);
  }
}

async function receiving(message: PreparedMessage, effect: CallEffect, world: MessageWorld): Promise<Result> {
  const { step, place, correlation } = message;
  const wanted = orUnbuilt(() => ({
    address: message.address(effect.scope),
    value: correlation?.value(effect.scope),
  }));
  if ('failure' in wanted) return { came: notBuilt(step, effect.scope, wanted), address: place.address };
  const { address, value } = wanted;
  const box = world.mailboxes.of(place);
  const controller = new AbortController();
  const cancel = clockLimit(effect.timeout, world, controller);
  const signal = AbortSignal.any([world.signal(), controller.signal]);
  try {
    const came = await box.take(
      (each) =>
        isSame(each.address, address) &&
        (correlation === undefined || carries(each, correlation.locations, value)),
      signal,
    );
    const scope: Scope = { ...effect.scope, message: { header: came.header, payload: came.payload } };
    return {
      came: { ...maskEvaluation(evaluateStep(step, scope, true, true), world.redactor), ...received },
      address,
    };
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    const which = correlation === undefined ? 'no message' : 'no message with the correlation id';
    const lost = box.dropped();
    const but = lost === 0 ? '' : `; ${lost} were dropped before, because more waited than are kept`;
    const failure: CallFailure = {
      reason: 'timeout',
      delivery: 'not-sent',
      message: `${which} came within ${effect.timeout} ms${but}`,
    };
    return { came: { ...evaluateStep(step, effect.scope, false, false), failure, ...received }, address };
  } finally {
    cancel();
  }
}

/** Nothing is sent by a receive, however often it is begun. */
const received = { provider: unsent, repeatable: true, requests: 0 } as const;

/** Gives up when the time of the effect has passed; every receive has one. */
function clockLimit(
  limit: number | undefined,
  { clock }: MessageWorld,
  controller: AbortController,
): () => void {
  return limit === undefined ? () => undefined : clock.after(limit, () => controller.abort());
}

/** A path is the same with and without a slash before it. */
function isSame(one: string, other: string): boolean {
  return one.replace(/^\//, '') === other.replace(/^\//, '');
}
