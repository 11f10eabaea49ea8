import { existsSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { bundledDocument } from '../sources/bundled.ts';
import type { Io } from './io.ts';

/** A document as the library finds it: paths from the given working directory; bundled names, URLs and what is not there as they are. */
export function documentPath(document: string, io: Pick<Io, 'cwd'>): string {
  const isFile = bundledDocument(document) === undefined && existsSync(resolve(io.cwd, document));
  return isFile ? pathOrUrl(document, io) : document;
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
