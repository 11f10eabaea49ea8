import { opendirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { didYouMean } from '../diagnostics/near.ts';

/** How many names of a folder are looked at. */
const most = 1000;

/** `Did you mean orders.yaml?` of a file that is not there, by the names beside it; undefined when none is near, or there is no such folder. */
export function nearFile(path: string): string | undefined {
  return didYouMean(basename(path), namesIn(dirname(path)));
}

/** The names of files and links in a folder; none of one that cannot be read, since its file cannot be either, which is told. */
function namesIn(folder: string): readonly string[] {
  const names: string[] = [];
  try {
    const entries = opendirSync(folder);
    try {
      for (let entry = entries.readSync(); entry !== null && names.length < most; entry = entries.readSync())
        if (!entry.isDirectory()) names.push(entry.name);
    } finally {
      entries.closeSync();
    }
  } catch {
    return [];
  }
  return names;
}
