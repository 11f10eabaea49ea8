import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import type { Redactor } from '../http/redact.ts';
import type { Entry } from '../journal/entry.ts';
import type { RunRecord } from '../journal/fold.ts';
import type { RunFilter, RunPage, StoredRun } from '../journal/store.ts';
import type { Plan } from '../plan/plan.ts';
import type { RunEvent } from './interpret.ts';
import type { Prepared } from './prepared.ts';

/**
 * Runs for good: they outlive the process. Whatever a promise of these resolved for survives the end of the process at any moment; what was
 * under way goes on when the runs are opened again. Rejections are {@link StoreFailure}s: nothing came of the call.
 */
export interface Runs {
  /** Starts a run, or attaches to the one that has its id: the same request twice is one run. */
  start(request: RunRequest): Promise<StartReply>;
  /** The run once it goes no further by itself: it has ended, or needs attention. Undefined when there is none with this id. */
  ended(runId: string): Promise<StoredRun | undefined>;
  run(runId: string): Promise<StoredRun | undefined>;
  /** A run with all that its journal tells. */
  read(runId: string): Promise<RunReading | undefined>;
  /** Runs, the latest first. */
  list(filter?: RunFilter): Promise<RunPage>;
  /** Ends a run, after the calls that are on their way have come to their end. */
  cancel(runId: string): Promise<Reply>;
  /** Says what came of a call in doubt of a run that needs attention, which then goes on. */
  settle(runId: string, verdict: Verdict): Promise<Reply>;
  /** Goes on with a run now: one that needs attention asks its provider again, or repeats a call that cannot take effect twice. */
  resume(runId: string): Promise<Reply>;
  /** Tells of everything that happens in the runs of this process, until the returned function is called. */
  watch(listener: (event: LiveEvent) => void): () => void;
  /** How much is under way in this process. */
  load(): Load;
  /** Stops taking runs, lets calls that are on their way come to their end, and leaves the rest to whoever opens the runs next. */
  close(): Promise<void>;
}

/** What a run is started with. */
export interface RunRequest {
  readonly prepared: Prepared;
  readonly inputs: Outputs;
  /** The caller's idempotency key; a new one unless given. 255 characters at most. */
  readonly runId?: string;
  /** Runs with the same key run one after the other, in the order of their starts. A run that needs attention keeps its key. */
  readonly key?: string;
}

/** What came of a start. `run` is there when there is such a run: it was started now, or before. */
export interface StartReply {
  readonly run?: StoredRun;
  /** Whether it was started now. */
  readonly created: boolean;
  /** Why there is no such run, or what is worth knowing about it. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How a run stands after something was asked for; the findings tell why it was not done. */
export interface Reply {
  readonly run?: StoredRun;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a person says of a call in doubt. */
export interface Verdict {
  readonly happened: boolean;
  /** The answer that it had, if known: outputs and criteria are evaluated with it. Without one the step succeeded, and has no outputs. */
  readonly answer?: {
    readonly statusCode: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

/** A run with all that its journal tells. */
export interface RunReading {
  readonly run: StoredRun;
  readonly plan: Plan;
  readonly entries: readonly Entry[];
  readonly record: RunRecord;
  /** As given, with defaults applied: not masked. */
  readonly inputs: Outputs;
}

/** Something that happens in a run. Values are not masked; the redactor masks them. */
export interface LiveEvent {
  readonly runId: string;
  readonly plan: Plan;
  readonly redactor: Redactor;
  readonly event: RunEvent | AsideEvent;
}

/** A run is put aside: until a time, or until another one has ended. */
export interface AsideEvent {
  readonly kind: 'aside';
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
  /** Why, for people. */
  readonly why: string;
}

/** How much is under way in a process. */
export interface Load {
  /** Runs in hand. */
  readonly running: number;
  /** How many may be in hand at a time. */
  readonly slots: number;
  /** Set while the store cannot be written, or a workflow of waiting runs cannot be prepared. */
  readonly troubles: readonly Diagnostic[];
}
