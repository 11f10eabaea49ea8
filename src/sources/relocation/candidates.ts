import { join } from 'node:path';
import { type HostedFile, rawUrl } from '../hosted-file.ts';
import { type Attempt, readAt, type SourcePlace } from '../load-source.ts';
import type { LoadedSource } from '../loaded-source.ts';
import { isUrl } from '../locate-source.ts';
import { readSource } from '../read-source.ts';
import type { FetchText } from '../text-result.ts';
import { decodeFragment } from '../../text/decode-fragment.ts';
import type { FilesNamed } from './files-named.ts';
import { fileHistory, type FileHistory } from './git-history.ts';
import { gitRepository } from './git-repository.ts';
import { hostedPaths, hostedVersions } from './hosting.ts';
import { moves } from './moves.ts';
import { hostedOf, isOnTheWeb, nameOf, repositoriesOf, type Repository } from './repositories.ts';

/** A text that may be the source that the document means. */
export interface Candidate {
  readonly source: LoadedSource;
  /** What the document would say to mean it, where that is certain. */
  readonly url?: string;
}

/** Beyond this many files of one name, the name says nothing. */
const mostNamed = 16;

/**
 * Where a lost source may have gone, in steps from the nearest to the farthest; a step is taken only when the one before gave nothing
 * that can be accepted. What is found is not yet judged.
 *
 * 1. Its relative URL from the root of the repository.
 * 2. Elsewhere in the repository: by a known move of publishers, by being renamed, by the name of the file.
 * 3. In the history of the repository, the newest version first.
 */
export function candidateSteps(
  attempt: Attempt,
  named: FilesNamed,
): readonly (() => Promise<readonly Candidate[]>)[] {
  let known: Promise<readonly Repository[]> | undefined;
  const repositories = (): Promise<readonly Repository[]> => (known ??= repositoriesOf(attempt));
  const hosted = hostedOf(attempt);
  const { reason } = attempt.failure ?? {};
  // A host is asked only when it has said that the file is not there, or has given one that lacks operations.
  const asksHost = async (): Promise<boolean> =>
    hosted !== undefined &&
    (reason === undefined || reason === 'not-found') &&
    (await repositories()).length === 0;
  return [
    async () => [
      ...(await eachOf(await repositories(), (repository) => fromRoot(attempt, repository))),
      ...(hosted !== undefined && (await asksHost()) ? await fromHostedRoot(attempt, hosted) : []),
    ],
    async () => [
      ...(await eachOf(await repositories(), (repository) => elsewhere(attempt, repository, named))),
      ...(hosted !== undefined && (await asksHost()) ? await hostedElsewhere(attempt, hosted) : []),
    ],
    async () => [
      ...(await eachOf(await repositories(), (repository) => earlier(attempt, repository))),
      ...(hosted !== undefined && (await asksHost()) ? await hostedEarlier(attempt, hosted) : []),
    ],
  ];
}

/** Asks a host as a stranger would. */
function fetcherOf({ context }: Attempt): FetchText {
  return (url) => context.texts.retrieve({ kind: 'url', url }, false);
}

async function eachOf<T, R>(items: readonly T[], find: (item: T) => Promise<readonly R[]>): Promise<R[]> {
  return (await Promise.all(items.map(find))).flat();
}

function fromRoot(attempt: Attempt, repository: Repository): Promise<readonly Candidate[]> {
  const path = rootPath(attempt.declared.url);
  if (path === undefined || path === repository.path) return Promise.resolve([]);
  return inFolder(attempt, repository, [path], 'root');
}

function fromHostedRoot(attempt: Attempt, hosted: HostedFile): Promise<readonly Candidate[]> {
  const path = rootPath(attempt.declared.url);
  return path === undefined || path === hosted.path
    ? Promise.resolve([])
    : atHost(attempt, [{ ...hosted, path }], 'root');
}

async function elsewhere(
  attempt: Attempt,
  repository: Repository,
  named: FilesNamed,
): Promise<readonly Candidate[]> {
  const { path, folder } = repository;
  const name = nameOf(attempt);
  const moved = path === undefined ? [] : moves.flatMap((move) => move(path));
  const same = name === undefined ? [] : await named(folder, name);
  const renamed = path === undefined ? undefined : (await historyOf(repository, path)).renamedTo;
  const paths = new Set([
    ...moved,
    ...(renamed === undefined ? [] : [renamed]),
    ...(same.length > mostNamed ? [] : same),
  ]);
  return inFolder(
    attempt,
    repository,
    [...paths].filter((each) => each !== path),
    'moved',
  );
}

async function hostedElsewhere(attempt: Attempt, hosted: HostedFile): Promise<readonly Candidate[]> {
  const { path } = hosted;
  const all = await hostedPaths(hosted, fetcherOf(attempt));
  const moved = moves.flatMap((move) => move(path)).filter((each) => all.length === 0 || all.includes(each));
  const name = path.split('/').at(-1)!;
  const same = all.filter((each) => each === name || each.endsWith(`/${name}`));
  const paths = new Set([...moved, ...(same.length > mostNamed ? [] : same)]);
  paths.delete(path);
  return atHost(
    attempt,
    [...paths].map((each) => ({ ...hosted, path: each })),
    'moved',
  );
}

async function earlier(attempt: Attempt, repository: Repository): Promise<readonly Candidate[]> {
  const { folder } = repository;
  const paths = [repository.path, rootPath(attempt.declared.url)].filter((path) => path !== undefined);
  for (const path of new Set(paths)) {
    const { versions } = await historyOf(repository, path);
    const found = await eachOf(versions, async ({ revision, text }) => {
      const location = join(folder, ...path.split('/'));
      const read = await readSource(attempt.declared, { ok: true, text, location }, attempt.context);
      const { source } = read;
      return source === undefined ? [] : [{ source: { ...source, revision, foundBy: 'history' as const } }];
    });
    if (found.length > 0) return found;
  }
  return [];
}

async function hostedEarlier(attempt: Attempt, hosted: HostedFile): Promise<readonly Candidate[]> {
  return atHost(attempt, await hostedVersions(hosted, fetcherOf(attempt)), 'history');
}

async function historyOf({ folder, isGit }: Repository, path: string): Promise<FileHistory> {
  const repository = isGit ? await gitRepository(folder) : undefined;
  return repository === undefined ? { versions: [] } : fileHistory(repository, path);
}

/** Reads files of a folder as the source. */
function inFolder(
  attempt: Attempt,
  repository: Repository,
  paths: readonly string[],
  foundBy: SourcePlace['foundBy'],
): Promise<readonly Candidate[]> {
  return eachOf(paths, async (path) => {
    const location = { kind: 'file', path: join(repository.folder, ...path.split('/')) } as const;
    const url = urlOf(attempt, repository, path);
    return asCandidate(await readAt(attempt.declared, { location, foundBy }, attempt.context), url);
  });
}

function atHost(
  attempt: Attempt,
  files: readonly HostedFile[],
  foundBy: SourcePlace['foundBy'],
): Promise<readonly Candidate[]> {
  return eachOf(files, async (file) => {
    const url = rawUrl(file);
    const place = { location: { kind: 'url', url }, foundBy } as const;
    return asCandidate(await readAt(attempt.declared, place, attempt.context), url);
  });
}

function asCandidate(
  read: Awaited<ReturnType<typeof readAt>>,
  url: string | undefined,
): readonly Candidate[] {
  if ('reason' in read || read.source === undefined) return [];
  return [{ source: read.source, ...(url === undefined ? {} : { url }) }];
}

/** How the document would name a file of a repository: as it names the source now, by an absolute URL or from its own folder. */
function urlOf(attempt: Attempt, repository: Repository, path: string): string | undefined {
  const { hosted, documentFolder } = repository;
  const { declared, context } = attempt;
  if (hosted !== undefined && isUrl(declared.url)) {
    const end = encode(hosted.path);
    return declared.url.endsWith(end)
      ? declared.url.slice(0, -end.length) + encode(path)
      : rawUrl({ ...hosted, path });
  }
  // With a URI of its own, a document's relative URLs lead elsewhere than where its file lies.
  if (documentFolder === undefined || context.self !== undefined || isOnTheWeb(context.base))
    return undefined;
  const from = documentFolder === '' ? [] : documentFolder.split('/');
  const to = path.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length - 1 && from[shared] === to[shared]) shared++;
  const up = from.slice(shared).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), encode(to.slice(shared).join('/'))].join('/');
}

function encode(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** Where a relative URL leads from the root of a repository; undefined when it leads out of it. */
function rootPath(url: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) return undefined;
  const steps: string[] = [];
  for (const each of url.replace(/[?#].*$/s, '').split('/')) {
    const step = decodeFragment(each);
    if (/[/\\\0]/.test(step)) return undefined;
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.length === 0 ? undefined : steps.join('/');
}
