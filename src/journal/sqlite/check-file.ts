import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFailure } from '../store.ts';

/** How every SQLite file begins (sqlite.org/fileformat2.html, 1.3). */
const magic = Buffer.from('SQLite format 3\0');

/**
 * Looks, before anything is made or opened, whether a store can be at a path: a regular file that begins as those of SQLite do, or, where a new one may
 * be made, none or an empty one in a folder that exists.
 * @param isExpected Whether there must be a store already.
 * @throws StoreFailure that says what is there instead.
 */
export function checkFile(path: string, isExpected: boolean): void {
  if (!existsSync(path)) {
    const folder = dirname(path);
    const lacksFolder = !existsSync(folder) || !statSync(folder).isDirectory();
    if (isExpected) {
      const why = lacksFolder ? `: the folder ${folder} does not exist` : '';
      throw new StoreFailure('store/not-a-store', `There is no store ${path}${why}.`, 'Check the path.');
    }
    if (!lacksFolder) return;
    const message = `The store ${path} cannot be made: the folder ${folder} does not exist.`;
    throw new StoreFailure('store/unwritable', message, 'Make the folder first, or check the path.');
  }
  const found = statSync(path);
  if (!found.isFile()) {
    throw notAStore(path, found.isDirectory() ? 'it is a folder' : 'it is no regular file');
  }
  if (found.size === 0) {
    if (isExpected) throw notAStore(path, 'it is empty');
  } else if (!beginsAsStore(path)) throw notAStore(path, 'it is another kind of file');
}

function beginsAsStore(path: string): boolean {
  const beginning = Buffer.alloc(magic.length);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw new StoreFailure(
      'store/unwritable',
      `The store ${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
      'Check its permissions.',
    );
  }
  try {
    return readSync(file, beginning, 0, magic.length, 0) === magic.length && beginning.equals(magic);
  } finally {
    closeSync(file);
  }
}

function notAStore(path: string, why: string): StoreFailure {
  return new StoreFailure(
    'store/not-a-store',
    `${path} is not a store of Heddle: ${why}.`,
    'Name another file. A new one is made when it does not exist.',
  );
}
