import type { CallEffect } from '../engine/effect.ts';
import { type Transport, TransportFailure } from '../engine/ports.ts';
import type { Sent, SendWorld } from './send.ts';

/**
 * Sends within the time limits of a call: that of its step, its repeats included (clause E9), which cuts a request off that then has no answer,
 * whatever the server makes of it; and that of its run (clause H16), after which no request begins.
 */
export function withinTime(
  { timeout, deadline }: Pick<CallEffect, 'timeout' | 'deadline'>,
  world: SendWorld,
  send: (world: SendWorld) => Promise<Sent>,
): Promise<Sent> {
  const within = deadline === undefined ? world : { ...world, transport: closingAt(deadline, world) };
  return timeout === undefined ? send(within) : cutOffAfter(timeout, within, send);
}

async function cutOffAfter(
  timeout: number,
  world: SendWorld,
  send: (world: SendWorld) => Promise<Sent>,
): Promise<Sent> {
  const controller = new AbortController();
  const cancel = world.clock.after(timeout, () => controller.abort());
  try {
    const sent = await send({ ...world, deadline: controller.signal });
    if (sent.failure?.reason !== 'cancelled' || !controller.signal.aborted) return sent;
    const message = `no complete answer within the ${timeout} ms that the step allows`;
    return { ...sent, failure: new TransportFailure('timeout', sent.failure.delivery, message) };
  } finally {
    cancel();
  }
}

/** A transport that sends nothing from a moment on, in milliseconds since the Unix epoch. */
function closingAt(deadline: number, { transport, clock }: SendWorld): Transport {
  return {
    async send(request, signal) {
      if (clock.now() < deadline) return transport.send(request, signal);
      throw new TransportFailure('cancelled', 'not-sent', 'the run may take no longer');
    },
  };
}
