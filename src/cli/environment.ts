import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnvFile } from '../credentials/env-file.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Io } from './io.ts';

/**
 * The variables that credentials come from: the process's own, and those of a `--credentials` file, which win. Whoever names a file of test keys
 * must not have live ones of the shell used instead.
 */
export function readEnvironment(
  io: Pick<Io, 'env' | 'cwd'>,
  file: string | undefined,
): { readonly env: Io['env']; readonly diagnostics: readonly Diagnostic[] } {
  if (file === undefined) return { env: io.env, diagnostics: [] };
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), 'utf8');
  } catch {
    const hint = 'Check the path and the permissions of the file.';
    return {
      env: io.env,
      diagnostics: [diagnose('usage/invalid', `--credentials ${file} cannot be read.`, { hint })],
    };
  }
  const { values, diagnostics } = parseEnvFile(text, file);
  return { env: { ...io.env, ...values }, diagnostics };
}
