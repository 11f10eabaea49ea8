/** What the engine decided once a step had an answer, and why: for reports. */
export interface Decision {
  readonly kind: 'next' | 'goto' | 'retry' | 'resume' | 'end' | 'fail' | 'attention';
  /** The action of the document that decided; absent when none applied. */
  readonly action?: string;
  /** The step or workflow that comes next, for `goto`; that runs first, for `retry`; that is retried, for `resume`. */
  readonly target?: string;
  /** Milliseconds until the next attempt, for `retry`. */
  readonly waitMilliseconds?: number;
  /** Why, as a phrase: `no failure action matched`. */
  readonly reason: string;
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
  readonly decision: Decision;
}
