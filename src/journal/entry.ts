import type { Arrival, CallOutcome } from '../engine/outcome.ts';
import type { Outputs } from '../expression/scope.ts';

/** One entry of a run's journal. Replaying the entries of a run gives its state; nothing else is needed. */
export type Entry = StartedEntry | OutcomeEntry;

/** The first entry of a journal: which plan runs, and with what. */
export interface StartedEntry {
  readonly kind: 'started';
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly runId: string;
  readonly planHash: string;
  readonly workflowId: string;
  /** Validated, with defaults applied. */
  readonly inputs: Outputs;
}

/** What came of an effect. */
export interface OutcomeEntry extends Arrival {
  readonly kind: 'outcome';
}

/** A call's outcome with its effect's name. */
export interface CallEntry extends OutcomeEntry {
  readonly outcome: CallOutcome;
}
