import type { Code } from '../diagnostics/codes.ts';
import type { RunReason, RunStatus } from '../engine/run-state.ts';
import type { Plan } from '../plan/plan.ts';
import type { Entry, StartedEntry } from './entry.ts';
import type { Snapshot } from './fold.ts';
import type { OpenMatters } from './open-matters.ts';

/**
 * Where runs are kept: their plans, their journals, and when each is to go on. A run is in the hands of one process at most, its holder; all
 * others are rows. Whatever a promise of a store resolved for survives the end of the process at any moment.
 */
export interface Store {
  plan(hash: string): Promise<Plan | undefined>;
  /**
   * Keeps a new run with its plan, or finds the one that has its id. With a holder the new run is in its hands at once, unless another
   * run with the same key has not ended. Rejects with a {@link StoreFailure} when it cannot be kept: there is no run then.
   */
  start(run: NewRun, holder?: string): Promise<Started>;
  /** Adds to a run's journal and changes how it stands, together. While the store cannot be written, the promise stays open, and the order is kept. */
  write(runId: string, change: RunChange): Promise<void>;
  /** Takes runs in hand that are due by now, those that have been due longest first. */
  take(holder: string, now: number, limit: number): Promise<readonly TakenRun[]>;
  /** Takes one run in hand, due or not; undefined when there is none, when it has ended, and when this holder has it. */
  takeOne(runId: string, holder: string, now: number): Promise<TakenRun | undefined>;
  /** Makes due what other holders, which are gone, have left behind, and puts back what a clock that was set back would keep waiting. */
  recover(holder: string, now: number): Promise<void>;
  /** When the next run is due, in milliseconds since the Unix epoch. */
  nextDue(): Promise<number | undefined>;
  run(runId: string): Promise<StoredRun | undefined>;
  /** The journal of a run, or its entries after the first `after` ones. */
  entries(runId: string, after?: number): Promise<readonly Entry[]>;
  /** Runs, the latest first. */
  list(filter: RunFilter): Promise<RunPage>;
  /** The earliest run with a key that has not ended: those after it are behind it. */
  firstWithKey(key: string): Promise<StoredRun | undefined>;
  /**
   * Gives a run the first of these things at providers, such as a message, that belongs to no other run: it is this run's from now on, whoever else asks at
   * the same time. Undefined when all of them belong to others.
   */
  claim(runId: string, claims: readonly string[]): Promise<string | undefined>;
  /** Forgets runs that have ended, at most `limit` of them; ids of forgotten runs can be started again. Returns how many. */
  prune(ended: EndedRuns, limit: number): Promise<number>;
  /** How many runs those are. */
  countEnded(ended: EndedRuns): Promise<number>;
  /** Why it cannot be written now. */
  trouble(): StoreFailure | undefined;
  /**
   * Waits for what is being written, then lets go of the store.
   * @throws StoreFailure when something could not be written to the end.
   */
  close(): Promise<void>;
}

/** A store without what tells when runs go on: for those whose runs are due when a queue beside it says so. */
export type RunStore = Omit<Store, 'take' | 'takeOne' | 'recover' | 'nextDue' | 'trouble'>;

/** A run that is to be kept. */
export interface NewRun {
  readonly started: StartedEntry;
  /** Kept once, under its hash. */
  readonly plan: Plan;
}

/** What came of a start. */
export interface Started {
  /** False: there was a run with this id. */
  readonly created: boolean;
  readonly run: StoredRun;
}

/** How a run stands in a store: as the engine says, or `queued` until it is taken in hand, or `waiting` until it is due. */
export type StoredStatus = RunStatus | 'queued' | 'waiting';

/** Every way in which a run may stand in a store, in the order in which it comes to them. */
export const storedStatuses: readonly StoredStatus[] = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'needs-attention',
  'cancelled',
];

/** How runs stand that go no further, by themselves or otherwise. */
export type EndedStatus = 'completed' | 'failed' | 'cancelled';

/** Every way in which a run may have ended. */
export const endedStatuses: readonly EndedStatus[] = ['completed', 'failed', 'cancelled'];

/** Runs that ended in one of these ways before a moment, in milliseconds since the Unix epoch. */
export interface EndedRuns {
  readonly statuses: readonly EndedStatus[];
  readonly before: number;
}

/** A run as its row tells it. */
export interface StoredRun {
  readonly runId: string;
  readonly planHash: string;
  readonly workflowId: string;
  readonly status: StoredStatus;
  /** Milliseconds since the Unix epoch, as all times here. */
  readonly startedAt: number;
  readonly changedAt: number;
  /** When it goes on; absent while it is held, and once it has ended. */
  readonly dueAt?: number;
  readonly key?: string;
  /** Whether it waits for an earlier run with the same key. */
  readonly isBlocked: boolean;
  /** Entries in its journal. */
  readonly length: number;
  /** Why it failed or needs attention. */
  readonly reason?: RunReason;
}

/** A run that was taken in hand. */
export interface TakenRun {
  /** As it stands now. */
  readonly run: StoredRun;
  /** How it stood before: `running` when a holder had never let go of it. */
  readonly was: StoredStatus;
  /** Whether its time had come. */
  readonly wasDue: boolean;
  readonly started: StartedEntry;
  readonly parked?: Parked;
  /** After those that the snapshot stands for; without one, all but the first. */
  readonly entries: readonly Entry[];
}

/** A run that was put aside, as it stood. */
export interface Parked extends Snapshot {
  readonly matters: OpenMatters;
  /** The waits that are over when the run is due are those that end by this moment. */
  readonly ripe?: number;
}

/** What is written to a run at once. */
export interface RunChange {
  readonly entries: readonly Entry[];
  /** How it stands now; as before unless given. */
  readonly stand?: Stand;
  /** Things at providers that belong to it from now on: `twilio:SM…`. */
  readonly claims?: readonly string[];
}

/** How a run stands once it is out of hand: to go on at some time, or ended. Times are in milliseconds since the Unix epoch. */
export type Stand =
  | {
      readonly kind: 'queued' | 'waiting';
      readonly at: number;
      readonly dueAt: number;
      readonly parked?: Parked;
    }
  | {
      readonly kind: 'ended';
      readonly at: number;
      readonly status: Exclude<RunStatus, 'running'>;
      readonly reason?: RunReason;
    };

/** Which runs to list. */
export interface RunFilter {
  readonly statuses?: readonly StoredStatus[];
  readonly workflowId?: string;
  readonly key?: string;
  /** 50 unless given, 1000 at most. */
  readonly limit?: number;
  /** Of the page before. */
  readonly cursor?: string;
}

/** A page of runs. */
export interface RunPage {
  readonly runs: readonly StoredRun[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** Whether a run in this status goes no further by itself. A run that needs attention keeps its key from others until it is settled. */
export function hasEnded(status: StoredStatus): status is EndedStatus {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** Why a store cannot be used or written. */
export class StoreFailure extends Error {
  readonly code: Extract<Code, `store/${string}`>;
  /** The next step. */
  readonly hint: string;
  constructor(code: StoreFailure['code'], message: string, hint: string) {
    super(message);
    this.name = 'StoreFailure';
    this.code = code;
    this.hint = hint;
  }
}
