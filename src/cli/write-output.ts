import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Io } from './io.ts';

/** Writes a text into a file, or to standard output for `-`; a finding when that cannot be done, or when there is no text to write. */
export function writeOutput(output: string, text: string | undefined, io: Io): Diagnostic | undefined {
  if (text === undefined)
    return diagnose('usage/invalid', `"${output}" was not written: there is no document.`, {});
  if (output === '-') {
    io.stdout.write(text);
    return undefined;
  }
  try {
    writeFileSync(resolve(io.cwd, output), text);
    return undefined;
  } catch {
    const hint = 'Give a file in a folder that can be written.';
    return diagnose('usage/invalid', `"${output}" cannot be written.`, { hint });
  }
}
