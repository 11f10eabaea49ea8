import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreFailure } from '../store.ts';
import { closedError, type Done, type Job, type Writer } from './writer.ts';

/** What the thread is made with. */
export interface WriterData {
  readonly path: string;
  /** That of the store's seal. */
  readonly key: Uint8Array;
}

/** Jobs that the thread is sent. It puts all that it finds into one transaction. */
export interface Batch {
  /** Grows once failures were heard of and nothing is under way: batches of a round in which one failed are not written. */
  readonly round: number;
  readonly jobs: readonly Job[];
}

/** A failure as plain data. */
export type ToldFailure = Pick<StoreFailure, 'code' | 'message' | 'hint'>;

/** What the thread answers to as many batches: what came of their jobs, those of all in one row, or why nothing was written. */
export type Reply = { readonly count: number } & (
  | { readonly values: readonly unknown[]; readonly mistakes: readonly (readonly [number, unknown])[] }
  | { readonly failure: ToldFailure }
);

/** A batch that is under way. */
interface UnderWay {
  /** How many jobs it has. */
  readonly size: number;
  readonly resolve: (done: Done) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Writes in a thread of its own, so that this one does other things while it seals, writes and waits for the disk. A thread that ends unasked leaves it
 * unknown whether what was under way was written: nothing more is then, and the process has to be started again, as after a crash.
 * @throws Error when the thread cannot begin.
 */
export async function threadWriter(data: WriterData): Promise<Writer> {
  const thread = new Worker(new URL('./writer-thread.js', import.meta.url), { workerData: data });
  await once(thread, 'message');
  // An idle thread must not keep the process from its end.
  thread.unref();
  const underWay: UnderWay[] = [];
  let round = 1;
  let hasFailed = false;
  /** Why nothing is written any more. */
  let over: Error | undefined;
  let closing: Promise<unknown> | undefined;
  const end = (why: string): void => {
    over ??= endedFailure(data.path, why);
    for (const { reject } of underWay.splice(0)) reject(over);
  };
  thread.on('error', ({ message }: Error) => end(message));
  thread.on('exit', (code) => end(`exit code ${code}`));
  thread.on('message', (reply: Reply) => {
    const answered = underWay.splice(0, reply.count);
    if ('failure' in reply) {
      hasFailed = true;
      for (const { reject } of answered) reject(heard(reply.failure));
    } else share(reply.values, new Map(reply.mistakes), answered);
    if (underWay.length > 0) return;
    thread.unref();
    if (hasFailed) round++;
    hasFailed = false;
  });
  return {
    apply: (jobs) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over);
        thread.postMessage({ round, jobs } satisfies Batch);
        if (underWay.length === 0) thread.ref();
        underWay.push({ size: jobs.length, resolve, reject });
      }),
    isOver: () => over !== undefined,
    async close() {
      if (over === undefined) {
        over = closedError();
        closing = once(thread, 'exit');
        thread.ref();
        thread.postMessage('close');
      }
      await closing;
    },
  };
}

/** Gives each batch what came of its jobs. */
function share(
  values: readonly unknown[],
  mistakes: ReadonlyMap<number, unknown>,
  batches: readonly UnderWay[],
): void {
  let from = 0;
  for (const { size, resolve } of batches) {
    const own: Done = { values: values.slice(from, from + size) };
    resolve(mistakes.size === 0 ? own : { ...own, mistakes: moved(mistakes, from) });
    from += size;
  }
}

/** Mistakes as those of a batch that begins with job number `from` know them. */
function moved(mistakes: ReadonlyMap<number, unknown>, from: number): ReadonlyMap<number, unknown> {
  return new Map([...mistakes].map(([number, mistake]) => [number - from, heard(mistake)]));
}

/** What the thread told, as an error. */
function heard(told: unknown): unknown {
  if (told instanceof Error) return told;
  const { code, message, hint } = told as ToldFailure;
  return new StoreFailure(code, message, hint);
}

function endedFailure(path: string, why: string): StoreFailure {
  return new StoreFailure(
    'store/unwritable',
    `The thread that writes the store ${path} has ended (${why}).`,
    'Start the process again: runs go on from what is on the disk.',
  );
}
