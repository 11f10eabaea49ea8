import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pathWithin } from '../bases.ts';
import { type HostedFile, hostedFile } from '../hosted-file.ts';
import type { Attempt } from '../load-source.ts';
import { isUrl } from '../locate-source.ts';
import { repositoryRoot } from './git-repository.ts';

/** A folder of this machine in which a lost source may be found. */
export interface Repository {
  readonly folder: string;
  /** Where the source should be, below the folder; absent when that is elsewhere. */
  readonly path?: string;
  /** Whether it has a `.git`. */
  readonly isGit: boolean;
  /** What it mirrors, when it is known as a repository at a Git host. */
  readonly hosted?: HostedFile;
  /** The folder of the document within it, with slashes; absent when the document is elsewhere. */
  readonly documentFolder?: string;
}

/**
 * The repositories in which a source can be looked for: the one that the document lies in, and those that a base of the user mirrors as
 * `owner/name`. Without any, the document's own folder.
 */
export async function repositoriesOf(attempt: Attempt): Promise<readonly Repository[]> {
  const { location, context } = attempt;
  const hosted = hostedOf(attempt);
  const folders = context.bases.flatMap((base) => (base.kind === 'folder' ? [base.path] : []));
  if (hosted !== undefined) {
    const mirrors = await existing(folders.map((folder) => join(folder, ...hosted.repository.split('/'))));
    return mirrors.map((folder) => ({ folder, path: hosted.path, hosted, isGit: false }));
  }
  if (isOnTheWeb(context.base)) return [];
  const document = pathOf(context.base);
  const root = await repositoryRoot(document);
  const mirrored = folders.flatMap((folder) => {
    const path = pathWithin(folder, document)?.split('/');
    if (path === undefined) return [];
    if (path.length < 3) return [folder];
    return folders.map((each) => join(each, path[0]!, path[1]!));
  });
  const found = await existing([...new Set([...(root === undefined ? [] : [root]), ...mirrored])]);
  return (found.length === 0 ? [dirname(document)] : found).map((folder) => {
    const path = 'ok' in location || location.kind !== 'file' ? undefined : pathWithin(folder, location.path);
    const own = pathWithin(folder, document);
    return {
      folder,
      isGit: folder === root,
      ...(path === undefined ? {} : { path }),
      ...(own === undefined ? {} : { documentFolder: own.split('/').slice(0, -1).join('/') }),
    };
  });
}

/** The file at a Git host that the source should be; for a relative URL, beside a document from there. */
export function hostedOf({ location }: Attempt): HostedFile | undefined {
  return 'ok' in location || location.kind === 'file' ? undefined : hostedFile(location.url);
}

/** The name of the file that the source should be; undefined when its URL has none. */
export function nameOf({ location }: Attempt): string | undefined {
  if ('ok' in location) return undefined;
  const name =
    location.kind === 'file' ? basename(location.path) : hostedFile(location.url)?.path.split('/').at(-1);
  return name === '' ? undefined : name;
}

/** Whether the document is from the network. */
export function isOnTheWeb(base: string): boolean {
  return isUrl(base) && !base.toLowerCase().startsWith('file:');
}

function pathOf(base: string): string {
  return isUrl(base) ? fileURLToPath(base) : base;
}

async function existing(folders: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const status = await stat(folder).catch(() => undefined);
      return status?.isDirectory() === true ? [folder] : [];
    }),
  );
  return found.flat();
}
