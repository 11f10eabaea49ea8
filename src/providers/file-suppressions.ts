import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isObject } from '../text/json.ts';
import type { Suppressions } from './suppressions.ts';

/** What the file holds: no address in clear. The salt keeps one list's hashes from being looked up in another's. */
interface SuppressionFile {
  readonly format: 1;
  /** Hexadecimal. */
  readonly salt: string;
  /** Sorted SHA-256, hexadecimal, of salt, provider and recipient. */
  readonly hashes: readonly string[];
}

/**
 * {@link Suppressions} in a JSON file of salted hashes, which is created when the first recipient is added, readable by its owner only.
 * Read anew for each question, so that other processes' additions count; replaced as a whole, so that a crash leaves the old or the new one.
 * Rejects with an Error that names the file when it cannot be read, is not such a file, or cannot be written: a list that is ignored is no list.
 */
export function fileSuppressions(path: string): Suppressions {
  let last: Promise<unknown> = Promise.resolve();
  return {
    async has(provider, recipient) {
      const file = await read(path);
      return file !== undefined && file.hashes.includes(hash(file.salt, provider, recipient));
    },
    async add(provider, recipient) {
      const added = last.then(() => write(path, provider, recipient));
      last = added.catch(() => {});
      await added;
    },
  };
}

async function read(path: string): Promise<SuppressionFile | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new Error(`The suppression list ${path} cannot be read.`, { cause: error });
  }
  const file = parse(text);
  if (file === undefined) throw new Error(`${path} is not a suppression list of this version.`);
  return file;
}

function parse(text: string): SuppressionFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isOne =
      isObject(value) &&
      value.format === 1 &&
      typeof value.salt === 'string' &&
      Array.isArray(value.hashes) &&
      value.hashes.every((entry) => typeof entry === 'string');
    return isOne ? (value as unknown as SuppressionFile) : undefined;
  } catch {
    return undefined;
  }
}

async function write(path: string, provider: string, recipient: string): Promise<void> {
  const { salt, hashes } = (await read(path)) ?? { salt: randomBytes(16).toString('hex'), hashes: [] };
  const added = new Set(hashes).add(hash(salt, provider, recipient));
  const content: SuppressionFile = { format: 1, salt, hashes: [...added].toSorted() };
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(content, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
}

function hash(salt: string, provider: string, recipient: string): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, provider, recipient]))
    .digest('hex');
}
