import type { MessageLocation } from '../asyncapi/channel.ts';
import { messageContent } from '../asyncapi/message-content.ts';
import type { Placement } from '../credentials/credentials.ts';
import type { ChannelPlace, ChannelTransport } from '../engine/ports.ts';
import type { LinkedStep } from '../engine/program.ts';
import { compileTemplate } from '../expression/compile-template.ts';
import { formatSource } from '../expression/format-source.ts';
import type { MessageScope, Scope } from '../expression/scope.ts';
import type { SelectorEngines } from '../expression/selector.ts';
import { UnresolvedValue } from '../expression/unresolved-value.ts';
import { compileCallBody, seenPayload } from '../http/call-body.ts';
import type { TokenSource } from '../http/tokens.ts';
import { holdsCredential } from '../openapi/credential-place.ts';
import { vanishes } from '../openapi/path-template.ts';
import { scalarText } from '../openapi/serialize/scalar-text.ts';
import { UnserializableValue } from '../openapi/serialize/unserializable-value.ts';
import type { ChannelPlan, ParameterPlan } from '../plan/plan.ts';

/** A step on a channel, ready to send or to receive. */
export interface PreparedMessage {
  readonly kind: 'message';
  readonly step: LinkedStep;
  readonly plan: ChannelPlan;
  /** The address still has its variables. */
  readonly place: ChannelPlace;
  readonly transport: ChannelTransport;
  /** Of a message that is sent. */
  readonly placements: readonly Placement[];
  readonly token?: TokenSource;
  /** The address with its variables filled in. @throws UnresolvedValue, UnserializableValue */
  readonly address: (scope: Scope) => string;
  /** @throws UnresolvedValue, UnserializableValue */
  readonly build: (scope: Scope) => BuiltMessage;
  /** What the message must carry, and where it may stand; without it any message does. @throws UnresolvedValue */
  readonly correlation?: {
    readonly value: (scope: Scope) => unknown;
    readonly locations: readonly MessageLocation[];
  };
}

/** A message with what its step's expressions can see of it. */
export interface BuiltMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly contentType?: string;
  readonly payload: string | Uint8Array;
  readonly scope: MessageScope;
}

/**
 * Compiles what a step on a channel evaluates: nothing is parsed or looked up when it runs.
 * @param passes Told of each credential that the document passes itself in a header of the message.
 */
export function compileMessage(
  plan: ChannelPlan,
  selectors: SelectorEngines,
  passes: (credential: string) => void = () => undefined,
): Pick<PreparedMessage, 'address' | 'build' | 'correlation'> {
  const { channel, parameters, correlationId } = plan;
  const requestBody = messageContent(channel);
  const described = requestBody === undefined ? {} : { requestBody };
  const body = plan.body && compileCallBody(plan.body, described, selectors);
  const bind = (where: ParameterPlan['in']) =>
    parameters
      .filter((parameter) => parameter.in === where)
      .map(({ name, value }) => ({
        name,
        source: formatSource(value),
        read: compileTemplate(value, selectors),
      }));
  const security = channel.servers.flatMap((server) => server.security);
  const headers = bind('header').map((header) => ({
    ...header,
    isCredential: holdsCredential(security, { in: 'header', name: header.name }),
  }));
  const value = correlationId && compileTemplate(correlationId, selectors);
  const locations = channel.messages.flatMap((message) => message.correlationId ?? []);
  return {
    address: compileAddress(plan, bind('path')),
    ...(value === undefined
      ? {}
      : { correlation: { locations, value: (scope) => present(value(scope), correlationId!) } }),
    build(scope) {
      const given = headers.flatMap(({ name, read, isCredential }) => {
        const header = read(scope);
        if (isCredential && typeof header === 'string') passes(header);
        return header === undefined || header === null ? [] : [[name, header] as const];
      });
      const payload = body?.evaluate(scope);
      const sent = payload === undefined ? '' : body!.serialize(payload);
      const isMultipart = typeof sent === 'object' && 'contentType' in sent;
      const contentType = body?.contentType;
      const seen = seenPayload(body, payload);
      return {
        headers: Object.fromEntries(given),
        ...(contentType === undefined ? {} : { contentType: isMultipart ? sent.contentType : contentType }),
        payload: isMultipart ? sent.bytes : sent,
        scope: {
          header: Object.fromEntries(given.map(([name, header]) => [name.toLowerCase(), header])),
          get payload() {
            return seen();
          },
        },
      };
    },
  };
}

function present(value: unknown, template: NonNullable<ChannelPlan['correlationId']>): unknown {
  if (value !== undefined && value !== null) return value;
  throw new UnresolvedValue(
    formatSource(template) ?? 'correlationId',
    'has no value, and a message must carry it.',
  );
}

/** Fills the variables of an address. A value may not add to the address or take from it. */
function compileAddress(
  { channel: { address, parameters } }: ChannelPlan,
  given: readonly {
    readonly name: string;
    readonly source: string | undefined;
    readonly read: (scope: Scope) => unknown;
  }[],
): (scope: Scope) => string {
  // Odd parts are names of variables.
  const parts = address.split(/\{([^{}]*)\}/).map((part, index) => {
    if (index % 2 === 0) return () => part;
    const declared = Object.hasOwn(parameters, part) ? parameters[part] : undefined;
    const bound = given.find(({ name }) => name === part);
    return (scope: Scope): string => {
      const value = bound?.read(scope) ?? declared?.default;
      if (value === undefined)
        throw new UnresolvedValue(bound?.source ?? part, 'has no value, and the address requires it.');
      const text = scalarText(value, part);
      if (/[/\\?#\p{Cc}]/u.test(text)) throw new UnserializableValue(part, 'would lead to another address');
      if (declared?.enum !== undefined && !declared.enum.includes(text))
        throw new UnserializableValue(part, 'is not one of the values that the description allows');
      return text;
    };
  });
  return (scope) => {
    const filled = parts.map((part) => part(scope)).join('');
    if (given.length > 0 && filled.replace(/^\//, '').split('/').some(vanishes))
      throw new UnserializableValue(given[0]!.name, 'would lead to another address');
    return filled;
  };
}
