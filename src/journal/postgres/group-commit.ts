import type { StoreFailure } from '../store.ts';
import { failureOf, isCounted, settleBatch, UnknownCommit, type Work, writeBatch } from './batch.ts';
import type { Desk } from './desk.ts';

/** Puts the work of many runs into few transactions: while one is on its way, what comes is gathered for the next. */
export interface GroupCommit {
  add(work: Work): void;
  /** Writes what is in line, or rejects it when it cannot be written now. */
  close(): Promise<void>;
}

/** What a group commit needs besides its desk. */
export interface GroupCommitOptions {
  /** Some time passes, before it tries again what could not be written. */
  readonly later: () => Promise<void>;
  /** Told when writing begins to fail, and with undefined when it works again. */
  readonly troubled: (failure: StoreFailure | undefined) => void;
}

/** The most work of one transaction: what waits behind it waits for all of it. */
const mostWork = 500;

/**
 * Commits work in its order. While the store cannot be written, writes of runs in hand stay in line; starts and takes reject with a {@link StoreFailure}, unless it is unknown
 * whether they count.
 */
export function groupCommit(desk: Desk, { later, troubled }: GroupCommitOptions): GroupCommit {
  let line: Work[] = [];
  let number = 0;
  let trouble: StoreFailure | undefined;
  let running: Promise<void> | undefined;
  let isClosing = false;

  const tell = (failure: StoreFailure | undefined): void => {
    if ((failure === undefined) !== (trouble === undefined)) troubled(failure);
    trouble = failure;
  };

  /** Tries until the batch counts, or nothing of it is left to write. */
  const write = async (batch: readonly Work[]): Promise<void> => {
    let works = batch;
    let unknown: UnknownCommit | undefined;
    number++;
    while (works.length > 0) {
      try {
        const isDone = unknown !== undefined && (await isCounted(desk, number));
        const done = isDone ? unknown!.done : await writeBatch(desk, number, works);
        tell(undefined);
        settleBatch(desk, works, done);
        return;
      } catch (error) {
        const failure = failureOf(error, desk.shown);
        if (failure === undefined || failure.code === 'store/in-use') {
          await isolate(works, failure ?? error);
          return;
        }
        if (isConflict(error)) continue;
        if (error instanceof UnknownCommit) unknown = error;
        tell(failure);
        if (unknown === undefined) works = withoutImpatient(works, failure, isClosing);
        else if (isClosing) for (const work of works) work.reject(failure);
        if (isClosing) return;
        await later();
      }
    }
  };

  /** A mistake in one work must not take the others with it: each gets a transaction of its own. */
  const isolate = async (works: readonly Work[], error: unknown): Promise<void> => {
    if (works.length === 1) {
      works[0]!.reject(error);
      return;
    }
    for (const work of works) await write([work]);
  };

  const run = async (): Promise<void> => {
    // What else this turn of the event loop brings goes along.
    await new Promise((resolve) => setImmediate(resolve));
    while (line.length > 0) {
      const batch = line.slice(0, mostWork);
      line = line.slice(mostWork);
      await write(batch);
    }
    running = undefined;
  };

  return {
    add(work) {
      if (trouble !== undefined && running !== undefined && work.kind !== 'write') {
        work.reject(trouble);
        return;
      }
      line.push(work);
      running ??= run();
    },
    async close() {
      isClosing = true;
      await running;
    },
  };
}

/** Two transactions stood in each other's way, and one of them was taken back: it is tried again at once. */
function isConflict(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === '40001' || code === '40P01';
}

/** What stays in line while the store cannot be written; the rest is told so. */
function withoutImpatient(works: readonly Work[], failure: StoreFailure, isLast: boolean): readonly Work[] {
  const isPatient = ({ kind }: Work): boolean => kind === 'write' && !isLast;
  for (const work of works) if (!isPatient(work)) work.reject(failure);
  return works.filter(isPatient);
}
