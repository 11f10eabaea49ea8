import { StoreFailure } from '../store.ts';

/** The primary result codes of SQLite that say something about the disk or the file (sqlite.org/rescode.html). */
const code = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 };

/** What an error of SQLite means for the store; undefined when it is a mistake of ours. */
export function storeFailureOf(error: unknown, path: string): StoreFailure | undefined {
  if (error instanceof StoreFailure) return error;
  const extended = (error as { readonly errcode?: unknown } | undefined)?.errcode;
  if (typeof extended !== 'number') return undefined;
  switch (extended & 0xff) {
    case code.full:
      return new StoreFailure(
        'store/full',
        `The disk of the store ${path} is full. What was kept before is safe.`,
        'Make space. Runs go on by themselves once the store can be written.',
      );
    case code.corrupt:
      return damaged(path);
    case code.notADatabase:
      return new StoreFailure(
        'store/not-a-store',
        `${path} is not a store of Heddle.`,
        'Name another file. A new one is made when it does not exist.',
      );
    case code.busy:
    case code.readOnly:
    case code.ioError:
    case code.cannotOpen:
      return new StoreFailure(
        'store/unwritable',
        `The store ${path} cannot be opened or written (${(error as Error).message}).`,
        'Check that its folder exists, its permissions and its disk.',
      );
    default:
      return undefined;
  }
}

/** The finding for a file that is broken. */
export function damaged(path: string, detail = ''): StoreFailure {
  return new StoreFailure(
    'store/damaged',
    `The store ${path} is damaged${detail === '' ? '' : ` (${detail})`}.`,
    'Restore it from a backup; keep the damaged file and its -wal for a look.',
  );
}
