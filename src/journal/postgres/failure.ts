import { StoreFailure } from '../store.ts';

/** What an error of PostgreSQL or of the connection means for the store; undefined when it is a mistake of ours. */
export function storeFailureOf(error: unknown, shown: string): StoreFailure | undefined {
  if (error instanceof StoreFailure) return error;
  const code = (error as { readonly code?: unknown } | undefined)?.code;
  if (typeof code !== 'string') {
    // What `pg` itself says of connections has no code.
    const message = error instanceof Error ? error.message : '';
    return /connection|timeout/i.test(message) ? unreachable(shown, 'the connection was lost') : undefined;
  }
  // Codes of the operating system, such as ECONNREFUSED; those of Node itself begin with ERR_.
  if (/^E[A-Z]+$/.test(code)) return unreachable(shown, code);
  switch (code.slice(0, 2)) {
    case '28':
      return new StoreFailure(
        'store/unwritable',
        `The store ${shown} does not let this user in (SQLSTATE ${code}).`,
        'Check the user and the password: in the URL, in PGPASSWORD, or in the file that PGPASSFILE names.',
      );
    case '3D':
      return new StoreFailure(
        'store/not-a-store',
        `There is no such database: ${shown}.`,
        'Make it: createdb. Then: heddle migrate --store <url>.',
      );
    case '53':
      return new StoreFailure(
        code === '53100' ? 'store/full' : 'store/unwritable',
        `The database of the store ${shown} has no room for more (SQLSTATE ${code}).`,
        'Look at its disk, its memory and its max_connections. Runs go on by themselves once it can be written.',
      );
    case '42':
      return code === '42501' ? forbidden(shown) : undefined;
    case '08':
    case '25':
    case '40':
    case '57':
    case '58':
      return unreachable(shown, `SQLSTATE ${code}`);
    default:
      return undefined;
  }
}

function unreachable(shown: string, why: string): StoreFailure {
  return new StoreFailure(
    'store/unwritable',
    `The store ${shown} cannot be reached or written (${why}).`,
    'Check that the database runs, that its address is right, and that it can be written. Workers then go on by themselves; any other command is given again.',
  );
}

function forbidden(shown: string): StoreFailure {
  return new StoreFailure(
    'store/unwritable',
    `The user of the store ${shown} lacks a right that is needed (SQLSTATE 42501).`,
    'Run heddle migrate as a user that may make schemas, and give this one the rights that docs/postgres.md lists.',
  );
}
