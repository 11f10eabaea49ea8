import { performMessage, type MessageWorld } from '../channel/perform-message.ts';
import type { CallEffect, Effect } from '../engine/effect.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Runtime, Transport } from '../engine/ports.ts';
import { perform } from '../http/perform.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/**
 * The runtime of one process: waits in memory, and forgets everything when the process ends. An interruption ends waits at once, those for messages
 * among them.
 * @param transportOf What sends the requests of a call, in the place of the world's transport.
 */
export function inProcessRuntime(
  calls: PreparedCalls,
  world: MessageWorld,
  transportOf?: (effect: CallEffect) => Transport,
): Runtime {
  return {
    async perform(effect) {
      const isWaiting = effect.kind === 'wait' || effect.action === 'receive';
      const sender =
        effect.kind === 'wait' || transportOf === undefined
          ? world
          : { ...world, transport: transportOf(effect) };
      try {
        return await outcomeOf(effect, calls, sender);
      } catch (error) {
        if (isWaiting && world.signal().aborted) return undefined;
        throw error;
      }
    },
  };
}

async function outcomeOf(effect: Effect, calls: PreparedCalls, world: MessageWorld): Promise<Outcome> {
  if (effect.kind === 'wait') {
    await world.clock.sleep(effect.milliseconds, world.signal());
    return { kind: 'waited' };
  }
  const prepared = calls.get(effect.workflowId)!.get(effect.stepId)!;
  return prepared.kind === 'call'
    ? perform(prepared, effect, world)
    : performMessage(prepared, effect, world);
}
