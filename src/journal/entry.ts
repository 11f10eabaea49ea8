import type { ServerChoice } from '../credentials/server-choice.ts';
import type { Limits } from '../engine/limits.ts';
import type { Arrival, CallOutcome } from '../engine/outcome.ts';
import type { Outputs } from '../expression/scope.ts';
import type { RecordedExchange } from '../http/recorded-exchange.ts';
import type { Supply } from '../plan/supply.ts';
import type { ProfileSettings } from '../providers/profile-settings.ts';

/**
 * One entry of a run's journal. Replaying the entries of a run gives its state; nothing else is needed. `started`, `outcome`, `settled`,
 * `repeated` and `cancelled` move the run; the others say what was under way, for whoever goes on after a crash.
 */
export type Entry =
  | StartedEntry
  | TakenEntry
  | WaitingEntry
  | IntentEntry
  | DoubtEntry
  | LookupEntry
  | ExchangeEntry
  | OutcomeEntry
  | SettledEntry
  | RepeatedEntry
  | CancelledEntry;

/** What every entry has. */
interface Dated {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

/** The first entry of a journal: which plan runs, and with what. */
export interface StartedEntry extends Dated {
  readonly kind: 'started';
  readonly runId: string;
  readonly planHash: string;
  readonly workflowId: string;
  /** Validated, with defaults applied. */
  readonly inputs: Outputs;
  /** By source description name, the servers that were chosen. */
  readonly servers?: Readonly<Record<string, ServerChoice>>;
  /** Values that were given to requests beside the document. */
  readonly supply?: Supply;
  /** What was known of providers beside the profiles of this release, so that the run ends with what it began with. */
  readonly profiles?: readonly ProfileSettings[];
  /** Runs with the same key run one after the other. */
  readonly key?: string;
  /** Those that the run began with, so that it ends with them. */
  readonly limits?: Limits;
}

/** A process took a run in hand that was queued, put aside or left behind. One that has it from its start, as its row tells, writes no such entry. */
export interface TakenEntry extends Dated {
  readonly kind: 'taken';
  /** Of the process, random. */
  readonly nonce: string;
  /** Whether another process had it in hand before and never let go: what it was about to do, it may have done. */
  readonly orphaned: boolean;
}

/** A wait began. */
export interface WaitingEntry extends Dated {
  readonly kind: 'waiting';
  /** The effect's name. */
  readonly effect: string;
  /** Milliseconds since the Unix epoch. */
  readonly until: number;
}

/** A call is about to be sent that neither its method nor an idempotency key protects: without an outcome it is in doubt. */
export interface IntentEntry extends Dated {
  readonly kind: 'intent';
  readonly effect: string;
  /** Of the process that sends it. */
  readonly nonce: string;
}

/** A call was left in doubt; its outcome is open until the provider has been asked. */
export interface DoubtEntry extends Dated {
  readonly kind: 'doubt';
  readonly effect: string;
  /** What stands when asking brings nothing. */
  readonly outcome: CallOutcome;
}

/** The provider was asked what came of a call in doubt. */
export interface LookupEntry extends Dated {
  readonly kind: 'lookup';
  readonly effect: string;
  readonly found: 'happened' | 'did-not' | 'nothing' | 'refused' | 'unreachable';
}

/** What went over the wire for an attempt, where that is recorded; its outcome follows. */
export interface ExchangeEntry extends Dated {
  readonly kind: 'exchange';
  readonly effect: string;
  readonly exchange: RecordedExchange;
}

/** What came of an effect. */
export interface OutcomeEntry extends Dated, Arrival {
  readonly kind: 'outcome';
}

/** A call's outcome with its effect's name. */
export interface CallEntry extends OutcomeEntry {
  readonly outcome: CallOutcome;
}

/** A person said what came of a call in doubt. */
export interface SettledEntry extends Dated {
  readonly kind: 'settled';
  /** The name that the call's idempotency key is made from. */
  readonly keyName: string;
  /** Present when it happened: what is taken as its outcome. */
  readonly outcome?: CallOutcome;
}

/** A person asked for the call in doubt to be looked up or repeated under its key. */
export interface RepeatedEntry extends Dated {
  readonly kind: 'repeated';
}

/** A person ended the run. */
export interface CancelledEntry extends Dated {
  readonly kind: 'cancelled';
}
