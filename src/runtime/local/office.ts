import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Clock } from '../../engine/ports.ts';
import type { RunStore, Stand, Store, StoredRun } from '../../journal/store.ts';
import type { Workshop } from '../hand.ts';
import type { PreparedWorkflows } from '../prepared-workflows.ts';
import type { LiveEvent } from '../runs.ts';
import type { Stop } from '../stop.ts';
import type { Waiters } from '../waiters.ts';

/** What the runs of one process have in common, wherever they are kept: what is in hand, who waits, what is in the way. */
export interface Keeping {
  readonly store: RunStore;
  readonly clock: Clock;
  readonly shop: Workshop;
  readonly workflows: PreparedWorkflows;
  readonly slots: number;
  /** Only runs that were started or resumed here are taken in hand. */
  readonly onlyAsked: boolean;
  readonly held: Map<string, Held>;
  readonly asked: Set<string>;
  readonly ending: Waiters<StoredRun | undefined>;
  readonly listeners: Set<(event: LiveEvent) => void>;
  /** What is in the way now, by what it is about: a run, a plan, `store`. */
  readonly troubles: Map<string, readonly Diagnostic[]>;
}

/** The same of runs whose store belongs to this process: it looks by itself for what is due. */
export interface Office extends Keeping {
  readonly store: Store;
  /** Starts that the store has not answered yet; each has a slot. */
  starting: number;
  isClosed: boolean;
  /** The time of the latest look for runs that are due. */
  lastLook: number;
  /** No run is due before this moment. */
  nextDue: number;
  cancelNap: () => void;
  looking?: Promise<void> | undefined;
}

/** A run in hand: how to stop it, and how it stood when it was out of hand again; undefined when something went wrong. */
export interface Held {
  readonly stop: Stop;
  readonly over: Promise<Stand | undefined>;
}
