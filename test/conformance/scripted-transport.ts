import { expect } from 'vitest';
import type { ManualClock } from '../../src/emulator/manual-clock.ts';
import type { WebhookListener } from '../../src/channel/webhook-listener.ts';
import {
  type ChannelTransport,
  type HttpRequest,
  type IncomingMessage,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
} from '../../src/engine/ports.ts';
import type { ScriptedEvent, ScriptedExchange } from './read-case.ts';

const origin = 'https://pets.example';

/** The script of a case: requests and messages must come in its order, and messages are delivered in their places. */
export interface Script {
  readonly transport: Transport;
  /** For any protocol. */
  readonly channels: Pick<ChannelTransport, 'send'> & Pick<WebhookListener, 'subscribe'>;
  /** How much of it never came. */
  readonly left: () => number;
}

/** Plays a script; anything that it does not expect next fails the test. */
export function playScript(events: readonly ScriptedEvent[], clock: ManualClock): Script {
  let next = 0;
  const subscriptions = new Map<string, ((message: IncomingMessage) => Promise<void>)[]>();
  const deliver = async (): Promise<void> => {
    for (let event = events[next]; event?.kind === 'delivery'; event = events[next]) {
      next += 1;
      const { address, headers, body } = event;
      const { 'content-type': contentType, ...rest } = headers;
      const message = {
        address,
        headers: rest,
        ...(contentType === undefined ? {} : { contentType }),
        payload: new TextEncoder().encode(body),
      };
      const meant = [...subscriptions].filter(([place]) => patternOf(place).test(address));
      for (const [, each] of meant) for (const take of each) await take(message);
    }
  };
  const expected = (what: string): ScriptedEvent => {
    const event = events[next];
    next += 1;
    if (event === undefined) throw new Error(`Unexpected: ${what}`);
    return event;
  };
  const awaited = new Set(events.map((event) => (event.kind === 'delivery' ? event.address : '')));
  return {
    left: () => events.length - next,
    transport: {
      async send(request, signal) {
        const event = expected(`${request.method} ${request.url}`);
        if (event.kind !== 'request') throw new Error(`Unexpected request instead of a ${event.kind}.`);
        expect(seen(request, event), `event ${next}`).toEqual(wanted(event));
        const { answer } = event;
        if ('failure' in answer && answer.failure === 'never') {
          clock.advance(60_000);
          expect(signal.aborted, 'the step has a time limit').toBe(true);
          throw new TransportFailure('cancelled', 'unknown', 'the request was cancelled');
        }
        if ('failure' in answer) throw failureOf(answer.failure);
        await deliver();
        return { ...answer, body: encoded(answer.body, answer.headers['content-type']) };
      },
    },
    channels: {
      async send({ place, headers, payload }) {
        const event = expected(`a message to ${place.address}`);
        if (event.kind !== 'message') throw new Error(`Unexpected message instead of a ${event.kind}.`);
        const names = Object.keys(event.headers);
        const fields = new Map(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        );
        const given = Object.fromEntries(names.map((name) => [name, fields.get(name)]));
        const body = typeof payload === 'string' ? payload : new TextDecoder().decode(payload);
        expect({ to: `${place.protocol} ${place.address}`, headers: given, body: comparable(body) }).toEqual({
          to: `${event.protocol} ${event.address}`,
          headers: event.headers,
          body: comparable(event.body),
        });
        if (event.failure !== undefined) throw failureOf(event.failure);
        await deliver();
      },
      async subscribe({ address }, take) {
        subscriptions.set(address, [...(subscriptions.get(address) ?? []), take]);
        // What comes first comes once everybody listens.
        const places = [...subscriptions.keys()].map(patternOf);
        if ([...awaited].every((each) => each === '' || places.some((place) => place.test(each))))
          await deliver();
        return () => Promise.resolve();
      },
    },
  };
}

/** A body in the charset that its type or its XML declaration names: UTF-8, or ISO-8859-1. */
function encoded(body: string, contentType = ''): Uint8Array {
  return /charset=iso-8859-1/i.test(contentType) || /^<\?xml [^>]*encoding="ISO-8859-1"/.test(body)
    ? Buffer.from(body, 'latin1')
    : new TextEncoder().encode(body);
}

/** Matches the addresses that an address with variables stands for. */
function patternOf(address: string): RegExp {
  return new RegExp(`^${address.replace(/\{[^{}]*\}/g, '[^/]+')}$`);
}

function failureOf(reason: string): TransportFailure {
  const delivery = ['refused', 'dns', 'tls', 'rejected'].includes(reason) ? 'not-sent' : 'unknown';
  return new TransportFailure(
    reason as TransportFailureReason,
    delivery,
    `the server did not answer (${reason})`,
  );
}

function seen(request: HttpRequest, { headers }: ScriptedExchange): object {
  const names = Object.keys(headers);
  const fields = new Map(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    line: `${request.method} ${request.url}`,
    headers: Object.fromEntries(names.map((name) => [name, fields.get(name)])),
    body: comparable(textOf(request, fields.get('content-type'))),
  };
}

function wanted({ method, target, headers, body }: ScriptedExchange): object {
  return {
    line: `${method} ${target.startsWith('/') ? origin : ''}${target}`,
    headers,
    body: comparable(body),
  };
}

/** A body as a case file can write it: parts with the line ends of the file. */
function textOf({ body }: HttpRequest, contentType = ''): string {
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  return contentType.startsWith('multipart/') ? text.replaceAll('\r\n', '\n').trimEnd() : text;
}

/** JSON is compared as a value, anything else as text. A number that a double cannot hold is compared by its digits. */
function comparable(body: string): unknown {
  try {
    return JSON.parse(body.replace(/(?<=[:[,\s])-?\d[\d.]{15,}(?=[\s,\]}])/g, '{"digits":"$&"}'));
  } catch {
    return body;
  }
}
