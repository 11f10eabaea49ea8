import { StoreFailure } from '../store.ts';
import type { Scribe } from './scribe.ts';
import type { Job, Writer } from './writer.ts';

/** Puts together what is to be written in a turn of the event loop, and while the writes before are on their way, so that many share one wait for the disk. */
export interface GroupCommit {
  /**
   * Has a job done, and resolves with its value once that is on the disk. Jobs are done in the order given; those that the store could not be written with
   * are done again.
   * @param patient Whether it stays in line while the store cannot be written; otherwise the promise rejects with a {@link StoreFailure}. When nothing will
   *   ever be written again, it rejects for all.
   */
  add<K extends keyof Scribe>(
    patient: boolean,
    name: K,
    ...given: Parameters<Scribe[K]>
  ): Promise<ReturnType<Scribe[K]>>;
  /** Why nothing can be written now. */
  trouble(): StoreFailure | undefined;
  /**
   * Writes what is in line, and waits for all that is under way.
   * @throws StoreFailure when it cannot be written.
   */
  flush(): Promise<void>;
}

interface Work {
  readonly job: Job;
  readonly patient: boolean;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What a group commit needs besides its writer. */
export interface GroupCommitOptions {
  /** Calls back some time later, to try again. */
  readonly later: (callback: () => void) => void;
  /** Told when writing begins to fail, and with undefined when it works again. */
  readonly troubled: (failure: StoreFailure | undefined) => void;
}

/** What is in line, and how things stand. */
interface Line {
  works: Work[];
  /** Whether what is in line will be written at the end of this turn of the event loop. */
  isAwake: boolean;
  /** Whether it will be tried again some time later. */
  isWaiting: boolean;
  /** What is on its way: the failure that kept it from being written. Never rejects. */
  writing: Promise<StoreFailure | undefined> | undefined;
  trouble: StoreFailure | undefined;
}

/** Commits together what comes together. */
export function groupCommit(writer: Writer, { later, troubled }: GroupCommitOptions): GroupCommit {
  const line: Line = {
    works: [],
    isAwake: false,
    isWaiting: false,
    writing: undefined,
    trouble: undefined,
  };
  const write = (): Promise<StoreFailure | undefined> =>
    (line.writing ??= carryOut(line, writer, troubled).then((failure) => {
      line.writing = undefined;
      if (line.works.length === 0) return failure;
      if (failure === undefined || line.works.some(({ patient }) => !patient)) wake();
      else {
        line.isWaiting = true;
        later(wake);
      }
      return failure;
    }));
  const turn = (): void => {
    line.isAwake = false;
    line.isWaiting = false;
    if (line.works.length > 0) void write();
  };
  const wake = (): void => {
    if (line.isAwake) return;
    line.isAwake = true;
    setImmediate(turn);
  };
  return {
    add: <T>(patient: boolean, ...job: readonly unknown[]) =>
      new Promise<T>((resolve, reject) => {
        line.works.push({
          job: job as unknown as Job,
          patient,
          resolve: resolve as (value: unknown) => void,
          reject,
        });
        // Whoever does not want to wait until the next try gets an answer now.
        if (!patient || !line.isWaiting) wake();
      }),
    trouble: () => line.trouble,
    async flush() {
      for (;;) {
        while (line.writing !== undefined) await line.writing;
        if (line.works.length === 0) return;
        const failure = await write();
        if (failure !== undefined) throw failure;
      }
    },
  };
}

/** Has what is in line written; the failure that kept it from that. Never rejects. */
async function carryOut(
  line: Line,
  writer: Writer,
  troubled: GroupCommitOptions['troubled'],
): Promise<StoreFailure | undefined> {
  const batch = line.works;
  line.works = [];
  try {
    const { values, mistakes } = await writer.apply(batch.map(({ job }) => job));
    if (line.trouble !== undefined) troubled((line.trouble = undefined));
    for (const [index, { resolve, reject }] of batch.entries()) {
      if (mistakes?.has(index) === true) reject(mistakes.get(index));
      else resolve(values[index]);
    }
    return undefined;
  } catch (error) {
    const isFailure = error instanceof StoreFailure;
    const stays = isFailure && !writer.isOver() ? batch.filter(({ patient }) => patient) : [];
    line.works = [...stays, ...line.works];
    for (const { patient, reject } of batch) if (!patient || stays.length === 0) reject(error);
    if (!isFailure) return undefined;
    if (line.trouble === undefined) troubled((line.trouble = error));
    return error;
  }
}
