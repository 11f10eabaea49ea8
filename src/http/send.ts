import { never } from '../engine/never.ts';
import {
  type Clock,
  type HttpRequest,
  type HttpResponse,
  type Transport,
  TransportFailure,
} from '../engine/ports.ts';

/** What sending needs. */
export interface SendWorld {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Ends waits; asked for by who waits. A request on its way is not cut off by it: whether it took effect would be unknown. */
  readonly signal: () => AbortSignal;
  /** Cuts the request off, and ends waits: the step allows no more time. */
  readonly deadline?: AbortSignal;
}

/** A response, or why there is none; `requests` were put on the wire. */
export interface Sent {
  readonly response?: HttpResponse;
  /** Of the last request; `delivery` is unknown when that of any request is. */
  readonly failure?: TransportFailure;
  readonly requests: number;
}

/** Waits after requests of one call that had no answer, in milliseconds; after the last there is no repeat (docs/providers.md 1.5). */
const repeatDelays = [500, 1000, undefined];

/** Failures that another request would meet too. */
const lasting = new Set<TransportFailure['reason']>(['cancelled', 'too-large']);

/**
 * Sends a request. One that has no answer is repeated only when that cannot take effect twice: when it is `repeatable`, or never left.
 */
export async function send(request: HttpRequest, repeatable: boolean, world: SendWorld): Promise<Sent> {
  let requests = 0;
  for (const delay of repeatDelays) {
    try {
      const response = await world.transport.send(request, world.deadline ?? never);
      return { response, requests: requests + 1 };
    } catch (failure) {
      if (!(failure instanceof TransportFailure)) throw failure;
      if (failure.delivery === 'unknown') requests++;
      // What certainly never left can be sent again, whatever it is.
      const harmless = repeatable || requests === 0;
      const goesOn = harmless && delay !== undefined && !lasting.has(failure.reason);
      if (!goesOn || !(await waited(delay, world)))
        return { failure: withDelivery(failure, requests), requests };
    }
  }
  throw new Error('The last repeat returns.');
}

/** Whether the whole time has passed, without an interruption. */
async function waited(milliseconds: number, { clock, signal, deadline }: SendWorld): Promise<boolean> {
  const either = deadline === undefined ? signal() : AbortSignal.any([signal(), deadline]);
  try {
    await clock.sleep(milliseconds, either);
    return true;
  } catch (error) {
    if (!either.aborted) throw error;
    return false;
  }
}

/** That the last request was certainly not sent says nothing of those before it. */
function withDelivery(failure: TransportFailure, requests: number): TransportFailure {
  if (requests === 0 || failure.delivery === 'unknown') return failure;
  return new TransportFailure(failure.reason, 'unknown', failure.message);
}
