import { type HttpResponse, type Transport, TransportFailure } from '../engine/ports.ts';
import type { Emulator } from './emulator.ts';

/**
 * Sends requests to emulators in this process instead of the network, by the origin of the URL. An origin that no
 * emulator answers for is an unknown host: nothing ever leaves. An aborted signal ends the wait with a
 * TransportFailure (`timeout` when that is the signal's reason, else `cancelled`); the emulator carries on, as a real server would.
 */
export function emulatorTransport(emulators: readonly Emulator[]): Transport {
  return {
    async send(request, signal) {
      if (!URL.canParse(request.url)) {
        throw new TransportFailure('protocol', 'not-sent', `"${request.url}" is not an absolute URL.`);
      }
      const { origin } = new URL(request.url);
      const emulator = emulators.find(({ origins }) => origins.includes(origin));
      if (emulator === undefined) {
        throw new TransportFailure('dns', 'not-sent', `No emulator answers for ${origin}.`);
      }
      if (signal.aborted) throw abandoned(signal, 'not-sent');
      return await untilAborted(emulator.handle(request), signal);
    },
  };
}

function untilAborted(response: Promise<HttpResponse>, signal: AbortSignal): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const abandon = (): void => reject(abandoned(signal, 'unknown'));
    signal.addEventListener('abort', abandon, { once: true });
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
  });
}

function abandoned(signal: AbortSignal, delivery: TransportFailure['delivery']): TransportFailure {
  const timedOut = signal.reason instanceof Error && signal.reason.name === 'TimeoutError';
  return timedOut
    ? new TransportFailure('timeout', delivery, 'No answer came in time.')
    : new TransportFailure('cancelled', delivery, 'The request was cancelled.');
}
