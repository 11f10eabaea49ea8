import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** A local Git repository, as far as reading its history needs it. */
export interface GitRepository {
  /** The folder of its files. */
  readonly root: string;
  /** Where its objects are. */
  readonly objects: string;
  /** The commit that is checked out. */
  readonly head: string;
  /** The file that lists where a shallow history ends; it need not be there. */
  readonly shallow: string;
}

/** The folder of the repository that a path lies in, found by its `.git`; undefined when it lies in none. */
export async function repositoryRoot(path: string): Promise<string | undefined> {
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    if ((await kindOf(join(folder, '.git'))) !== undefined) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/**
 * Reads what is needed of a repository without running anything of it: its configuration is never looked at. Undefined when it
 * has no commit, or its references are kept in a way that is not known.
 */
export async function gitRepository(root: string): Promise<GitRepository | undefined> {
  const folder = await gitFolder(join(root, '.git'));
  if (folder === undefined) return undefined;
  const shared = (await line(join(folder, 'commondir'))) ?? '.';
  const common = resolve(folder, shared);
  const head = await commitOf('HEAD', folder, common);
  if (head === undefined) return undefined;
  return { root, objects: join(common, 'objects'), head, shallow: join(common, 'shallow') };
}

/** `.git` is a folder, or a file that names one: in a worktree and in a submodule. */
async function gitFolder(path: string): Promise<string | undefined> {
  if ((await kindOf(path)) === 'folder') return path;
  const named = /^gitdir: (.+)$/.exec((await line(path)) ?? '')?.[1];
  return named === undefined ? undefined : resolve(dirname(path), named);
}

/** The commit that a reference leads to, over at most a few symbolic ones. */
async function commitOf(
  reference: string,
  folder: string,
  common: string,
  depth = 0,
): Promise<string | undefined> {
  if (depth > 4 || !/^(?:HEAD|refs\/[^\s:?*[\\^~]+)$/.test(reference) || reference.includes('..'))
    return undefined;
  const text =
    (await line(join(folder, reference))) ??
    (await line(join(common, reference))) ??
    (await packed(join(common, 'packed-refs'), reference));
  const symbolic = /^ref: (.+)$/.exec(text ?? '')?.[1];
  if (symbolic !== undefined) return commitOf(symbolic, folder, common, depth + 1);
  return text !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text) ? text : undefined;
}

async function packed(file: string, reference: string): Promise<string | undefined> {
  const text = await read(file, 4 * 2 ** 20);
  return text
    ?.split('\n')
    .find((each) => each.endsWith(` ${reference}`))
    ?.split(' ', 1)[0];
}

async function line(file: string): Promise<string | undefined> {
  return (await read(file, 4096))?.split('\n', 1)[0]?.trim();
}

async function read(file: string, maxBytes: number): Promise<string | undefined> {
  const status = await stat(file).catch(() => undefined);
  if (status?.isFile() !== true || status.size > maxBytes) return undefined;
  return readFile(file, 'utf8').catch(() => undefined);
}

async function kindOf(path: string): Promise<'folder' | 'file' | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isDirectory() === true) return 'folder';
  return status?.isFile() === true ? 'file' : undefined;
}
