import { expect } from 'vitest';
import type { ManualClock } from '../../src/emulator/manual-clock.ts';
import {
  type HttpRequest,
  type Transport,
  TransportFailure,
  type TransportFailureReason,
} from '../../src/engine/ports.ts';
import type { ScriptedExchange } from './read-case.ts';

const origin = 'https://pets.example';

/** A transport that expects the requests of a script in order and gives its answers; anything else fails the test. */
export function scriptedTransport(
  script: readonly ScriptedExchange[],
  clock: ManualClock,
): Transport & { readonly left: () => number } {
  let next = 0;
  return {
    left: () => script.length - next,
    async send(request, signal) {
      const expected = script[next];
      next += 1;
      if (expected === undefined) throw new Error(`Unexpected request: ${request.method} ${request.url}`);
      expect(seen(request, expected), `request ${next}`).toEqual(wanted(expected));
      const { answer } = expected;
      if ('failure' in answer && answer.failure === 'never') {
        clock.advance(60_000);
        expect(signal.aborted, 'the step has a time limit').toBe(true);
        throw new TransportFailure('cancelled', 'unknown', 'the request was cancelled');
      }
      if ('failure' in answer) {
        const reason = answer.failure as TransportFailureReason;
        const delivery = ['refused', 'dns', 'tls'].includes(reason) ? 'not-sent' : 'unknown';
        throw new TransportFailure(reason, delivery, `the server did not answer (${reason})`);
      }
      return { ...answer, body: new TextEncoder().encode(answer.body) };
    },
  };
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

/** JSON is compared as a value, anything else as text. */
function comparable(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
