import type { Runtime } from '../engine/ports.ts';
import { type CallWorld, perform } from '../http/perform.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/** The runtime of one process: waits in memory, and forgets everything when the process ends. An interruption ends a wait at once. */
export function inProcessRuntime(calls: PreparedCalls, world: Omit<CallWorld, 'ready'>): Runtime {
  return {
    async perform(effect) {
      if (effect.kind === 'call') {
        return perform(calls.get(effect.workflowId)!.get(effect.stepId)!, effect, world);
      }
      try {
        await world.clock.sleep(effect.milliseconds, world.signal);
        return { kind: 'waited' };
      } catch (error) {
        if (world.signal.aborted) return undefined;
        throw error;
      }
    },
  };
}
