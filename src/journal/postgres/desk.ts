import type { Seal } from '../seal.ts';
import { StoreFailure } from '../store.ts';
import type { Database, Session } from './database.ts';
import type { TakenHere } from './take-runs.ts';
import type { Worker } from './worker.ts';

/** A stretch of a run between two long waits: what a queue hands to a worker. It holds no values of the run. */
export interface Segment {
  /** Never used twice, not even by another run with the same id. */
  readonly id: string;
  readonly runId: string;
  /** Counts the segments of the run; all but the latest are void. */
  readonly number: number;
  /** Of segments with the same one, one at a time goes on. */
  readonly partition?: string;
  /** Milliseconds until it is due. */
  readonly delay: number;
}

/** What a worker writes to a store with. */
export interface Desk {
  readonly database: Database;
  readonly seal: Seal;
  /** The store, as it may be shown. */
  readonly shown: string;
  readonly worker: Worker;
  /** Puts segments into the queue, within the transaction that makes them due. */
  readonly enqueue: (session: Session, segments: readonly Segment[]) => Promise<void>;
  /** Whether this worker goes on at once with a run whose turn came when it ended the one before it; else a queue hands it out. */
  readonly takesNext: (runId: string) => boolean;
  /** Goes on with such a run, which is in hand. */
  readonly carryNext: (taken: TakenHere) => void;
  /** The runs in the hands of this worker. Nobody else writes to them. */
  readonly held: Map<string, HeldRow>;
  /** Hashes of plans that are in the store. */
  readonly plans: Set<string>;
}

/** A run in hand: its row, the entries that it has, and its current segment. */
export interface HeldRow {
  readonly seq: number;
  readonly runId: string;
  readonly serial: Uint8Array | null;
  length: number;
  readonly segment: number;
}

/** The segment of a run with this number. */
export function segmentOf(
  run: { readonly seq: number; readonly runId: string; readonly serial: Uint8Array | null },
  number: number,
  delay: number,
): Segment {
  return {
    id: `${run.runId}#${run.seq}.${number}`,
    runId: run.runId,
    number,
    ...(run.serial === null ? {} : { partition: Buffer.from(run.serial).toString('hex') }),
    delay: Math.max(0, delay),
  };
}

/** What is thrown when others took this worker for gone: they have its runs, or one of them, and whatever it knows of these is void. */
export function displacedFailure(runs: string): StoreFailure {
  return new StoreFailure(
    'store/in-use',
    `Other workers have ${runs}: this one was cut off from the database for too long.`,
    'Nothing is lost: what it had goes on there, and it joins them again by itself.',
  );
}

/** Locks keys until the end of the transaction, in an order that is the same for all, so that runs with one key see each other. */
export async function lockKeys(session: Session, serials: readonly Uint8Array[]): Promise<void> {
  if (serials.length === 0) return;
  const numbers = [...new Set(serials.map((serial) => Buffer.from(serial).readBigInt64BE(0)))];
  numbers.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  await session.query('SELECT pg_advisory_xact_lock(k) FROM unnest($1::bigint[]) AS k', [
    numbers.map(String),
  ]);
}
