import { isObject } from '../../text/json.ts';
import { type HostedFile, revisionOf } from '../hosted-file.ts';
import type { FetchText } from '../text-result.ts';

/** At most this many versions are looked at, and this many pages of a list. */
const most = { versions: 6, pages: 10, perPage: 100 } as const;

/** Paths of the files that a repository at a Git host has at the ref of a file; empty when the host does not tell. */
export async function hostedPaths(file: HostedFile, fetchText: FetchText): Promise<readonly string[]> {
  const ref = branchOf(file);
  if (file.host === 'github') {
    const url = `https://api.github.com/repos/${file.repository}/git/trees/${encodeURIComponent(ref)}?recursive=1`;
    const answer = await ask(url, fetchText);
    return isObject(answer) ? pathsOf(answer['tree']) : [];
  }
  const paths: string[] = [];
  for (let page = 1; page <= most.pages; page++) {
    const query = new URLSearchParams({
      recursive: 'true',
      ref,
      per_page: `${most.perPage}`,
      page: `${page}`,
    });
    const found = pathsOf(await ask(`${projectOf(file)}/repository/tree?${query}`, fetchText));
    paths.push(...found);
    if (found.length === 0) break;
  }
  return paths;
}

/** The file at the commits that changed it, newest first; at the one that deleted it there will be none. Empty when the host does not tell. */
export async function hostedVersions(file: HostedFile, fetchText: FetchText): Promise<readonly HostedFile[]> {
  const { path } = file;
  const sha = branchOf(file);
  const count = `${most.versions}`;
  const answer =
    file.host === 'github'
      ? await ask(
          `https://api.github.com/repos/${file.repository}/commits?${new URLSearchParams({ path, sha, per_page: count })}`,
          fetchText,
        )
      : await ask(
          `${projectOf(file)}/repository/commits?${new URLSearchParams({ path, ref_name: sha, per_page: count })}`,
          fetchText,
        );
  if (!Array.isArray(answer)) return [];
  return answer.slice(0, most.versions).flatMap((commit: unknown) => {
    const ref = isObject(commit) ? commit[file.host === 'github' ? 'sha' : 'id'] : undefined;
    const version = typeof ref === 'string' ? { ...file, ref } : undefined;
    return version !== undefined && revisionOf(version) !== undefined ? [version] : [];
  });
}

function projectOf({ site, repository }: HostedFile): string {
  return `${site}/api/v4/projects/${encodeURIComponent(repository)}`;
}

/** Interfaces of hosts name branches without `refs/heads/`. */
function branchOf({ ref }: HostedFile): string {
  return ref.replace(/^refs\/(?:heads|tags)\//, '');
}

function pathsOf(tree: unknown): readonly string[] {
  if (!Array.isArray(tree)) return [];
  return tree.flatMap((entry: unknown) =>
    isObject(entry) && entry['type'] === 'blob' && typeof entry['path'] === 'string' ? [entry['path']] : [],
  );
}

async function ask(url: string, fetchText: FetchText): Promise<unknown> {
  const result = await fetchText(url);
  if (!result.ok) return undefined;
  try {
    return JSON.parse(result.text) as unknown;
  } catch {
    return undefined;
  }
}
