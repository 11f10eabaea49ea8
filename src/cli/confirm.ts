import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import type { Io } from './io.ts';

/** Asks a person yes or no; anything but yes is no. Undefined when there is nobody to ask. */
export async function confirm(question: string, io: Io): Promise<boolean | undefined> {
  const { stdin } = io;
  if (stdin?.isTTY !== true || io.stderr.isTTY !== true) return undefined;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      io.stderr.write(chunk.toString('utf8'));
      done();
    },
  });
  const questions = createInterface({ input: stdin, output, terminal: true });
  const gone = new AbortController();
  questions.once('close', () => gone.abort());
  try {
    const answer = await questions.question(`${question} [y/N] `, { signal: gone.signal });
    return /^y(?:es)?$/i.test(answer.trim());
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    io.stderr.write('\n');
    return false;
  } finally {
    questions.close();
  }
}
