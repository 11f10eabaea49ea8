import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileSuppressions } from '../providers/file-suppressions.ts';
import type { Suppressions } from '../providers/suppressions.ts';
import type { Io } from './io.ts';

/**
 * The list of recipients who opted out, for real runs: `--suppressions`, or `heddle/suppressions.json` in the state folder of the
 * person (XDG base directories). A finding when it cannot be read, before anybody is contacted.
 */
export async function suppressionList(file: string | undefined, io: Io): Promise<Suppressions | Diagnostic> {
  const path = file === undefined ? defaultPath(io) : resolve(io.cwd, file);
  const list = fileSuppressions(path);
  try {
    await list.has('', '');
    return list;
  } catch (error) {
    const hint = 'Correct or remove the file, or name another with --suppressions.';
    return diagnose('usage/invalid', (error as Error).message, { hint });
  }
}

function defaultPath({ env }: Io): string {
  const home = env['HOME'] ?? homedir();
  const given = env['XDG_STATE_HOME'] ?? '';
  // A relative path there is to be ignored, says the XDG specification.
  const state = given.startsWith('/') ? given : join(home, '.local', 'state');
  return join(state, 'heddle', 'suppressions.json');
}
