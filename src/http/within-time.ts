import { TransportFailure } from '../engine/ports.ts';
import type { Sent, SendWorld } from './send.ts';

/**
 * Sends within the time limit of a step, in milliseconds, its repeats included (clause E9). A request that is cut off has no answer, whatever
 * the server makes of it.
 */
export async function withinTime(
  limit: number | undefined,
  world: SendWorld,
  send: (world: SendWorld) => Promise<Sent>,
): Promise<Sent> {
  if (limit === undefined) return send(world);
  const controller = new AbortController();
  const cancel = world.clock.after(limit, () => controller.abort());
  try {
    const sent = await send({ ...world, deadline: controller.signal });
    if (sent.failure?.reason !== 'cancelled' || !controller.signal.aborted) return sent;
    const message = `no complete answer within the ${limit} ms that the step allows`;
    return { ...sent, failure: new TransportFailure('timeout', sent.failure.delivery, message) };
  } finally {
    cancel();
  }
}
