import type { StepPlan } from '../plan.ts';

/** What a step does, in few words: `POST /orders`, or `send orders.placed` on a channel. Undefined for one that runs a workflow. */
export function targetText(target: StepPlan['target']): string | undefined {
  switch (target.kind) {
    case 'operation':
      return `${target.operation.method} ${target.operation.path}`;
    case 'channel':
      return `${target.action} ${target.channel.address}`;
    case 'workflow':
      return undefined;
  }
}
