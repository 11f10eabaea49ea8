import type { AsyncApiDescription } from '../../asyncapi/description.ts';
import { addressPattern } from '../../channel/address-pattern.ts';
import { carries } from '../../channel/correlation.ts';
import { compileMessage } from '../../channel/prepared-message.ts';
import { type ReachableMessage, reachableMessages } from '../../credentials/reachable-calls.ts';
import type { CallEffect } from '../../engine/effect.ts';
import {
  type ChannelTransport,
  type Clock,
  type IncomingMessage,
  type OutgoingMessage,
  TransportFailure,
} from '../../engine/ports.ts';
import type { Program } from '../../engine/program.ts';
import type { SelectorEngines } from '../../expression/selector.ts';
import { UnresolvedValue } from '../../expression/unresolved-value.ts';
import { decodeBody } from '../../http/decode-body.ts';
import { type CompileSchema, loadSchemaCompiler } from '../../openapi/schema/compile-schema.ts';
import { UnserializableValue } from '../../openapi/serialize/unserializable-value.ts';
import type { ChannelPlan } from '../../plan/plan.ts';
import { type FindMockOperation, usesIn } from '../cooperation/uses.ts';
import type { RequestFinding } from '../mock/request-finding.ts';
import { checkMessage } from './check-message.ts';
import { madeMessage } from './made-message.ts';
import { type MockMessage, mockMessages } from './mock-message.ts';

/** A message that was sent to the sandbox, or that it gave to a step. */
export interface MessageExchange {
  /** The source description's name. */
  readonly source: string;
  /** What the workflow did. */
  readonly action: 'send' | 'receive';
  /** With its variables filled in. */
  readonly address: string;
  /** What the description does not allow in a message that was sent. */
  readonly findings: readonly RequestFinding[];
}

/** Stands in for those on the channels of a plan. */
export interface ChannelSandbox {
  /** Where their messages go: a protocol that nothing else speaks, so that none can leave. */
  readonly servers: Readonly<Record<string, string>>;
  readonly transport: ChannelTransport;
  /** Every message so far, in order. */
  readonly exchanges: readonly MessageExchange[];
  /** Tells which step is about to receive; it is given a message then. */
  readonly expect: (effect: CallEffect) => void;
}

/** The protocol of the sandbox. */
export const sandboxProtocol = 'sandbox';

/** What a sandbox of channels is made of. */
export interface ChannelSandboxOptions {
  readonly descriptions: ReadonlyMap<string, AsyncApiDescription>;
  readonly workflowId?: string | undefined;
  readonly find: FindMockOperation;
  readonly invalid?: 'refuse' | 'answer' | undefined;
  readonly seed?: string | undefined;
  /** Moved on for whoever waits for what cannot come. */
  readonly clock?: Clock | undefined;
}

/** What those on the channels know. */
interface Stage extends Pick<ChannelSandboxOptions, 'find' | 'invalid'> {
  readonly program: Program;
  readonly seed: string;
  readonly steps: readonly ReachableMessage[];
  readonly compile: CompileSchema;
  readonly messagesOf: (message: ChannelPlan) => readonly MockMessage[];
  readonly exchanges: MessageExchange[];
}

/** Stands in for those on the channels of a program: takes what is sent, and gives to each step that receives a message which lets it go on. */
export async function createChannelSandbox(
  program: Program,
  { descriptions, workflowId, find, invalid, seed = '', clock }: ChannelSandboxOptions,
): Promise<ChannelSandbox> {
  const steps = reachableMessages(program.plan, workflowId).filter(({ message }) =>
    descriptions.has(message.source),
  );
  const known = new Map<ChannelPlan, readonly MockMessage[]>();
  const messagesOf = (message: ChannelPlan): readonly MockMessage[] => {
    const found = known.get(message) ?? mockMessages(descriptions.get(message.source)!, message);
    known.set(message, found);
    return found;
  };
  const exchanges: MessageExchange[] = [];
  const compile = await loadSchemaCompiler();
  const stage: Stage = { program, steps, find, invalid, seed, compile, messagesOf, exchanges };
  const give = giving(stage);
  const subscriptions = new Set<Subscription>();
  const sources = [...new Set(steps.map(({ message }) => message.source))];
  return {
    servers: Object.fromEntries(
      sources.map((source, index) => [source, `${sandboxProtocol}://channels-${index + 1}.mock.invalid`]),
    ),
    exchanges,
    transport: {
      send: (message) => take(stage, message),
      subscribe({ source, address }, deliver) {
        const subscription = { source, address, deliver };
        subscriptions.add(subscription);
        return Promise.resolve(() => {
          subscriptions.delete(subscription);
          return Promise.resolve();
        });
      },
    },
    expect(effect) {
      const found = steps.find(
        (each) => each.workflowId === effect.workflowId && each.stepId === effect.stepId,
      );
      if (found === undefined || effect.action !== 'receive') return;
      const { source, channel } = found.message;
      const message = give(effect, found.message);
      if (message === undefined) {
        // Nobody else sends anything here: all that can happen is that time passes.
        if (effect.timeout !== undefined) setImmediate(() => void clock?.sleep(effect.timeout!));
        return;
      }
      exchanges.push({ source, action: 'receive', address: message.address, findings: [] });
      for (const each of subscriptions)
        if (each.source === source && each.address === channel.address) void each.deliver(message);
    },
  };
}

/** Takes a message that was sent, or refuses it by what the description says of those on its channel. */
async function take(
  { steps, messagesOf, compile, exchanges, invalid = 'refuse' }: Stage,
  { place: { source, address }, headers, contentType, payload }: OutgoingMessage,
): Promise<void> {
  const messages = steps.flatMap(({ message }) =>
    message.action === 'send' &&
    message.source === source &&
    addressPattern(message.channel.address).test(address.replace(/^\//, ''))
      ? messagesOf(message)
      : [],
  );
  const text = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
  const type = contentType === undefined ? {} : { contentType };
  const findings = checkMessage({ address, headers, payload: text, ...type }, messages, compile);
  exchanges.push({ source, action: 'send', address, findings });
  const refusal = invalid === 'refuse' ? findings.find(({ rejects }) => rejects) : undefined;
  if (refusal === undefined) return;
  const says = `the sandbox refused the message: ${refusal.message}`;
  throw new TransportFailure('rejected', 'not-sent', says);
}

/** Makes the message that a step awaits, another one each time; undefined when none could be taken by it. */
function giving({ program, seed, compile, find, messagesOf }: Stage) {
  const given = new Map<string, number>();
  return (effect: CallEffect, message: ChannelPlan): IncomingMessage | undefined => {
    const workflow = program.workflows.get(effect.workflowId)!;
    const step = workflow.steps[workflow.positions.get(effect.stepId)!]!;
    const wanted = wantedBy(message, effect, program.selectors);
    if (wanted === undefined) return undefined;
    const { address, correlation } = wanted;
    const count = (given.get(step.key) ?? 0) + 1;
    given.set(step.key, count);
    const making = { seed: `${seed}\n${message.source}\n${address}\n${count}`, compile };
    const uses = usesIn(program.plan, workflow.plan, find);
    const expecting = { step, scope: effect.scope, positions: workflow.positions, uses };
    const made = madeMessage(messagesOf(message), expecting, making, correlation);
    if (correlation !== undefined) {
      const scope = { header: made.headers, payload: decodeBody(made.payload, made.contentType) };
      if (!carries(scope, correlation.locations, correlation.value)) return undefined;
    }
    return { address, ...made };
  };
}

interface Subscription {
  readonly source: string;
  readonly address: string;
  readonly deliver: (message: IncomingMessage) => Promise<void>;
}

/** What a step awaits; undefined when that cannot be told, for which the step itself fails. */
function wantedBy(message: ChannelPlan, { scope }: CallEffect, selectors: SelectorEngines) {
  const { address, correlation } = compileMessage(message, selectors);
  try {
    return {
      address: address(scope),
      ...(correlation === undefined
        ? {}
        : { correlation: { value: correlation.value(scope), locations: correlation.locations } }),
    };
  } catch (error) {
    if (error instanceof UnresolvedValue || error instanceof UnserializableValue) return undefined;
    throw error;
  }
}
