import type { Runtime } from '../engine/ports.ts';
import { type CallWorld, perform } from '../http/perform.ts';
import type { PreparedCalls } from './prepare-calls.ts';

/** The runtime of one process: waits in memory, and forgets everything when the process ends. */
export function inProcessRuntime(calls: PreparedCalls, world: CallWorld): Runtime {
  return {
    async perform(effect) {
      if (effect.kind === 'wait') {
        await world.clock.sleep(effect.milliseconds, world.signal);
        return { kind: 'waited' };
      }
      return perform(calls.get(effect.workflowId)!.get(effect.stepId)!, effect, world);
    },
  };
}
