import type { ArrivedCall } from './outcome.ts';

/** What the engine decided once a step had an answer, and why: for reports. */
export interface Decision {
  readonly kind: 'next' | 'goto' | 'retry' | 'resume' | 'end' | 'fail' | 'attention';
  /** The action of the document that decided; absent when none applied. */
  readonly action?: string;
  /** The step or workflow that comes next, for `goto`; that runs first, for `retry`; that is retried, for `resume`. */
  readonly target?: string;
  /** Milliseconds until the next attempt, for `retry`; until the next round of a poll, for `goto`. */
  readonly waitMilliseconds?: number;
  /** Why, as a phrase: `no failure action matched`. */
  readonly reason: string;
}

/** What is said of a step that was called early, and to which the run does not come (clause E10). */
export interface Unreached extends Omit<Decision, 'kind'> {
  readonly kind: 'unreached' | 'attention';
}

/** A step that was decided: the record from which progress and reports are made. */
export interface DecidedStep {
  /** `workflowId/stepId#visit.attempt`, as the effect was named. */
  readonly name: string;
  readonly workflowId: string;
  readonly stepId: string;
  readonly visit: number;
  readonly attempt: number;
  readonly succeeded: boolean;
  /** What came of its call; absent of a step that calls a workflow, and of one that others kept from being called. */
  readonly call?: ArrivedCall;
  readonly decision: Decision | Unreached;
}
