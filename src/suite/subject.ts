import type { Clock } from '../engine/ports.ts';
import type { PrepareWorkflow } from '../runtime/prepared-workflows.ts';
import type { Runs } from '../runtime/runs.ts';

/** An implementation of {@link Runs}, as the suite sees it: a maker of places where nothing was kept yet. */
export type RunsSubject = () => Promise<RunsPlace>;

/** Where runs are kept, whichever process has them in hand. */
export interface RunsPlace {
  /** The time that the runs here go by. */
  readonly clock: Clock;
  /** Milliseconds that are long enough for a run that waits so long to be put aside. */
  readonly longWait: number;
  /** Lets time pass. */
  pass(milliseconds: number): Promise<void>;
  /** Opens the runs that are kept here, as a new process would. */
  open(options: OpenPlaceOptions): Promise<Runs>;
  /** Takes runs away from the process that has them, as a kill does: nothing that it does from now on is kept. */
  kill(runs: Runs): Promise<void>;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** With what a place is opened. */
export interface OpenPlaceOptions {
  readonly prepare: PrepareWorkflow;
  /** Runs in hand at a time. */
  readonly slots?: number;
}

/** Something that every implementation must do. Free of any test framework: it rejects when the subject does not do it. */
export interface SuiteCase {
  /** A sentence about runs. */
  readonly name: string;
  run(subject: RunsSubject): Promise<void>;
}
