import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { fileSuppressions } from '../providers/file-suppressions.ts';
import type { Suppressions } from '../providers/suppressions.ts';
import { sanitize } from '../report/sanitize.ts';
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
    return {
      has: (provider, recipient) => list.has(provider, recipient),
      add: (provider, recipient) => addOrTell(list, provider, recipient, io),
    };
  } catch (error) {
    const hint = 'Correct or remove the file, or name another with --suppressions.';
    return diagnose('usage/invalid', (error as Error).message, { hint });
  }
}

/** Adds to the list. How the run ended must be told all the same when that fails. */
async function addOrTell(list: Suppressions, provider: string, recipient: string, io: Io): Promise<void> {
  try {
    await list.add(provider, recipient);
  } catch (error) {
    const reason = sanitize((error as Error).message);
    io.stderr.write(`A recipient opted out and could not be added to the list of opt-outs: ${reason}\n`);
  }
}

function defaultPath({ env }: Io): string {
  const home = env['HOME'] ?? homedir();
  const given = env['XDG_STATE_HOME'] ?? '';
  // A relative path there is to be ignored, says the XDG specification.
  const state = given.startsWith('/') ? given : join(home, '.local', 'state');
  return join(state, 'heddle', 'suppressions.json');
}
