import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeText } from '../decode-text.ts';
import { maxTextBytes } from '../text-result.ts';
import type { GitRepository } from './git-repository.ts';

/** A version of a file. */
export interface Version {
  /** The commit that has it. */
  readonly revision: string;
  readonly text: string;
}

/** What the history of a repository knows of a file. */
export interface FileHistory {
  /** What differs, newest first. */
  readonly versions: readonly Version[];
  /** Where the file went when it was renamed last; paths within the repository. */
  readonly renamedTo?: string;
}

/** At most this many commits are looked at, and a command takes this long. */
const most = { commits: 24, versions: 8, milliseconds: 10_000 } as const;

const nothing: FileHistory = { versions: [] };

/**
 * Reads the history of a file by the `git` command. The command works in an empty repository of its own that borrows nothing but the
 * objects of the other one, so that no configuration, hook, filter or attribute of a stranger's repository is ever read; it has no
 * transports, no shell, and an end in time and size. Without the command, there is no history.
 * @param path Within the repository, with slashes.
 * @param commits At most this many of those that changed the file are looked at.
 */
export async function fileHistory(
  repository: GitRepository,
  path: string,
  commits: number = most.commits,
): Promise<FileHistory> {
  const folder = await mkdtemp(join(tmpdir(), 'heddle-git-'));
  try {
    await prepare(folder, repository);
    const run = (args: readonly string[]): Promise<Buffer | undefined> => git(folder, repository, args);
    const listed = await run(['rev-list', `--max-count=${commits}`, repository.head, '--', path]);
    const changes = listed?.toString('latin1').split('\n').filter(Boolean) ?? [];
    const versions: Version[] = [];
    let renamedTo: string | undefined;
    for (const [index, revision] of changes.entries()) {
      const blob = await run(['cat-file', 'blob', `${revision}:${path}`]);
      if (blob === undefined && index === 0) renamedTo = await renameIn(run, revision, path);
      const text = blob === undefined ? undefined : decodeText(blob);
      if (text !== undefined && text !== versions.at(-1)?.text) versions.push({ revision, text });
      if (versions.length === most.versions) break;
    }
    return { versions, ...(renamedTo === undefined ? {} : { renamedTo }) };
  } catch {
    return nothing;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a file was renamed to in a commit. */
async function renameIn(
  run: (args: readonly string[]) => Promise<Buffer | undefined>,
  revision: string,
  path: string,
): Promise<string | undefined> {
  const options = ['-r', '-M', '-z', '--no-commit-id', '--name-status', '--diff-filter=R', '--no-ext-diff'];
  const output = await run(['diff-tree', ...options, revision]);
  const fields = output?.toString('utf8').split('\0') ?? [];
  for (let index = 0; index + 2 < fields.length; index += 3) {
    if (fields[index + 1] === path) return fields[index + 2];
  }
  return undefined;
}

/** An empty repository: what it says is all that the command is told. */
async function prepare(folder: string, { head }: GitRepository): Promise<void> {
  await mkdir(join(folder, 'refs'));
  const format =
    head.length === 64
      ? '\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n'
      : '\trepositoryformatversion = 0\n';
  await writeFile(join(folder, 'config'), `[core]\n\tbare = true\n${format}`);
  await writeFile(join(folder, 'HEAD'), `${head}\n`);
}

/** What a command prints; undefined when it fails, prints too much, or takes too long. */
function git(
  folder: string,
  repository: GitRepository,
  args: readonly string[],
): Promise<Buffer | undefined> {
  const { PATH, SYSTEMROOT } = process.env;
  const env = {
    ...(PATH === undefined ? {} : { PATH }),
    ...(SYSTEMROOT === undefined ? {} : { SYSTEMROOT }),
    HOME: folder,
    LC_ALL: 'C',
    GIT_DIR: folder,
    GIT_OBJECT_DIRECTORY: repository.objects,
    GIT_SHALLOW_FILE: repository.shallow,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: '',
  };
  const options = {
    env,
    cwd: folder,
    encoding: 'buffer',
    timeout: most.milliseconds,
    killSignal: 'SIGKILL',
    maxBuffer: maxTextBytes,
    windowsHide: true,
  } as const;
  return new Promise((done) => {
    execFile('git', ['--no-pager', ...args], options, (error, stdout) => {
      done(error === null ? stdout : undefined);
    });
  });
}
