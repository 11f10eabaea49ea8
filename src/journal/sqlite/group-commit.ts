import { StoreFailure } from '../store.ts';
import type { Scribe } from './scribe.ts';
import type { Job, Writer } from './writer.ts';

/** Puts what is to be written in a turn of the event loop together, so that many share one wait for the disk. */
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
  /** Patient works that failed, while others are under way that were asked for after them. */
  failed: Work[];
  /** Batches that the writer has not answered. */
  underWay: number;
  /** Whether what is in line will be sent without anybody's doing. */
  isScheduled: boolean;
  trouble: StoreFailure | undefined;
}

/** Commits together what comes together. */
export function groupCommit(writer: Writer, { later, troubled }: GroupCommitOptions): GroupCommit {
  const line: Line = { works: [], failed: [], underWay: 0, isScheduled: false, trouble: undefined };
  let last: Promise<StoreFailure | undefined> = Promise.resolve(undefined);
  const send = (): typeof last => {
    const batch = line.works;
    // Nothing overtakes what failed and is not in line again.
    if (batch.length === 0 || (line.trouble !== undefined && line.underWay > 0)) return last;
    line.works = [];
    line.underWay++;
    return (last = carryOut(line, batch, writer, troubled).then(lineUp));
  };
  const turn = (): void => {
    line.isScheduled = false;
    void send();
  };
  const lineUp = (failure: StoreFailure | undefined): StoreFailure | undefined => {
    if (--line.underWay > 0) return failure;
    if (line.failed.length > 0) line.works = [...line.failed.splice(0), ...line.works];
    if (line.works.length === 0 || line.isScheduled) return failure;
    line.isScheduled = true;
    if (line.trouble !== undefined && line.works.every(({ patient }) => patient)) later(turn);
    else setImmediate(turn);
    return failure;
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
        if (!line.isScheduled) {
          line.isScheduled = true;
          setImmediate(turn);
        } else if (!patient && line.trouble !== undefined) {
          // Whoever does not want to wait until the next try gets an answer now.
          setImmediate(() => void send());
        }
      }),
    trouble: () => line.trouble,
    async flush() {
      for (;;) {
        while (line.underWay > 0) await last;
        if (line.works.length === 0) return;
        const failure = await send();
        if (failure !== undefined) throw failure;
      }
    },
  };
}

/** Has a batch written; the failure that kept it from that. Never rejects. */
async function carryOut(
  line: Line,
  batch: readonly Work[],
  writer: Writer,
  troubled: GroupCommitOptions['troubled'],
): Promise<StoreFailure | undefined> {
  try {
    const { values, mistakes } = await writer.apply(batch.map(({ job }) => job));
    if (line.trouble !== undefined) {
      line.isScheduled = false;
      troubled((line.trouble = undefined));
    }
    for (const [index, { resolve, reject }] of batch.entries()) {
      if (mistakes?.has(index) === true) reject(mistakes.get(index));
      else resolve(values[index]);
    }
    return undefined;
  } catch (error) {
    const isFailure = error instanceof StoreFailure;
    const stays = isFailure && !writer.isOver() ? batch.filter(({ patient }) => patient) : [];
    line.failed.push(...stays);
    for (const { patient, reject } of batch) if (!patient || stays.length === 0) reject(error);
    if (!isFailure) return undefined;
    if (line.trouble === undefined) troubled((line.trouble = error));
    return error;
  }
}
