import type { Outputs } from '../expression/scope.ts';
import type { ArrivedCall } from './outcome.ts';

/** How a run stands. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'needs-attention' | 'cancelled';

/** A run between two effects: plain JSON, and all that is needed to go on, on this machine or another. */
export interface RunState {
  readonly runId: string;
  readonly planHash: string;
  readonly workflowId: string;
  /** The run's own, from which workflows that others depend on have theirs (clause D3). */
  readonly inputs: Outputs;
  readonly status: RunStatus;
  /** The running workflow last; its callers before it. */
  readonly frames: readonly Frame[];
  /** Finished workflows of this run, by id. */
  readonly workflows: Readonly<Record<string, FinishedWorkflow>>;
  /** Ids of the workflows that have reached an end, and of those that others depend on and that left for one that did. */
  readonly completed: readonly string[];
  /** Step entries so far, over all workflows. */
  readonly stepsTaken: number;
  /** When its time is over, in milliseconds since the Unix epoch; absent when it may take as long as it takes (clause H16). */
  readonly deadline?: number;
  /** Set once its time is over, or what it has to wait for would come after that: nothing more is begun. */
  readonly overdue?: true;
  /** The run's outputs, once it has ended; names that found nothing are null (clause D8). */
  readonly outputs?: Outputs;
  /** Names of those outputs that found nothing. */
  readonly unresolved?: readonly string[];
  /** Why the run failed or needs attention. */
  readonly reason?: RunReason;
}

/** What a workflow of a run was given, and what came of it the last time. */
export interface FinishedWorkflow {
  readonly inputs: Outputs;
  readonly outputs: Outputs;
  /** The steps that had succeeded when they were last visited, for those of other workflows that depend on them (clause E10). */
  readonly succeeded: readonly string[];
}

/** Why a run failed or needs attention, and at which step. The message names no secret and no personal data. */
export interface RunReason {
  readonly code:
    | 'run/step-failed'
    | 'run/unanswered'
    | 'run/in-doubt'
    | 'run/request-not-built'
    | 'run/limit-reached'
    | 'run/provider-refused'
    | 'run/dependency-unmet';
  readonly message: string;
  readonly workflowId: string;
  readonly stepId: string;
  /** Why the run has failed, when it only needs attention because calls that it has left behind are in doubt. */
  readonly failed?: Pick<RunReason, 'code' | 'message'>;
}

/** A wait that a retry action or a `Retry-After` field ordered, or that a poll makes. */
export interface PendingWait {
  readonly milliseconds: number;
  readonly action: string;
  /** Index of the step that is entered after it, when a goto ordered it; else the step makes its next attempt. */
  readonly goto?: number;
}

/** An attempt that a provider has not decided. */
export interface UndecidedAttempt {
  /** The name that its idempotency key is made from. */
  readonly keyName: string;
  /** Whether it, or a repeat of it, may have taken effect without an answer. */
  readonly inDoubt: boolean;
}

/** A call that has begun before the run has come to its step. */
export interface EarlyCall {
  /** Index of its step. */
  readonly step: number;
  /** Milliseconds of the run since it began. */
  readonly since: number;
  /** Absent while it is under way. */
  readonly came?: ArrivedCall;
}

/**
 * `helper-step` runs one step before another is retried, `helper-workflow` a workflow (clause H9); `dependency` runs a workflow before
 * the one that depends on it (clause D3).
 */
export type FrameRole =
  | { readonly kind: 'helper-step' | 'helper-workflow' }
  | { readonly kind: 'dependency'; readonly workflowId: string };

/** One workflow in progress. */
export interface Frame {
  readonly workflowId: string;
  readonly inputs: Outputs;
  /** Milliseconds that are left to it, when the step that calls the workflow has a timeout (clause E9). */
  readonly time?: number;
  /** Why the frame was opened, when it is neither the run's own nor that of a step that calls a workflow. */
  readonly role?: FrameRole;
  /**
   * The name prefix of this frame's effects: empty for the outermost, else the calling effect's name and `>`; a helper's has `:retry` before
   * the `>`, and a workflow that another depends on begins with that one's prefix and name, and `:needs>`.
   */
  readonly prefix: string;
  /** Index of the current step in the plan. */
  readonly step: number;
  /** Visits by `workflowId/stepId`; kept when a goto moves this frame to another workflow, so that effect names stay unique. */
  readonly visits: Readonly<Record<string, number>>;
  /** Outputs by stepId, of steps that have finished an attempt. */
  readonly steps: Readonly<Record<string, { readonly outputs: Outputs; readonly succeeded: boolean }>>;
  /** Requests made in this visit, the current one included; 0 before the step has been entered. */
  readonly attempt: number;
  /**
   * By `workflowId/stepId`, the attempt that a provider has not decided yet (no answer, or one such as 409, 429, 5xx): the step's next
   * attempt repeats it under its idempotency key, whether a retry or a goto ordered it, so that it can't take effect twice.
   */
  readonly undecided: Readonly<Record<string, UndecidedAttempt>>;
  /** Retries used in this visit, by action name (clause H13). */
  readonly retries: Readonly<Record<string, number>>;
  /** By `workflowId/stepId`, how often in a row that step has gone back to repeat a poll (clause H20); absent before any has. */
  readonly polls?: Readonly<Record<string, number>>;
  /** Calls that have begun together with that of the current step (clause E10), by the order of their steps; absent when none has. */
  readonly early?: readonly EarlyCall[];
  /** Set between a retry action and its next attempt, or a poll and its next round, when time must pass; while a helper runs, what is left of that time. */
  readonly wait?: PendingWait;
}
