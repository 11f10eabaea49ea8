import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hostedFile } from './hosted-file.ts';
import { isUrl, locateSource, type SourceLocation } from './locate-source.ts';

/** A folder or URL below which the user says that sources are to be looked for (`--base`). */
export type Base =
  | { readonly kind: 'folder'; readonly path: string }
  /** With a slash at its end. */
  | { readonly kind: 'url'; readonly url: string };

/** The bases that a user gives: a folder from the working directory, or a URL. */
export function readBases(given: readonly string[]): readonly Base[] {
  return given.map((each) => {
    if (!isUrl(each)) return { kind: 'folder', path: resolve(each) };
    const location = locateSource(each, resolve('.'));
    if ('ok' in location) return { kind: 'folder', path: resolve(each) };
    return location.kind === 'file'
      ? { kind: 'folder', path: location.path }
      : { kind: 'url', url: location.url.replace(/\/*$/, '/') };
  });
}

/**
 * Where the bases would have a source, in their order. Three readings serve one rule, that a base is a tree with the same paths:
 *
 * - a relative URL is resolved against the base;
 * - a file of a repository at a Git host lies at `owner/name/path` below it, so that a base can mirror repositories;
 * - a file that should be in one base may be in another at the same path, so that bases can be laid over one another.
 *
 * Nothing outside a base is ever named.
 * @param url As the document gives it.
 * @param location Where that leads to, when it leads anywhere.
 */
export function placesInBases(
  bases: readonly Base[],
  url: string,
  location: SourceLocation | undefined,
): readonly SourceLocation[] {
  const paths = new Set<string>();
  const hosted = location?.kind === 'url' ? hostedFile(location.url) : undefined;
  if (hosted !== undefined) paths.add(`${hosted.repository}/${hosted.path}`);
  if (location?.kind === 'file') {
    for (const base of bases) {
      const path = base.kind === 'folder' ? pathWithin(base.path, location.path) : undefined;
      if (path !== undefined) paths.add(path);
    }
  }
  const isRelative = !isUrl(url) && !url.startsWith('/') && !/^[a-z][a-z0-9+.-]*:/i.test(url);
  const found = bases.flatMap((base) => [
    ...[...paths].flatMap((path) => below(base, path.split('/').map(encodeURIComponent).join('/')) ?? []),
    ...(isRelative ? (below(base, url) ?? []) : []),
  ]);
  const here = location?.kind === 'file' ? location.path : location?.url;
  return found.filter((each) => (each.kind === 'file' ? each.path : each.url) !== here);
}

/** The path of a file within a folder, with slashes; undefined when it lies elsewhere. */
export function pathWithin(folder: string, file: string): string | undefined {
  const path = relative(folder, file);
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return undefined;
  return sep === '/' ? path : path.split(sep).join('/');
}

/** A relative reference below a base; empty when it leads out of it. */
function below(base: Base, reference: string): readonly SourceLocation[] {
  const root = base.kind === 'url' ? base.url : pathToFileURL(join(base.path, sep)).href;
  if (!URL.canParse(reference, root)) return [];
  const target = new URL(reference, root);
  target.hash = '';
  if (!target.href.startsWith(root)) return [];
  if (base.kind === 'url') return [{ kind: 'url', url: target.href }];
  target.search = '';
  try {
    const path = fileURLToPath(target);
    return pathWithin(base.path, path) === undefined ? [] : [{ kind: 'file', path }];
  } catch {
    return [];
  }
}
