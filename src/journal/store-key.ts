import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { StoreFailure } from './store.ts';

const makeOne = 'A key is 32 bytes as 64 hexadecimal digits: openssl rand -hex 32.';

/**
 * The key that a store is sealed with: from `HEDDLE_STORE_KEY`, else from the file that `HEDDLE_STORE_KEY_FILE` names, else from
 * `<store>.key` beside the store, which is made for a new store, for its owner alone (mode 0600).
 * @throws StoreFailure when it cannot be had.
 */
export function storeKey(path: string, env: Readonly<Record<string, string | undefined>>): Uint8Array {
  const given = givenKey(env);
  if (given !== undefined) return given;
  const beside = `${path}.key`;
  if (existsSync(beside)) return readKey(beside);
  if (existsSync(path) && statSync(path).size > 0) {
    throw new StoreFailure(
      'store/wrong-key',
      `The key of the store is missing: ${beside} does not exist.`,
      'Restore the key file, or give the key in HEDDLE_STORE_KEY.',
    );
  }
  return makeKey(beside);
}

/** The key that the environment gives, if it gives one. */
export function givenKey(env: Readonly<Record<string, string | undefined>>): Uint8Array | undefined {
  const { HEDDLE_STORE_KEY: given, HEDDLE_STORE_KEY_FILE: file } = env;
  if (given !== undefined && given !== '') return parseKey(given, 'HEDDLE_STORE_KEY');
  return file === undefined || file === '' ? undefined : readKey(file);
}

function makeKey(path: string): Uint8Array {
  const key = randomBytes(32);
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeSync(file, `${key.toString('hex')}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return key;
  } catch (error) {
    // Another process was faster: the key of the store is the one that is there.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readKey(path);
    throw new StoreFailure(
      'store/unwritable',
      `The key file ${path} cannot be made (${(error as NodeJS.ErrnoException).code}).`,
      'Give the store a folder that exists and can be written, or the key in HEDDLE_STORE_KEY.',
    );
  }
}

function readKey(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new StoreFailure(
      'store/wrong-key',
      `The key file ${path} cannot be read.`,
      'Check its path and its permissions.',
    );
  }
  return parseKey(text, path);
}

function parseKey(text: string, origin: string): Uint8Array {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  throw new StoreFailure('store/wrong-key', `What ${origin} holds is not the key of a store.`, makeOne);
}
