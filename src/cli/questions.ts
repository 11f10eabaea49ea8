import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Input, Io } from './io.ts';

/** Asks the person one question after the other; each is put again until its answer fits. */
export interface Questions {
  /** @param read The value of an answer that fits; undefined for one that does not. */
  ask<T>(prompt: string, read: (answer: string) => T | undefined): Promise<T>;
}

/** Asks on standard error, so that standard output stays the result's. @returns What `put` made of the answers; undefined when the person interrupted or had no more to say. */
export async function askQuestions<T>(
  io: Io & { readonly stdin: Input },
  put: (questions: Questions) => Promise<T>,
): Promise<T | undefined> {
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      io.stderr.write(chunk.toString('utf8'));
      done();
    },
  });
  const lines = createInterface({ input: io.stdin, output, terminal: io.stdin.isTTY === true });
  const gone = new AbortController();
  lines.once('close', () => gone.abort());
  const signal = io.signal === undefined ? gone.signal : AbortSignal.any([io.signal, gone.signal]);
  const questions: Questions = {
    async ask(prompt, read) {
      for (;;) {
        const answer = (await lines.question(prompt, { signal })).trim();
        const value = answer === '' ? undefined : read(answer);
        if (value !== undefined) return value;
      }
    },
  };
  try {
    return await put(questions);
  } catch (error) {
    if (!signal.aborted) throw error;
    io.stderr.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
}
