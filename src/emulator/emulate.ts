import { type Clock, type HttpResponse, TransportFailure } from '../engine/ports.ts';
import type { Emulator, RecordedRequest } from './emulator.ts';
import { createFaults, type DelayFault, type FaultEffect, type StatusFault } from './faults.ts';
import { formPairs } from './form.ts';
import { type ReceivedRequest, receive } from './received-request.ts';

/** Runs the carrying out of a request, or a fault in its place. */
export type During = (execute: () => HttpResponse) => Promise<HttpResponse>;

/** What one provider adds to the frame that all emulators share. */
export interface EmulatedProvider extends Pick<Emulator, 'name' | 'origins' | 'basePath' | 'routes'> {
  readonly clock: Clock;
  /** Answers a request. What changes state happens inside `during`, so that faults can get in the way. */
  answer(request: ReceivedRequest, during: During): Promise<HttpResponse>;
  /** The answer of an injected status, in the provider's envelope and with its usual headers. */
  injected(request: ReceivedRequest, fault: StatusFault): HttpResponse;
}

/** Puts a provider into the frame: recording and faults. */
export function emulate(provider: EmulatedProvider): Emulator {
  const faults = createFaults();
  const requests: RecordedRequest[] = [];
  return {
    name: provider.name,
    origins: provider.origins,
    basePath: provider.basePath,
    routes: provider.routes,
    faults,
    requests,
    async handle(request) {
      const received = receive(request);
      const index = requests.push(record(received)) - 1;
      const settle = (outcome: Pick<RecordedRequest, 'statusCode' | 'failure'>): void => {
        requests[index] = { ...record(received), ...outcome };
      };
      try {
        const response = await perform(provider, received, faults.take(received));
        settle({ statusCode: response.statusCode });
        return response;
      } catch (error) {
        if (error instanceof TransportFailure) settle({ failure: error.reason });
        throw error;
      }
    },
  };
}

/** Faults of the network and of a limiter lie around the provider; those of its inside lie around the carrying out. */
async function perform(
  provider: EmulatedProvider,
  request: ReceivedRequest,
  fault: FaultEffect | undefined,
): Promise<HttpResponse> {
  const plainly: During = async (execute) => execute();
  if (fault === undefined) return provider.answer(request, plainly);
  if (fault.kind === 'delay') return provider.answer(request, delayed(provider.clock, fault));
  if (fault.kind === 'refuse') {
    throw new TransportFailure('refused', 'not-sent', `${provider.name} refused the connection.`);
  }
  if (fault.kind === 'status' && fault.stored === true) {
    return provider.answer(request, async (execute) => {
      if (fault.executed === true) execute();
      return provider.injected(request, fault);
    });
  }
  if (fault.executed === true) await provider.answer(request, plainly);
  if (fault.kind === 'status') return provider.injected(request, fault);
  throw new TransportFailure('reset', 'unknown', `${provider.name} closed the connection without an answer.`);
}

function delayed(clock: Clock, { milliseconds }: DelayFault): During {
  return async (execute) => {
    await clock.sleep(milliseconds);
    return execute();
  };
}

function record({ method, path, query, headers, body }: ReceivedRequest): RecordedRequest {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
  return { method, path, query, headers, body, form: isForm ? formPairs(body) : [] };
}
