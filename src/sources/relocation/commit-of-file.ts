import { relative, sep } from 'node:path';
import { fileHistory } from './git-history.ts';
import { gitRepository, repositoryRoot } from './git-repository.ts';

/**
 * The commit that a file of this machine was last changed by, when it lies in a Git repository and reads as it was committed there; undefined
 * when it has been changed since, was never committed, or the history cannot be read.
 */
export async function commitOfFile(path: string, text: string): Promise<string | undefined> {
  const root = await repositoryRoot(path);
  const repository = root === undefined ? undefined : await gitRepository(root);
  if (repository === undefined) return undefined;
  const { versions } = await fileHistory(repository, relative(root!, path).split(sep).join('/'), 1);
  return versions[0]?.text === text ? versions[0].revision : undefined;
}
