import type { Scope } from '../expression/scope.ts';

/** What the engine asks the world to do next. */
export type Effect = CallEffect | WaitEffect;

/** Call the operation of a step, or send or receive its message. */
export interface CallEffect {
  readonly kind: 'call';
  /** `workflowId/stepId#visit.attempt`; nested workflows prefix their caller's name and `>`. Unique within a run. */
  readonly name: string;
  /**
   * The name of the attempt that this call repeats, or its own name. An idempotency key is a function of run id and this:
   * repeating an undecided attempt re-uses its key, a new attempt gets a new one.
   */
  readonly keyName: string;
  readonly workflowId: string;
  readonly stepId: string;
  /**
   * What is done on a channel; absent for operations. A receive sends nothing: it can be interrupted and begun again, and its time then
   * begins anew (clause E13).
   */
  readonly action?: 'send' | 'receive';
  /** 1 when the step is entered for the first time. */
  readonly visit: number;
  /** 1 for the first request of a visit. */
  readonly attempt: number;
  /** Milliseconds after which the call is cut off: what the step allows, or less where a step that calls its workflow allows less (clause E9). */
  readonly timeout?: number;
  /** From when on nothing more is sent for it, in milliseconds since the Unix epoch: the run may take no longer (clause H16). */
  readonly deadline?: number;
  /** What the step's expressions can see. */
  readonly scope: Scope;
}

/** Let time pass before the next attempt. */
export interface WaitEffect {
  readonly kind: 'wait';
  readonly name: string;
  readonly workflowId: string;
  readonly stepId: string;
  readonly milliseconds: number;
  /** The action that ordered the wait. */
  readonly action: string;
}
