/** A file of a repository at a Git host, as its URL names it. */
export interface HostedFile {
  readonly host: 'github' | 'gitlab';
  /** Scheme and host of the site itself: `https://github.com`, or a GitLab of one's own. */
  readonly site: string;
  /** `owner/name`; a GitLab group may have several levels. */
  readonly repository: string;
  /** A branch, tag or commit, as written: `main`, `refs/heads/main`, a hash. */
  readonly ref: string;
  /** Within the repository, decoded, without a slash at the start. */
  readonly path: string;
}

/**
 * Reads a URL as that of a file in a repository: `raw.githubusercontent.com/owner/name/ref/path`, `github.com/owner/name/{blob,raw}/ref/path`,
 * and `/-/{blob,raw}/ref/path` of a GitLab. A ref has one segment, or three beginning with `refs/heads/` or `refs/tags/`: of a branch
 * whose name has a slash nothing else can be known. Undefined for any other URL.
 */
export function hostedFile(url: string): HostedFile | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  if (protocol !== 'https:') return undefined;
  const path = decodePath(pathname);
  if (path === undefined) return undefined;
  const ref = '(refs/(?:heads|tags)/[^/]+|[^/]+)';
  const match = (form: string): RegExpExecArray | null => new RegExp(`^/${form}/${ref}/(.+)$`).exec(path);
  if (host === 'raw.githubusercontent.com' || host === 'github.com') {
    const found = match(host === 'github.com' ? '([^/]+/[^/]+)/(?:blob|raw)' : '([^/]+/[^/]+)');
    const site = 'https://github.com';
    return found === null
      ? undefined
      : { host: 'github', site, repository: found[1]!, ref: found[2]!, path: found[3]! };
  }
  const found = match('([^/]+(?:/[^/]+)+?)/-/(?:blob|raw)');
  if (found === null) return undefined;
  return { host: 'gitlab', site: `https://${host}`, repository: found[1]!, ref: found[2]!, path: found[3]! };
}

/** The URL from which the text of a file is retrieved, at the ref of the file unless another is given. */
export function rawUrl({ host, site, repository, ref, path }: HostedFile): string {
  const encoded = [repository, ...(host === 'gitlab' ? ['-/raw'] : []), ref, path]
    .join('/')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  return `${host === 'github' ? 'https://raw.githubusercontent.com' : site}/${encoded}`;
}

/** The commit that a file is named at, when it is one: a hash of 40 or 64 hex digits. */
export function revisionOf({ ref }: HostedFile): string | undefined {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref) ? ref : undefined;
}

/** Undefined when it is not encoded properly, or would lead out of where it stands. */
function decodePath(pathname: string): string | undefined {
  try {
    const path = decodeURIComponent(pathname);
    // oxlint-disable-next-line no-control-regex -- NUL ends paths in the file system
    return /[\\\0]|\/\/|(?:^|\/)\.\.?(?:\/|$)/.test(path) ? undefined : path;
  } catch {
    return undefined;
  }
}
