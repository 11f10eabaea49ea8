import { isAbsolute, relative, resolve } from 'node:path';
import { bundledDocument } from '../sources/bundled.ts';
import type { Io } from './io.ts';

/** A document as the library finds it: bundled names and URLs as they are, paths from the given working directory. */
export function documentPath(document: string, io: Pick<Io, 'cwd'>): string {
  return bundledDocument(document) === undefined ? pathOrUrl(document, io) : document;
}

/** A path from the given working directory, or a URL as it is. */
export function pathOrUrl(given: string, { cwd }: Pick<Io, 'cwd'>): string {
  const isUrl = /^[a-z][a-z0-9+.-]+:\/\//i.test(given);
  return isUrl || cwd === process.cwd() ? given : resolve(cwd, given);
}

/** A file as people in a working directory name it: from there, when it lies below. */
export function shownPath(file: string, cwd: string): string {
  if (!isAbsolute(file)) return file;
  const short = relative(cwd, file);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? file : short;
}
