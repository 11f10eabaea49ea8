import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { readSettings, type Settings } from '../server/settings.ts';
import type { LocatedText } from '../text/located-text.ts';
import type { Io } from './io.ts';

/** Reads a configuration from a path. `settings` and `located` are there when no finding stops; `texts` is for code frames. */
export async function readConfiguration(
  path: string,
  io: Pick<Io, 'cwd'>,
): Promise<{
  readonly settings?: Settings;
  readonly located?: LocatedText;
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
}> {
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, path), 'utf8');
  } catch {
    const hint = 'Write one, see docs/serve.md, or name another with --config.';
    const diagnostics = [diagnose('config/unreadable', `${path} cannot be read.`, { hint })];
    return { diagnostics, texts: new Map() };
  }
  return { ...(await readSettings(text, path)), texts: new Map([[path, text]]) };
}
