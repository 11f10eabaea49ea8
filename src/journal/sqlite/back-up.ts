import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFailure } from '../store.ts';
import type { Database, DatabaseConstructor } from './database.ts';
import { damaged } from './failure.ts';

/**
 * Copies a database as it is at this moment into a new file, which is whole, checked and on the disk once it has its name.
 * @throws StoreFailure when there is a file of that name, and when the copy is not whole.
 */
export function backUp(sqlite: DatabaseConstructor, database: Database, target: string): void {
  if (existsSync(target)) {
    throw new StoreFailure(
      'store/would-overwrite',
      `There is a file ${target} already.`,
      'Name another file, or remove this one.',
    );
  }
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    database.prepare('VACUUM INTO ?').run(partial);
    check(sqlite, partial, target);
    synchronize(partial);
    renameSync(partial, target);
  } finally {
    rmSync(partial, { force: true });
  }
  synchronize(dirname(target));
}

function check(sqlite: DatabaseConstructor, partial: string, target: string): void {
  const copy = new sqlite(partial, { readOnly: true });
  try {
    const { integrity_check: state } = copy.prepare('PRAGMA integrity_check(1)').get() as {
      readonly integrity_check: string;
    };
    if (state !== 'ok') throw damaged(target, state);
  } finally {
    copy.close();
  }
}

function synchronize(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
