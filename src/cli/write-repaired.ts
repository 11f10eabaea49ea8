import { readFileSync, writeFileSync } from 'node:fs';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Loaded } from '../load.ts';
import { bundledDocument } from '../sources/bundled.ts';

/** Writes a repaired document into its file; a finding when that cannot be done, or when the file is another by now. */
export function writeRepaired(
  path: string,
  { before, after }: NonNullable<Loaded['repaired']>,
): Diagnostic | undefined {
  const hint = 'Use --dry-run to see the changes.';
  if (bundledDocument(path) !== undefined || /^https?:\/\//i.test(path)) {
    return diagnose('usage/invalid', `"${path}" is not a file of yours, so it was not changed.`, { hint });
  }
  try {
    const found = readFileSync(path, 'utf8');
    // Texts are read without their byte order mark.
    const mark = found.startsWith('\uFEFF') && !before.startsWith('\uFEFF') ? '\uFEFF' : '';
    if (found !== mark + before) {
      return diagnose('usage/invalid', `"${path}" has changed meanwhile, so it was not changed.`, {
        hint: 'Run the command again.',
      });
    }
    writeFileSync(path, mark + after);
    return undefined;
  } catch {
    return diagnose('usage/invalid', `"${path}" cannot be written, so it was not changed.`, { hint });
  }
}
