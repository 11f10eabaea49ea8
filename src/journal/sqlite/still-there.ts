import { statSync } from 'node:fs';
import { StoreFailure } from '../store.ts';

/**
 * Throws a StoreFailure once a file of a store that is open, or its write-ahead log, is no longer where it was: SQLite would go on writing into what was
 * removed or replaced, and nobody would ever find that again. What is put back where it was is there again.
 */
export function stillThere(path: string): () => void {
  const files = [path, `${path}-wal`]
    .map((file) => ({ file, was: identity(file) }))
    // Some file systems know no write-ahead log.
    .filter(({ was }) => was !== undefined);
  return () => {
    const gone = files.find(({ file, was }) => identity(file) !== was);
    if (gone === undefined) return;
    throw new StoreFailure(
      'store/unwritable',
      `${gone.file} was removed, moved or replaced while the store was in use.`,
      'Put it back where it was. When it is lost, end the process and restore a back-up.',
    );
  };
}

function identity(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
