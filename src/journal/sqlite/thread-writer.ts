import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StoreFailure } from '../store.ts';
import { closedError, type Done, type Writer } from './writer.ts';

/** What the thread is made with. */
export interface WriterData {
  readonly path: string;
  /** That of the store's seal. */
  readonly key: Uint8Array;
}

/** A failure as plain data. */
export type ToldFailure = Pick<StoreFailure, 'code' | 'message' | 'hint'>;

/** What the thread answers to a batch of jobs: what came of them, or why nothing was written. */
export type Reply =
  | { readonly values: readonly unknown[]; readonly mistakes: readonly (readonly [number, unknown])[] }
  | { readonly failure: ToldFailure };

/** Who waits for an answer. */
interface Waiting {
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
  let waiting: Waiting | undefined;
  /** Why nothing is written any more. */
  let over: Error | undefined;
  let closing: Promise<unknown> | undefined;
  const end = (why: string): void => {
    over ??= endedFailure(data.path, why);
    waiting?.reject(over);
  };
  thread.on('error', ({ message }: Error) => end(message));
  thread.on('exit', (code) => end(`exit code ${code}`));
  thread.on('message', (reply: Reply) => {
    thread.unref();
    if ('failure' in reply) waiting!.reject(heard(reply.failure));
    else waiting!.resolve(doneOf(reply));
  });
  return {
    apply: (jobs) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(over);
        thread.postMessage(jobs);
        thread.ref();
        waiting = { resolve, reject };
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

function doneOf({ values, mistakes }: Exclude<Reply, { readonly failure: unknown }>): Done {
  if (mistakes.length === 0) return { values };
  return { values, mistakes: new Map(mistakes.map(([number, mistake]) => [number, heard(mistake)])) };
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
