import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Loaded } from '../load.ts';
import { bundledDocument } from '../sources/bundled.ts';

const hint = 'Use --dry-run to see the changes.';

/** Writes a repaired document into its file; a finding when that cannot be done, or when the file is another by now. */
export function writeRepaired(
  path: string,
  { before, after }: NonNullable<Loaded['repaired']>,
): Diagnostic | undefined {
  if (bundledDocument(path) !== undefined || /^https?:\/\//i.test(path)) {
    return unchanged(path, 'is not a file of yours');
  }
  try {
    // What a link leads to is replaced, not the link.
    const file = realpathSync(path);
    const found = readFileSync(file, 'utf8');
    // Texts are read without their byte order mark.
    const mark = found.startsWith('\uFEFF') && !before.startsWith('\uFEFF') ? '\uFEFF' : '';
    if (found !== mark + before) return unchanged(path, 'has changed meanwhile', 'Run the command again.');
    const { mode } = statSync(file);
    // A file that nobody may write could be replaced all the same, where its folder may be written.
    if ((mode & 0o222) === 0) return unchanged(path, 'is read-only');
    accessSync(file, constants.W_OK);
    replace(file, mark + after, mode);
    return undefined;
  } catch {
    return unchanged(path, 'cannot be written');
  }
}

function unchanged(path: string, why: string, next = hint): Diagnostic {
  return diagnose('usage/invalid', `"${path}" ${why}, so it was not changed.`, { hint: next });
}

/** Puts a whole new file in the place of an old one, with its permissions: whoever reads it meets one or the other, never a part. */
function replace(file: string, text: string, mode: number): void {
  const draft = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = openSync(draft, 'wx', mode);
  try {
    fchmodSync(handle, mode & 0o7777);
    writeFileSync(handle, text);
    fsyncSync(handle);
    closeSync(handle);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
