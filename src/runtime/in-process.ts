import { performMessage, type MessageWorld } from '../channel/perform-message.ts';
import type { Effect } from '../engine/effect.ts';
import type { Outcome } from '../engine/outcome.ts';
import type { Runtime } from '../engine/ports.ts';
import { perform } from '../http/perform.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/**
 * The runtime of one process: waits in memory, and forgets everything when the process ends. An interruption ends waits at once, those for messages
 * among them.
 */
export function inProcessRuntime(calls: PreparedCalls, world: Omit<MessageWorld, 'ready'>): Runtime {
  return {
    async perform(effect) {
      const isWaiting = effect.kind === 'wait' || effect.action === 'receive';
      try {
        return await outcomeOf(effect, calls, world);
      } catch (error) {
        if (isWaiting && world.signal.aborted) return undefined;
        throw error;
      }
    },
  };
}

async function outcomeOf(
  effect: Effect,
  calls: PreparedCalls,
  world: Omit<MessageWorld, 'ready'>,
): Promise<Outcome> {
  if (effect.kind === 'wait') {
    await world.clock.sleep(effect.milliseconds, world.signal);
    return { kind: 'waited' };
  }
  const prepared = calls.get(effect.workflowId)!.get(effect.stepId)!;
  return prepared.kind === 'call'
    ? perform(prepared, effect, world)
    : performMessage(prepared, effect, world);
}
